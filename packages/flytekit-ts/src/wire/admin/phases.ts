/** flyteidl.core.WorkflowExecution.Phase. */
export type ExecutionPhase = (typeof EXECUTION_PHASES)[number];
/** flyteidl.core.NodeExecution.Phase. */
export type NodePhase = (typeof NODE_PHASES)[number];
/** flyteidl.core.TaskExecution.Phase. */
export type TaskPhase = (typeof TASK_PHASES)[number];
/** flyteidl.core.CatalogCacheStatus. */
export type CacheStatus = (typeof CACHE_STATUSES)[number];

export const EXECUTION_PHASES = [
	"UNDEFINED",
	"QUEUED",
	"RUNNING",
	"SUCCEEDING",
	"SUCCEEDED",
	"FAILING",
	"FAILED",
	"ABORTED",
	"TIMED_OUT",
	"ABORTING",
] as const;

export const NODE_PHASES = [
	"UNDEFINED",
	"QUEUED",
	"RUNNING",
	"SUCCEEDED",
	"FAILING",
	"FAILED",
	"ABORTED",
	"SKIPPED",
	"TIMED_OUT",
	"DYNAMIC_RUNNING",
	"RECOVERED",
] as const;

export const TASK_PHASES = [
	"UNDEFINED",
	"QUEUED",
	"RUNNING",
	"SUCCEEDED",
	"ABORTED",
	"FAILED",
	"INITIALIZING",
	"WAITING_FOR_RESOURCES",
	"RETRYABLE_FAILED",
] as const;

export const CACHE_STATUSES = [
	"CACHE_DISABLED",
	"CACHE_MISS",
	"CACHE_HIT",
	"CACHE_POPULATED",
	"CACHE_LOOKUP_FAILURE",
	"CACHE_PUT_FAILURE",
	"CACHE_SKIPPED",
	"CACHE_EVICTED",
] as const;

/** Whether an execution in this phase will never leave it. */
export function isFinalExecution(phase: ExecutionPhase): boolean {
	return phase === "SUCCEEDED" || phase === "FAILED" || phase === "ABORTED" || phase === "TIMED_OUT";
}

/** Whether a node in this phase will never leave it. */
export function isFinalNode(phase: NodePhase): boolean {
	switch (phase) {
		case "SUCCEEDED":
		case "FAILED":
		case "ABORTED":
		case "SKIPPED":
		case "TIMED_OUT":
		case "RECOVERED":
			return true;
		default:
			return false;
	}
}

/** The name of a phase; a number of a newer flyteidl stands for itself, so that one unknown phase does not hide a whole run. */
export function phaseName<T extends string>(names: readonly T[], value: number): T {
	return names[value] ?? (`PHASE_${value}` as T);
}
