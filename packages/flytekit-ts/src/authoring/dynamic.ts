import type { In, Params, Unbind } from "./api-types.js";
import { checkOptions, splitArguments } from "./options.js";
import { type DynamicTask, FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/**
 * Makes a dynamic workflow of a function: its body runs when its inputs are known, and the calls it makes become a graph that
 * is then run. It may loop over its inputs and, when async, await real work; what calls return are promised values, not values.
 * flytekit: @dynamic.
 */
export function dynamic<A extends Params, R>(fn: (...inputs: A) => R): DynamicTask<In<A>, Unbind<R>>;
export function dynamic<A extends Params, R>(
	options: TaskOptions,
	fn: (...inputs: A) => R,
): DynamicTask<In<A>, Unbind<R>>;
export function dynamic(...args: readonly unknown[]): DynamicTask {
	const { options, fn } = splitArguments<TaskOptions, TaskFunction>("dynamic", args);
	checkOptions("dynamic", options, TASK_OPTIONS);
	return new FunctionTask({
		taskFunction: fn,
		options,
		factory: "dynamic",
		above: dynamic,
		executionMode: "dynamic",
	}) as DynamicTask;
}
