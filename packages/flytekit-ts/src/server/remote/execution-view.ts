import type { FlyteExecution } from "../../remote/index.js";
import type { ErrorView, NodeState, RunDetail, RunView } from "../view-model.js";

/** How a deployment's phases are called here. */
const STATES = new Map<string, NodeState>([
	["QUEUED", "queued"],
	["UNDEFINED", "queued"],
	["RUNNING", "running"],
	["DYNAMIC_RUNNING", "running"],
	["SUCCEEDING", "running"],
	["FAILING", "running"],
	["ABORTING", "running"],
	["INITIALIZING", "queued"],
	["WAITING_FOR_RESOURCES", "queued"],
	["RETRYABLE_FAILED", "running"],
	["SUCCEEDED", "succeeded"],
	["RECOVERED", "succeeded"],
	["FAILED", "failed"],
	["TIMED_OUT", "failed"],
	["ABORTED", "aborted"],
	["SKIPPED", "skipped"],
]);

export const stateOf = (phase: string): NodeState => STATES.get(phase) ?? "running";

/** A line of the list. */
export function executionView({ record }: Pick<FlyteExecution, "record">): RunView {
	const { id, launched, phase, createdAt, startedAt, durationMs } = record;
	const began = (startedAt ?? createdAt)?.getTime() ?? 0;
	const state = stateOf(phase);
	return {
		id: id.name,
		name: launched.name,
		kind: launched.resourceType === "task" ? "task" : "launchPlan",
		state: state === "queued" ? "running" : state,
		startedAt: began,
		recovered: 0,
		...(durationMs === undefined || state === "running" ? {} : { endedAt: began + durationMs }),
	};
}

/** `failure` is its error in the words of the program. */
export function executionDetail(execution: FlyteExecution, failure: ErrorView | undefined): RunDetail {
	const view = executionView(execution);
	const { abort } = execution.record;
	const why = failure ?? (abort === undefined ? undefined : { code: "ABORTED", message: abort.cause });
	return {
		...view,
		root: lastPart(view.name),
		damage: 0,
		...(why === undefined ? {} : { error: { code: why.code, message: why.message } }),
		can: {
			abort: view.state === "running",
			recover: view.state === "failed" || view.state === "aborted",
			rerun: false,
		},
	};
}

export const lastPart = (name: string) => name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
