import { FlyteError, formatPlace, type SourceLocation } from "../errors/index.js";
import { originalOf } from "../graph/configured-task.js";
import type { TaskEntity } from "../graph/entities.js";
import type { Node } from "../graph/graph.js";

/** A call and its node, whose place costs a formatted stack: asked for by a message only, never for each of thousands of calls. */
interface Call {
	readonly task: TaskEntity;
	readonly node: Node;
}

/**
 * Calls that give their task another taskConfig (withOverrides). It is part of the task's template, and a registration holds
 * one template of a task: all calls must agree. flytekit lets the last one win for all.
 */
export class ConfiguredCalls {
	readonly #calls = new Map<TaskEntity, Call>();

	/** Notes a call. Throws WIRE_TASK_CONFIG, naming both, when it configures its task otherwise than one before. */
	add(task: TaskEntity, node: Node): void {
		const original = originalOf(task);
		if (original === undefined) return;
		const first = this.#calls.get(original);
		if (first === undefined) this.#calls.set(original, { task, node });
		else if (first.task !== task) {
			const at = node.location;
			const place = (call: { task: TaskEntity; at: SourceLocation | undefined }) =>
				`${call.at === undefined ? "?" : formatPlace(call.at)}${call.task === original ? " (the task's own)" : ""}`;
			throw new FlyteError(
				"WIRE_TASK_CONFIG",
				`two calls of task "${task.name}" give it different taskConfigs: at ${place({ task: first.task, at: first.node.location })} and at ${place({ task, at })}`,
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
