import type { LaunchPlanEntity } from "../graph/entities.js";
import type { Node } from "../graph/graph.js";
import type { Owner } from "./owner.js";
import { Parallelism } from "./parallelism.js";

/** What is said of all that runs inside an execution: the run itself, or a launch plan in it, which is one of its own on Flyte. */
export interface Launch {
	/** Cached results do not count; what is made replaces them. */
	readonly overwriteCache: boolean;
	/** Undefined where there is no limit. */
	readonly parallelism: Parallelism | undefined;
}

/** Of a run, by its options; undefined where they say nothing. */
export function launchOfRun(options: { readonly maxParallelism?: number | undefined }): Launch | undefined {
	const parallelism = limitOf(options.maxParallelism);
	return parallelism === undefined ? undefined : { overwriteCache: false, parallelism };
}

/**
 * A launch plan's own. As on Flyte, where an execution hands on what it was started with: what is outside says to overwrite is
 * overwritten inside, and a limit outside replaces the launch plan's, though each counts by itself.
 */
export function launchOf(plan: LaunchPlanEntity, outer: Launch | undefined): Launch {
	return {
		overwriteCache: plan.options.overwriteCache === true || outer?.overwriteCache === true,
		parallelism: limitOf(outer?.parallelism?.most ?? plan.options.maxParallelism),
	};
}

/** Flyte takes 0 for its deployment's default; here that is no limit. */
function limitOf(most: number | undefined): Parallelism | undefined {
	return most === undefined || most === 0 || most === Number.POSITIVE_INFINITY ? undefined : new Parallelism(most);
}

/** Whether a node counts towards the limit: tasks, arrays as one each, and launch plans. */
export function countsAsParallel({ target }: Node): boolean {
	return target.kind === "task" || target.kind === "array" || target.kind === "launchPlan";
}

/** A slot that waits for room. */
export interface Waiting {
	readonly owner: Owner;
	readonly slot: number;
	readonly isTask: boolean;
}
