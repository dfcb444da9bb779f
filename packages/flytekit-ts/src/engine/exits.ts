import { currentState } from "../context/async-state.js";
import { FlyteError } from "../errors/index.js";
import type { Stuck } from "./task-run.js";

/** A run that is going on, as far as its tasks' exits concern it. */
interface Exitable {
	readonly executionId: string;
	readonly inFlight: ReadonlySet<Stuck>;
}

type Exit = (code?: number | string | null) => never;

/**
 * Answers for `process.exit` in a task that shares this process: it fails that task, and stops its body where it stands; others
 * go on. Exits of anybody else are what they were. `runOf` finds the run of an execution. Until the returned function is called.
 */
export function answerForExits(runOf: (executionId: string | undefined) => Exitable | undefined): () => void {
	const before: Exit = process.exit.bind(process);
	const asWas = process.exit;
	const guarded: Exit = (code) => {
		const task = currentState()?.execution as { executionId?: string; nodePath?: string } | undefined;
		const run = runOf(task?.executionId);
		if (run === undefined || task?.nodePath === undefined) return before(code);
		const thrown = exited(code ?? process.exitCode ?? 0);
		for (const stuck of run.inFlight) {
			if (stuck.path === task.nodePath) stuck.giveUp({ value: thrown });
		}
		throw thrown;
	};
	process.exit = guarded;
	return () => {
		// somebody else may have put their own over it meanwhile
		if (process.exit === guarded) process.exit = asWas;
	};
}

function exited(code: number | string): FlyteError {
	return new FlyteError("ATTEMPT_EXITED", `its code called process.exit(${code})`, {
		wayOut: "return a value, or throw an error to fail: a task must not call process.exit",
	});
}
