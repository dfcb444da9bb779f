import type { Identifier } from "../../config/identifier.js";
import { maybe, said } from "../from-proto/values.js";
import type { Execution, ExecutionClosure } from "../gen/flyteidl/admin/execution.js";
import { type ExecutionId, executionIdFrom, identifierFrom, type NodeExecutionId, nodeIdFrom } from "./identifiers.js";
import { dateFrom, durationFrom, failureFrom, type RemoteFailure } from "./parts.js";
import { EXECUTION_PHASES, type ExecutionPhase, phaseName } from "./phases.js";

/** Who launched an execution: flyteidl.admin.ExecutionMetadata.ExecutionMode. */
export type ExecutionMode = "manual" | "scheduled" | "system" | "relaunch" | "childWorkflow" | "recovered" | "trigger";

/** An execution as the cluster knows it now: flyteidl.admin.Execution. */
export interface ExecutionRecord {
	readonly id: ExecutionId;
	readonly phase: ExecutionPhase;
	/** What was launched: a launch plan, or a task alone. */
	readonly launched: Identifier;
	/** The workflow that runs; a task alone runs in one that Flyte makes around it. */
	readonly workflow?: Identifier;
	readonly error?: RemoteFailure;
	readonly abort?: { readonly cause: string; readonly principal?: string };
	readonly createdAt?: Date;
	readonly startedAt?: Date;
	readonly updatedAt?: Date;
	readonly durationMs?: number;
	readonly principal?: string;
	readonly mode: ExecutionMode;
	/** That this one recovers or repeats. */
	readonly reference?: ExecutionId;
	/** The node that launched it. */
	readonly parent?: NodeExecutionId;
	readonly labels: ReadonlyMap<string, string>;
	readonly annotations: ReadonlyMap<string, string>;
	readonly tags: readonly string[];
}

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
