import { isDeepStrictEqual } from "node:util";
import type { TaskEntity } from "./entities.js";

type Configurable = TaskEntity & { readonly taskConfig?: unknown };

/** By task: the forms that calls with a configuration of their own gave it. */
const forms = new WeakMap<TaskEntity, { readonly config: unknown; readonly task: TaskEntity }[]>();
const originals = new WeakMap<TaskEntity, TaskEntity>();

/**
 * The task with another configuration, in all else itself. One form for equal configurations, and the task itself for its
 * own: calls that agree call the same task.
 */
export function configuredTask(task: TaskEntity, taskConfig: unknown): TaskEntity {
	const original = originals.get(task) ?? task;
	if (isDeepStrictEqual((original as Configurable).taskConfig, taskConfig)) return original;
	const known = forms.get(original) ?? [];
	forms.set(original, known);
	const same = known.find(({ config }) => isDeepStrictEqual(config, taskConfig));
	if (same !== undefined) return same.task;
	const form: TaskEntity = Object.create(original, { taskConfig: { value: taskConfig } });
	known.push({ config: taskConfig, task: form });
	originals.set(form, original);
	return form;
}

/** The task that was written, of one that calls may configure, and of a form of it; undefined for tasks without a configuration. */
export function originalOf(task: TaskEntity): TaskEntity | undefined {
	const config = (task as Configurable).taskConfig;
	return config === undefined || config === null ? undefined : (originals.get(task) ?? task);
}
