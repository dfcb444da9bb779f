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
	/** What follows `--` in the container's arguments. */
	loaderArgs(settings: SerializationSettings, task: ResolvableTask): readonly string[];
}

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
};
