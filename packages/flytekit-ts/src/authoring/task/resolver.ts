import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { DetectionProblem } from "../../interface/detected.js";
import { problemError } from "../../interface/problem-error.js";

/** What a resolver is told of a task. */
export interface ResolvableTask {
	readonly name: string;
	/** Dotted module path, as the detector gives it. */
	readonly moduleName: string;
	/** The exported name, where there is one. */
	readonly exportName: string | undefined;
	/** Why there is none, as the detector says it. */
	readonly unregistrable?: DetectionProblem | undefined;
}

/** How a container finds the task it is to run. flytekit: TaskResolverMixin. */
export interface TaskResolver {
	/** The name by which the entrypoint finds the resolver. */
	readonly location: string;
	/** Another name for a task than `name`, its own: for resolvers of tasks that are not exports. flytekit: task_name. */
	taskName?(task: ResolvableTask, name: string): string | undefined;
	/** What follows `--` in the container's arguments. */
	loaderArgs(settings: SerializationSettings, task: ResolvableTask): readonly string[];
	/**
	 * The task that these arguments mean, in the container. `importModule` imports a module of the project by its dotted
	 * name. Throws AUTHORING_RESOLVER where there is none.
	 */
	loadTask(loaderArgs: readonly string[], importModule: ImportModule): Promise<unknown>;
}

/** Imports a module of the project by its dotted name: its exports. */
export type ImportModule = (moduleName: string) => Promise<object>;

/** The exported name. Throws AUTHORING_NOT_EXPORTED, or what the detector says of it, when there is none. */
export function exportNameOf(task: ResolvableTask): string {
	if (task.exportName !== undefined) return task.exportName;
	if (task.unregistrable !== undefined) throw problemError(task.unregistrable, task.name);
	throw new FlyteError("AUTHORING_NOT_EXPORTED", `task ${task.name} has no exported name`, {
		entity: task.name,
		wayOut: "export it from its module: `export const name = task(...)`",
	});
}

/**
 * Finds a task as an export of a module. Throws AUTHORING_NOT_EXPORTED when the task has no exported name: a container
 * could run nothing else.
 */
export const defaultTaskResolver: TaskResolver = {
	location: "flytekit-ts.default",
	loaderArgs(_settings, task) {
		return ["task-module", task.moduleName, "task-name", exportNameOf(task)];
	},
	async loadTask(args, importModule) {
		const { "task-module": module, "task-name": name } = namedArgs(args, ["task-module", "task-name"]);
		return exportedTask(await importModule(module), name, `module ${module}`);
	},
};

/** Arguments written as name and value, one after the other. Throws AUTHORING_RESOLVER when one is missing. */
export function namedArgs<Name extends string>(
	args: readonly string[],
	names: readonly Name[],
): { readonly [K in Name]: string } {
	const found = Object.fromEntries(names.map((name) => [name, args[args.indexOf(name) + 1]]));
	const missing = names.find((name) => !args.includes(name) || found[name] === undefined);
	if (missing === undefined) return found as { readonly [K in Name]: string };
	throw new FlyteError("AUTHORING_RESOLVER", `the task's arguments do not say its ${missing}: ${args.join(" ")}`, {
		wayOut: "register the task again, with the version of the package that its image has",
	});
}

/** The task that a module exports by that name. Throws AUTHORING_RESOLVER where it exports none. */
export function exportedTask(module: object, name: string, place: string): unknown {
	const found = Object.hasOwn(module, name) ? (module as Record<string, unknown>)[name] : undefined;
	if (typeof (found as { dispatchExecute?: unknown } | undefined)?.dispatchExecute === "function") return found;
	throw new FlyteError("AUTHORING_RESOLVER", `${place} exports no task "${name}"`, {
		wayOut: `it exports ${Object.keys(module).join(", ") || "nothing"}`,
	});
}
