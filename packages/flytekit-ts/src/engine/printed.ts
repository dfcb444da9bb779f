import { currentState } from "../context/async-state.js";
import type { Answerable } from "./unhandled.js";

const runs = new Map<string, Answerable>();

/** Lets a run hear what its tasks print in this process, until the returned function is called. */
export function hearPrinted(run: Answerable): () => void {
	if (run.emit === undefined) return () => {};
	runs.set(run.executionId, run);
	return () => {
		if (runs.get(run.executionId) === run) runs.delete(run.executionId);
	};
}

/** Tells the run of the task that is the current one that it has printed something; nothing where no task is. */
export function printed(stream: "stdout" | "stderr", text: string): void {
	const task = currentState()?.execution as
		| { executionId?: string; nodePath?: string; taskName?: string; attempt?: number }
		| undefined;
	if (task?.executionId === undefined || task.nodePath === undefined) return;
	const run = runs.get(task.executionId);
	run?.emit?.({
		type: "attemptLog",
		path: task.nodePath,
		name: task.taskName ?? task.nodePath,
		attempt: task.attempt ?? 0,
		stream,
		text,
		at: run.now(),
	});
}
