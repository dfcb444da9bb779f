import type { Literal } from "../../types/literal.js";
import { literalFrom, literalTypeFrom, maybe, needed } from "../from-proto/values.js";
import { Literal as LiteralMessage } from "../gen/flyteidl/core/literals.js";
import { SignalServiceDefinition } from "../gen/flyteidl/service/signal.js";
import { encodeLiteral } from "../literals.js";
import { executionIdFrom, executionIdMessage, executionKey } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { pageOf, sortMessage } from "./paging.js";
import type { ExecutionId, ListOptions, Page, SignalRecord } from "./records.js";
import type { AdminTransport } from "./transport.js";

/** Gates that an execution has come to. */
export async function listSignals(
	transport: AdminTransport,
	execution: ExecutionId,
	options: ListOptions = {},
): Promise<Page<SignalRecord>> {
	const request = {
		workflowExecutionId: executionIdMessage(execution),
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy),
	};
	const about = `signals of execution ${executionKey(execution)}`;
	const reply = await invoke(transport, SignalServiceDefinition, (m) => m.listSignals, request, { about });
	const signals = reply.signals.map(({ id, type, value }): SignalRecord => {
		const name = needed(id, "a signal", "id").signalId;
		return {
			execution: executionIdFrom(id?.executionId, `signal "${name}"`),
			name,
			type: literalTypeFrom(needed(type, `signal "${name}"`, "type")),
			...maybe("value", value?.value && literalFrom(value)),
		};
	});
	return pageOf(signals, reply.token);
}

/** Gives a gate its value. */
export async function setSignal(
	transport: AdminTransport,
	execution: ExecutionId,
	name: string,
	value: Literal,
): Promise<void> {
	const request = {
		id: { signalId: name, executionId: executionIdMessage(execution) },
		value: LiteralMessage.decode(encodeLiteral(value, name)),
	};
	const about = `signal ${JSON.stringify(name)} of execution ${executionKey(execution)}`;
	await invoke(transport, SignalServiceDefinition, (m) => m.setSignal, request, { about });
}
