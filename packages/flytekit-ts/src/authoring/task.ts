import type { GivenOf, Of, Schema, SchemaDeclaration, SchemaFields, ValuesOf } from "../interface/schema/index.js";
import type { In, Outputs, Params } from "./api-types.js";
import { checkOptions, splitArguments } from "./options.js";
import { FunctionTask, type TaskFunction } from "./task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "./task/options.js";

/** Options of a task whose interface is said by schemas instead of by its function's types. */
export interface SchemaOptions<S extends SchemaFields, T extends Schema | SchemaFields | undefined>
	extends TaskOptions {
	/** A schema for each input: zod, arktype, valibot, or the helpers of `flyte`. */
	readonly inputs: S;
	/** One schema for the output, or one for each named output; none for a task without outputs. */
	readonly outputs?: T;
}

/** What a body gives for such `outputs`. */
export type SchemaResult<T> = T extends Schema
	? Of<T>
	: T extends SchemaFields
		? Outputs<{ [K in keyof T]: Of<T[K]> }>
		: void;

/**
 * Makes a task of a function: `task(fn)` or `task(options, fn)`. The function takes one object, its named inputs, and returns
 * its output; name, module and interface are read from its own types, or from `inputs` and `outputs` schemas. flytekit: @task.
 */
export function task<A extends Params, R>(fn: (...inputs: A) => R): FunctionTask<In<A>, Awaited<R>>;
export function task<S extends SchemaFields, T extends Schema | SchemaFields | undefined = undefined>(
	options: SchemaOptions<S, T>,
	fn: (inputs: ValuesOf<S>) => SchemaResult<T> | Promise<SchemaResult<T>>,
): FunctionTask<GivenOf<S>, SchemaResult<T>>;
export function task<A extends Params, R>(
	options: TaskOptions,
	fn: (...inputs: A) => R,
): FunctionTask<In<A>, Awaited<R>>;
export function task(...args: readonly unknown[]): FunctionTask {
	const { options, fn } = splitArguments<TaskOptions & SchemaDeclaration, TaskFunction>("task", args);
	checkOptions("task", options, [...TASK_OPTIONS, "inputs", "outputs"]);
	const { inputs, outputs, ...rest } = options;
	return new FunctionTask({
		taskFunction: fn,
		options: rest,
		factory: "task",
		above: task,
		...(inputs === undefined && outputs === undefined
			? {}
			: { schemas: { ...(inputs === undefined ? {} : { inputs }), ...(outputs === undefined ? {} : { outputs }) } }),
	});
}
