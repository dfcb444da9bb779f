/*
 * A thread or process that loads a program only to run one of its tasks must not do what the program does of itself. Calls at
 * top level then wait for ever; what stands after them in the file is not needed, for the task has been made by then, or is
 * looked up without. One state for all copies of this package.
 */
const KEY = Symbol.for("flytekit-ts.held-runs");
const shared = globalThis as { [KEY]?: { held: boolean; onRun: () => void } };

/** Runs `load`, the import of a program; resolves when it is done, or when the program runs something of itself. */
export async function withoutRuns(load: () => Promise<unknown>): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		// what the same turn declares after the call still counts
		shared[KEY] = { held: true, onRun: () => setImmediate(resolve) };
		load().then(() => resolve(), reject);
	}).finally(() => {
		if (shared[KEY] !== undefined) shared[KEY].held = false;
	});
}

/** Whether a call at top level is to wait for ever, as the program is only being loaded. Tells the loader. */
export function isHeld(): boolean {
	const state = shared[KEY];
	if (state?.held !== true) return false;
	state.onRun();
	return true;
}
