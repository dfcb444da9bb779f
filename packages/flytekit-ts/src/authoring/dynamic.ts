import { FlyteError } from "../errors/index.js";
import { FOLD_MODES, type FoldMode, type Split } from "../graph/fold/settings.js";
import type { In, Params, Unbind } from "./api-types.js";
import { checkOptions, splitArguments, wholeNumber } from "./options.js";
import { type DependencyHint, type DynamicTask, FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/** What `dynamic({ ... }, fn)` takes. */
export interface DynamicOptions extends TaskOptions {
	/**
	 * What the body may call: registered together with it. Needed for launch plans only, whose workflows a cluster must know
	 * beforehand; whatever else is called travels in the graph that the body makes. flytekit: node_dependency_hints.
	 */
	readonly nodeDependencyHints?: readonly DependencyHint[];
	/**
	 * Whether equal calls of one task become one array node when the graph goes to Flyte, whose engine slows down with the square
	 * of the number of nodes. "auto" (the default): those that can. "require": those that cannot are an error. "off": none. What
	 * runs here is not folded, unless the run asks for it.
	 */
	readonly fold?: FoldMode;
	/** Calls of a folded array that run at a time on Flyte. Default 25, as many as Flyte runs nodes; 0 is unlimited. */
	readonly concurrency?: number;
	/**
	 * Whether a graph that is too large for Flyte goes there in several: nested dynamics, each with a share of the calls. "auto" (the
	 * default): where a limit that makes it fail would be broken, by the budget's prediction. A number: wherever there are more calls
	 * than that, at most so many in each share. "off": never.
	 */
	readonly split?: Split;
}

const OPTIONS = [...TASK_OPTIONS, "nodeDependencyHints", "fold", "concurrency", "split"];

/**
 * Makes a dynamic workflow of a function: its body runs when its inputs are known, and the calls it makes become a graph that
 * is then run. It may loop over its inputs and, when async, await real work; what calls return are promised values, not values.
 * flytekit: @dynamic.
 */
export function dynamic<A extends Params, R>(fn: (...inputs: A) => R): DynamicTask<In<A>, Unbind<R>>;
export function dynamic<A extends Params, R>(
	options: DynamicOptions,
	fn: (...inputs: A) => R,
): DynamicTask<In<A>, Unbind<R>>;
export function dynamic(...args: readonly unknown[]): DynamicTask {
	const { options: given, fn } = splitArguments<DynamicOptions, TaskFunction>("dynamic", args);
	checkOptions("dynamic", given, OPTIONS);
	const { nodeDependencyHints, fold, concurrency, split, ...options } = given;
	if (fold !== undefined && !FOLD_MODES.includes(fold)) {
		throw new FlyteError("AUTHORING_OPTION", `dynamic() option fold is ${JSON.stringify(fold)}`, {
			path: "fold",
			wayOut: `it is one of ${FOLD_MODES.join(", ")}`,
		});
	}
	if (concurrency !== undefined) wholeNumber("dynamic", "concurrency", concurrency);
	if (split !== undefined && split !== "auto" && split !== "off" && !(Number.isSafeInteger(split) && split >= 1)) {
		throw new FlyteError("AUTHORING_OPTION", `dynamic() option split is ${JSON.stringify(split)}`, {
			path: "split",
			wayOut: 'give the most calls that a share may have, from 1, or "auto" or "off"',
		});
	}
	return new FunctionTask({
		taskFunction: fn,
		options,
		factory: "dynamic",
		above: dynamic,
		executionMode: "dynamic",
		fold,
		foldConcurrency: concurrency,
		split,
		...(nodeDependencyHints === undefined ? {} : { nodeDependencyHints }),
	}) as DynamicTask;
}
