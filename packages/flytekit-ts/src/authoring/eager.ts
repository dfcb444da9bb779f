import type { In, Params } from "./api-types.js";
import { checkOptions, splitArguments } from "./options.js";
import { FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/** An eager task: a FunctionTask whose body calls tasks and awaits their values. */
export interface EagerTask<I = any, O = any> extends FunctionTask<I, O> {
	readonly kind: "eager";
}

/**
 * Makes an eager task of an async function: plain code that calls tasks, workflows, dynamics and other eager tasks, awaits
 * their values and decides by them. No graph is made. Calls that are not awaited run at the same time; when the body fails,
 * those under way are stopped. Decks are on unless `enableDeck: false`. flytekit: @eager.
 */
export function eager<A extends Params, R>(fn: (...inputs: A) => Promise<R>): EagerTask<In<A>, R>;
export function eager<A extends Params, R>(options: TaskOptions, fn: (...inputs: A) => Promise<R>): EagerTask<In<A>, R>;
export function eager(...args: readonly unknown[]): EagerTask {
	const { options, fn } = splitArguments<TaskOptions, TaskFunction>("eager", args);
	checkOptions("eager", options, TASK_OPTIONS);
	const withDeck = { enableDeck: true, ...options } as TaskOptions;
	return new FunctionTask({
		taskFunction: fn,
		options: withDeck,
		factory: "eager",
		above: eager,
		executionMode: "eager",
	}) as EagerTask;
}
