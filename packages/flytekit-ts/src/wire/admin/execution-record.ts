import { maybe, said } from "../from-proto/values.js";
import type { Execution, ExecutionClosure } from "../gen/flyteidl/admin/execution.js";
import { executionIdFrom, identifierFrom, nodeIdFrom } from "./identifiers.js";
import { dateFrom, durationFrom, failureFrom } from "./parts.js";
import { EXECUTION_PHASES, phaseName } from "./phases.js";
import type { ExecutionMode, ExecutionRecord } from "./records.js";

const MODES: readonly ExecutionMode[] = [
	"manual",
	"scheduled",
	"system",
	"relaunch",
	"childWorkflow",
	"recovered",
	"trigger",
];

/** Throws WIRE_MISSING where the server left out what makes an execution. */
export function executionFrom(message: Execution): ExecutionRecord {
	const id = executionIdFrom(message.id, "an execution");
	const { spec, closure } = message;
	const { metadata } = spec ?? {};
	return {
		id,
		phase: phaseName(EXECUTION_PHASES, closure?.phase ?? 0),
		launched: identifierFrom(spec?.launchPlan, `execution ${id.name}`),
		mode: MODES[metadata?.mode ?? 0] ?? "manual",
		labels: spec?.labels?.values ?? new Map(),
		annotations: spec?.annotations?.values ?? new Map(),
		tags: spec?.tags ?? [],
		...maybe("workflow", closure?.workflowId && identifierFrom(closure.workflowId, `execution ${id.name}`)),
		...resultOf(closure),
		...maybe("createdAt", dateFrom(closure?.createdAt)),
		...maybe("startedAt", dateFrom(closure?.startedAt)),
		...maybe("updatedAt", dateFrom(closure?.updatedAt)),
		...maybe("durationMs", durationFrom(closure?.duration)),
		...maybe("principal", said(metadata?.principal ?? "")),
		...maybe("reference", metadata?.referenceExecution && executionIdFrom(metadata.referenceExecution, id.name)),
		...maybe("parent", metadata?.parentNodeExecution && nodeIdFrom(metadata.parentNodeExecution, id.name)),
	};
}

function resultOf(closure: ExecutionClosure | undefined): Pick<ExecutionRecord, "error" | "abort"> {
	const result = closure?.outputResult;
	switch (result?.$case) {
		case "error":
			return { error: failureFrom(result.value) };
		case "abortCause":
			return { abort: { cause: result.value } };
		case "abortMetadata": {
			const { cause, principal } = result.value;
			return { abort: { cause, ...maybe("principal", said(principal)) } };
		}
		default:
			return {};
	}
}
