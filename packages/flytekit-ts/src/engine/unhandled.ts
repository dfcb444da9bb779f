import { currentState } from "../context/async-state.js";
import { describeThrown } from "../errors/index.js";
import type { RunEvent } from "./events.js";
import type { Stuck } from "./task-run.js";

/** A run that is going on, as far as stray rejections concern it. */
export interface Answerable {
	readonly executionId: string;
	readonly inFlight: ReadonlySet<Stuck>;
	readonly emit: ((event: RunEvent) => void) | undefined;
	now(): number;
}

const runs = new Set<Answerable>();

/**
 * Answers for promises that a run's tasks leave behind, until the returned function is called. Node ends the process when a
 * rejection is nobody's; here it is charged to the task in whose body the promise was made, while others go on. After that
 * task has ended it becomes a `lateFailure` event and a warning. What belongs to no task is left to Node's own ways.
 */
export function answerForRejections(run: Answerable): () => void {
	if (runs.size === 0) process.on("unhandledRejection", charge);
	runs.add(run);
	return () => {
		runs.delete(run);
		if (runs.size === 0) process.off("unhandledRejection", charge);
	};
}

function charge(thrown: unknown): void {
	// Node calls this in the async context of the promise, so this is the task it was made in
	const task = currentState()?.execution as { executionId?: string; nodePath?: string; taskName?: string } | undefined;
	const run = task === undefined ? undefined : [...runs].find((one) => one.executionId === task.executionId);
	if (run === undefined || task?.nodePath === undefined) {
		// others may listen and decide; alone, do what Node would have done
		if (process.listenerCount("unhandledRejection") === 1) throw thrown;
		return;
	}
	for (const stuck of run.inFlight) {
		if (stuck.path !== task.nodePath) continue;
		stuck.giveUp({ value: thrown });
		return;
	}
	const said = describeThrown(thrown);
	const name = task.taskName ?? task.nodePath;
	run.emit?.({ type: "lateFailure", path: task.nodePath, name, thrown: said, at: run.now() });
	process.emitWarning(
		`${task.nodePath}: task ${name} left a promise behind that was rejected after it had ended: ${said.message}`,
	);
}
