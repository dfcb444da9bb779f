import type { Identifier } from "../../config/identifier.js";
import type { LiteralMap } from "../../types/literal.js";
import { AdminServiceDefinition } from "../gen/flyteidl/service/admin.js";
import { executionFrom } from "./execution-record.js";
import { executionSpec } from "./execution-spec.js";
import { executionIdFrom, executionIdMessage, executionKey, nameMessage } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { pageOf, sortMessage } from "./paging.js";
import { literalMapFrom, literalMapMessage } from "./parts.js";
import type { EntityName, ExecutionId, ExecutionRecord, LaunchOptions, ListOptions, Page } from "./records.js";
import type { AdminTransport, CallOptions } from "./transport.js";

/** Starts an execution of a launch plan or of a task alone, under the name that `id` has. */
export async function createExecution(
	transport: AdminTransport,
	id: ExecutionId,
	launched: Identifier,
	inputs: LiteralMap,
	options: LaunchOptions = {},
): Promise<ExecutionId> {
	const { project, domain, name, org = "" } = id;
	const request = {
		project,
		domain,
		name,
		org,
		spec: executionSpec(launched, options),
		inputs: literalMapMessage(inputs),
	};
	const about = `execution ${executionKey(id)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.createExecution, request, { about });
	return executionIdFrom(reply.id, about);
}

export async function getExecution(
	transport: AdminTransport,
	id: ExecutionId,
	options?: CallOptions,
): Promise<ExecutionRecord> {
	const request = { id: executionIdMessage(id) };
	const about = { about: `execution ${executionKey(id)}`, ...options };
	return executionFrom(await invoke(transport, AdminServiceDefinition, (m) => m.getExecution, request, about));
}

/** Executions of a domain, newest first unless `options` says otherwise. */
export async function listExecutions(
	transport: AdminTransport,
	of: EntityName,
	options: ListOptions = {},
): Promise<Page<ExecutionRecord>> {
	const request = {
		id: nameMessage({ ...of, name: "" }),
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy ?? { key: "created_at", direction: "descending" }),
	};
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listExecutions, request);
	return pageOf(reply.executions.map(executionFrom), reply.token);
}

/** Inputs and outputs as literals; empty outputs while it has none. */
export async function executionData(
	transport: AdminTransport,
	id: ExecutionId,
): Promise<{ readonly inputs: LiteralMap; readonly outputs: LiteralMap }> {
	const request = { id: executionIdMessage(id) };
	const about = `values of execution ${executionKey(id)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.getExecutionData, request, { about });
	return { inputs: literalMapFrom(reply.fullInputs), outputs: literalMapFrom(reply.fullOutputs) };
}

export async function terminateExecution(transport: AdminTransport, id: ExecutionId, cause: string): Promise<void> {
	const request = { id: executionIdMessage(id), cause };
	const about = `execution ${executionKey(id)}`;
	await invoke(transport, AdminServiceDefinition, (m) => m.terminateExecution, request, { about });
}

/** Runs the same again, all of it, under the name `name`. */
export async function relaunchExecution(
	transport: AdminTransport,
	id: ExecutionId,
	name: string,
	overwriteCache: boolean,
): Promise<ExecutionId> {
	const request = { id: executionIdMessage(id), name, overwriteCache };
	const about = `execution ${executionKey(id)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.relaunchExecution, request, { about });
	return executionIdFrom(reply.id, about);
}

/** Runs the same again under the name `name`, taking over what succeeded. */
export async function recoverExecution(transport: AdminTransport, id: ExecutionId, name: string): Promise<ExecutionId> {
	const request = { id: executionIdMessage(id), name, metadata: undefined };
	const about = `execution ${executionKey(id)}`;
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.recoverExecution, request, { about });
	return executionIdFrom(reply.id, about);
}
