import { FlyteError, formatPlace, type SourceLocation } from "../errors/index.js";
import { originalOf } from "../graph/configured-task.js";
import type { TaskEntity } from "../graph/entities.js";

/**
 * Calls that give their task another taskConfig (withOverrides). It is part of the task's template, and a registration holds
 * one template of a task: all calls must agree. flytekit lets the last one win for all.
 */
export class ConfiguredCalls {
	readonly #calls = new Map<TaskEntity, { readonly task: TaskEntity; readonly at: SourceLocation | undefined }>();

	/** Notes a call. Throws WIRE_TASK_CONFIG, naming both, when it configures its task otherwise than one before. */
	add(task: TaskEntity, at: SourceLocation | undefined): void {
		const original = originalOf(task);
		if (original === undefined) return;
		const first = this.#calls.get(original);
		if (first === undefined) this.#calls.set(original, { task, at });
		else if (first.task !== task) {
			const place = (call: { task: TaskEntity; at: SourceLocation | undefined }) =>
				`${call.at === undefined ? "?" : formatPlace(call.at)}${call.task === original ? " (the task's own)" : ""}`;
			throw new FlyteError(
				"WIRE_TASK_CONFIG",
				`two calls of task "${task.name}" give it different taskConfigs: at ${place(first)} and at ${place({ task, at })}`,
				{
					entity: task.name,
					...(at === undefined ? {} : { location: at }),
					wayOut:
						"Flyte keeps one template of a task: make two tasks, each with a taskConfig of its own, or give all calls the same",
				},
			);
		}
	}

	/** What is registered for a task: the form that its calls give it. */
	registered(task: TaskEntity): TaskEntity {
		const original = originalOf(task);
		return (original && this.#calls.get(original)?.task) ?? task;
	}
}
