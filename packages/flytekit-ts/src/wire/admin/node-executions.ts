import type { WorkflowEntity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { maybe, said } from "../from-proto/values.js";
import type { NodeExecution } from "../gen/flyteidl/admin/node_execution.js";
import { AdminServiceDefinition } from "../gen/flyteidl/service/admin.js";
import { workflowFromClosure } from "./entity-records.js";
import { executionIdFrom, executionIdMessage, executionKey, nodeIdFrom, nodeIdMessage } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { pageOf, sortMessage } from "./paging.js";
import { dateFrom, durationFrom, failureFrom, literalMapFrom } from "./parts.js";
import { CACHE_STATUSES, NODE_PHASES, phaseName } from "./phases.js";
import type { ExecutionId, ListOptions, NodeExecutionId, NodeRecord, Page } from "./records.js";
import type { AdminTransport } from "./transport.js";

/** Throws WIRE_MISSING for a node without an id. */
export function nodeExecutionFrom(message: NodeExecution): NodeRecord {
	const { metadata, closure } = message;
	const id = nodeIdFrom(message.id, "a node execution");
	const target = closure?.targetMetadata;
	const result = closure?.outputResult;
	return {
		id,
		specNodeId: said(metadata?.specNodeId ?? "") ?? id.nodeId,
		phase: phaseName(NODE_PHASES, closure?.phase ?? 0),
		isParent: metadata?.isParentNode ?? false,
		isDynamic: metadata?.isDynamic ?? false,
		isArray: metadata?.isArray ?? false,
		...maybe("error", result?.$case === "error" ? failureFrom(result.value) : undefined),
		...maybe("createdAt", dateFrom(closure?.createdAt)),
		...maybe("startedAt", dateFrom(closure?.startedAt)),
		...maybe("updatedAt", dateFrom(closure?.updatedAt)),
		...maybe("durationMs", durationFrom(closure?.duration)),
		...maybe("deckUri", said(closure?.deckUri ?? "")),
		...maybe("inputUri", said(message.inputUri)),
		...maybe("outputUri", result?.$case === "outputUri" ? result.value : undefined),
		...maybe(
			"launched",
			target?.$case === "workflowNodeMetadata" && target.value.executionId !== undefined
				? executionIdFrom(target.value.executionId, "a launch plan node")
				: undefined,
		),
		...maybe(
			"cache",
			target?.$case === "taskNodeMetadata" ? phaseName(CACHE_STATUSES, target.value.cacheStatus) : undefined,
		),
	};
}

/** Nodes of an execution, or of a parent node: `options.parent` is that one's id. */
export async function listNodeExecutions(
	transport: AdminTransport,
	execution: ExecutionId,
	options: ListOptions & { readonly parent?: string } = {},
): Promise<Page<NodeRecord>> {
	const request = {
		workflowExecutionId: executionIdMessage(execution),
		limit: options.limit ?? 500,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy),
		uniqueParentId: options.parent ?? "",
	};
	const about = `nodes of execution ${executionKey(execution)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listNodeExecutions, request, { about });
	return pageOf(reply.nodeExecutions.map(nodeExecutionFrom), reply.token);
}

export async function getNodeExecution(transport: AdminTransport, id: NodeExecutionId): Promise<NodeRecord> {
	const about = nodeKey(id);
	const request = { id: nodeIdMessage(id) };
	return nodeExecutionFrom(
		await invoke(transport, AdminServiceDefinition, (m) => m.getNodeExecution, request, { about }),
	);
}

/** A node's inputs and outputs as literals; empty outputs while it has none. */
export async function nodeExecutionData(
	transport: AdminTransport,
	id: NodeExecutionId,
): Promise<{ readonly inputs: LiteralMap; readonly outputs: LiteralMap }> {
	const reply = await nodeData(transport, id, "values");
	return { inputs: literalMapFrom(reply.fullInputs), outputs: literalMapFrom(reply.fullOutputs) };
}

/**
 * What a dynamic made, as propeller compiled it: its graph with tasks and sub-workflows. Undefined while it has made none. Throws
 * WIRE_* for a graph that lacks a part. flyteidl: DynamicWorkflowNodeMetadata.
 */
export async function dynamicWorkflow(
	transport: AdminTransport,
	id: NodeExecutionId,
): Promise<WorkflowEntity | undefined> {
	const closure = (await nodeData(transport, id, "graph")).dynamicWorkflow?.compiledWorkflow;
	return closure === undefined ? undefined : workflowFromClosure(closure);
}

function nodeData(transport: AdminTransport, id: NodeExecutionId, what: string) {
	const about = `${what} of ${nodeKey(id)}`;
	const request = { id: nodeIdMessage(id) };
	return invoke(transport, AdminServiceDefinition, (m) => m.getNodeExecutionData, request, { about });
}

/** One string for a node, for messages. */
export function nodeKey({ execution, nodeId }: NodeExecutionId): string {
	return `node ${nodeId} of execution ${executionKey(execution)}`;
}
