import { maybe, said } from "../from-proto/values.js";
import type { TaskExecution } from "../gen/flyteidl/admin/task_execution.js";
import type { ExternalResourceInfo } from "../gen/flyteidl/event/event.js";
import { AdminServiceDefinition } from "../gen/flyteidl/service/admin.js";
import { identifierFrom, nodeIdFrom, nodeIdMessage } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { nodeKey } from "./node-executions.js";
import { pageOf, sortMessage } from "./paging.js";
import { dateFrom, durationFrom, failureFrom, logsFrom } from "./parts.js";
import { CACHE_STATUSES, phaseName, TASK_PHASES } from "./phases.js";
import type { AttemptRecord, ElementRecord, ListOptions, NodeExecutionId, Page } from "./records.js";
import type { AdminTransport } from "./transport.js";

/** Throws WIRE_MISSING for an attempt without an id. */
export function taskExecutionFrom(message: TaskExecution): AttemptRecord {
	const { id, closure } = message;
	const result = closure?.outputResult;
	return {
		task: identifierFrom(id?.taskId, "a task execution"),
		node: nodeIdFrom(id?.nodeExecutionId, "a task execution"),
		attempt: id?.retryAttempt ?? 0,
		phase: phaseName(TASK_PHASES, closure?.phase ?? 0),
		taskType: closure?.taskType ?? "",
		logs: logsFrom(closure?.logs ?? []),
		elements: (closure?.metadata?.externalResources ?? []).map(elementFrom),
		...maybe("reason", said(closure?.reason ?? "")),
		...maybe("error", result?.$case === "error" ? failureFrom(result.value) : undefined),
		...maybe("createdAt", dateFrom(closure?.createdAt)),
		...maybe("startedAt", dateFrom(closure?.startedAt)),
		...maybe("durationMs", durationFrom(closure?.duration)),
	};
}

function elementFrom(message: ExternalResourceInfo): ElementRecord {
	return {
		index: message.index,
		attempt: message.retryAttempt,
		phase: phaseName(TASK_PHASES, message.phase),
		cache: phaseName(CACHE_STATUSES, message.cacheStatus),
		logs: logsFrom(message.logs),
	};
}

/** Attempts of a node, first to last. */
export async function listTaskExecutions(
	transport: AdminTransport,
	node: NodeExecutionId,
	options: ListOptions = {},
): Promise<Page<AttemptRecord>> {
	const request = {
		nodeExecutionId: nodeIdMessage(node),
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy),
	};
	const about = `attempts of ${nodeKey(node)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listTaskExecutions, request, { about });
	return pageOf(reply.taskExecutions.map(taskExecutionFrom), reply.token);
}
