import { createHash } from "node:crypto";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { CHUNK_CONFIG, withTimeFor } from "../../graph/chunks.js";
import type { ArrayOptions } from "../../graph/entities.js";
import type { ArrayTarget } from "../../graph/graph.js";
import { listInterface } from "../../graph/list-interface.js";
import type { TaskTemplate } from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import { literalTypeOf } from "../../types/index.js";
import { entrypointCommand } from "./auto-container-task.js";
import type { FunctionTask } from "./function-task.js";

/**
 * flytekit's name for the list-typed twin of a mapped task: the task's, `map_` and a hash of what makes this map different, so
 * names are stable.
 */
export function twinName(name: string, options: ArrayOptions): string {
	const { bound, concurrency, minSuccesses, minSuccessRatio, chunk } = options;
	const dot = name.lastIndexOf(".");
	const python = (value: number | undefined) => (value === undefined ? "None" : String(value));
	const ratio = minSuccessRatio ?? 1;
	const key =
		bound.join(",") +
		python(concurrency) +
		python(minSuccesses) +
		(Number.isInteger(ratio) ? ratio.toFixed(1) : String(ratio)) +
		(chunk === undefined ? "" : `batch${chunk}`);
	const hash = createHash("md5").update(key).digest("hex");
	return `${name.slice(0, dot + 1)}map_${name.slice(dot + 1)}_${hash}-arraynode`;
}

/** The interface of a map over `face`. Throws TYPES_* for types that one more list around them makes too deep. */
export function twinInterface(face: TypedInterface, options: ArrayOptions): TypedInterface {
	const { minSuccesses, minSuccessRatio } = options;
	const partial = minSuccesses !== undefined || (minSuccessRatio ?? 1) < 1;
	const flat = listInterface(face, options.bound, partial);
	const lists = options.chunk === undefined ? flat : listInterface(flat, options.bound);
	for (const { type } of [...lists.inputs.values(), ...lists.outputs.values()]) literalTypeOf(type);
	return lists;
}

/** The list-typed twin of a task's template, with the map's own command: what a cluster runs for each element. */
export function twinTemplate(
	task: FunctionTask,
	name: string,
	face: TypedInterface,
	{ bound, chunk }: ArrayOptions,
	settings: SerializationSettings,
): TaskTemplate {
	const { container: _, k8sPod: _pod, ...template } = task.toTemplate(settings);
	const { taskResolver } = task;
	const command = entrypointCommand("tsflyte-map-execute", "flytekit-ts.map", [
		"vars",
		bound.join(","),
		...(chunk === undefined ? [] : ["batch", String(chunk)]),
		"resolver",
		taskResolver.location,
		...taskResolver.loaderArgs(settings, task),
	]);
	return {
		...template,
		...(chunk === undefined ? {} : chunked(template, chunk)),
		id: { ...template.id, name },
		interface: face,
		taskTypeVersion: 1,
		...task.targetWith(settings, command),
	};
}

/** What a template says of a container that makes several calls: how many, and that it has the time for all of them. */
function chunked({ metadata, config }: TaskTemplate, chunk: number): Pick<TaskTemplate, "metadata" | "config"> {
	return {
		metadata: withTimeFor(metadata, chunk),
		config: new Map([...(config ?? []), [CHUNK_CONFIG, String(chunk)]]),
	};
}

/** The target of an array node over `task`, for maps and for folded calls. */
export function twinTarget(task: FunctionTask, options: ArrayOptions, face?: TypedInterface): ArrayTarget {
	const { bound, concurrency, minSuccesses, minSuccessRatio, chunk } = options;
	const name = twinName(task.name, options);
	const lists = face ?? twinInterface(task.interface, options);
	return {
		kind: "array",
		element: task,
		name,
		interface: lists,
		bound,
		elementMetadata: { ...task.constructNodeMetadata(), name },
		...(chunk === undefined ? {} : { chunk }),
		toTemplate: (settings) => twinTemplate(task, name, lists, options, settings),
		...(concurrency === undefined ? {} : { parallelism: concurrency }),
		...(minSuccesses === undefined ? { minSuccessRatio: minSuccessRatio ?? 1 } : { minSuccesses }),
	};
}
