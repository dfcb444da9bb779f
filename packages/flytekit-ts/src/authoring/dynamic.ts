import type { In, Params, Unbind } from "./api-types.js";
import { checkOptions, splitArguments } from "./options.js";
import { type DependencyHint, type DynamicTask, FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/** What `dynamic({ ... }, fn)` takes. */
export interface DynamicOptions extends TaskOptions {
	/**
	 * What the body may call: registered together with it. Needed for launch plans only, whose workflows a cluster must know
	 * beforehand; whatever else is called travels in the graph that the body makes. flytekit: node_dependency_hints.
	 */
	readonly nodeDependencyHints?: readonly DependencyHint[];
}

const OPTIONS = [...TASK_OPTIONS, "nodeDependencyHints"];

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
	const { nodeDependencyHints, ...options } = given;
	return new FunctionTask({
		taskFunction: fn,
		options,
		factory: "dynamic",
		above: dynamic,
		executionMode: "dynamic",
		...(nodeDependencyHints === undefined ? {} : { nodeDependencyHints }),
	}) as DynamicTask;
}
