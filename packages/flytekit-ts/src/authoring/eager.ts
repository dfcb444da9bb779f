import type { In, Params } from "./api-types.js";
import { EagerWorkflow } from "./eager-workflow.js";
import { checkOptions, splitArguments } from "./options.js";
import { FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/** An eager task: a FunctionTask whose body calls tasks and awaits their values. flytekit: EagerAsyncPythonFunctionTask. */
export class EagerTask<I = any, O = any> extends FunctionTask<I, O> {
	private workflowOnce: EagerWorkflow<I, O> | undefined;

	override get kind(): "eager" {
		return "eager";
	}

	/**
	 * The workflow that Flyte launches for it: the task, and a failure handler that stops what it left running. Registered
	 * together with the task, and always the same one. flytekit: get_as_workflow.
	 */
	asWorkflow(): EagerWorkflow<I, O> {
		this.workflowOnce ??= new EagerWorkflow<I, O>(this);
		return this.workflowOnce;
	}
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
	return new EagerTask({
		taskFunction: fn,
		options: withDeck,
		factory: "eager",
		above: eager,
		executionMode: "eager",
	});
}
