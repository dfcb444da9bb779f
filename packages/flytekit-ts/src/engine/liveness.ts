import type { Stuck } from "./task-run.js";

/** A run that is going on, as the guard sees it. */
export interface Watched {
	/** What has begun and not ended. */
	readonly inFlight: ReadonlySet<Stuck>;
}

const watched = new Set<Watched>();

/**
 * Watches a run until the returned function is called. Node ends a process, with exit code 0, when nothing is left that could
 * wake it up; a promise that never settles does not count. When that is about to happen during a run, whatever it still waits
 * for is failed, so that the run ends with an error instead of the process with none.
 */
export function watchRun(run: Watched): () => void {
	if (watched.size === 0) process.on("beforeExit", giveUpYoungest);
	watched.add(run);
	return () => {
		watched.delete(run);
		if (watched.size === 0) process.off("beforeExit", giveUpYoungest);
	};
}

function giveUpYoungest(): void {
	// a task may wait for a run of its own: failing the inner one lets the outer one go on
	const youngest = [...watched].reverse().find((run) => run.inFlight.size > 0);
	if (youngest === undefined) return;
	for (const stuck of [...youngest.inFlight]) stuck.giveUp();
	setImmediate(() => {}); // one more turn, and this is called again if others are stuck too
}
