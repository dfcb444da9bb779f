import { currentState } from "../context/async-state.js";
import { describeThrown } from "../errors/index.js";
import type { RunEvent } from "./events.js";
import { answerForExits } from "./exits.js";
import type { Stuck } from "./task-run.js";

/** A run that is going on, as far as stray rejections concern it. */
export interface Answerable {
	readonly executionId: string;
	readonly inFlight: ReadonlySet<Stuck>;
	readonly emit: ((event: RunEvent) => void) | undefined;
	now(): number;
}

const runs = new Set<Answerable>();
let letExit = () => {};
let letThrow = () => {};

/**
 * Answers for what a run's tasks leave behind that is rejected or throws, and for their calls of process.exit, until the
 * returned function is called. Node ends the process when a rejection is nobody's; here it is charged to the task in whose body
 * the promise was made, while others go on. After that task has ended it becomes a `lateFailure` event and a warning. What
 * belongs to no task is left to Node's own ways.
 */
export function answerForRejections(run: Answerable): () => void {
	if (runs.size === 0) {
		process.on("unhandledRejection", charge);
		letThrow = answerForThrows();
		letExit = answerForExits(runOf);
	}
	runs.add(run);
	return () => {
		runs.delete(run);
		if (runs.size > 0) return;
		process.off("unhandledRejection", charge);
		letThrow();
		letExit();
	};
}

function runOf(executionId: string | undefined): Answerable | undefined {
	for (const run of runs) if (run.executionId === executionId) return run;
	return undefined;
}

function charge(thrown: unknown): void {
	if (chargeTask(thrown)) return;
	// others may listen and decide; alone, do what Node would have done
	if (process.listenerCount("unhandledRejection") === 1) throw thrown;
}

/** What is thrown in a timer, say, is charged to its task as well; what is no task's goes the way it would have gone. */
function answerForThrows(): () => void {
	if (process.hasUncaughtExceptionCaptureCallback()) return () => {};
	let isOn = true;
	const listen = () => {
		if (isOn) process.setUncaughtExceptionCaptureCallback(caught);
	};
	const caught = (thrown: unknown) => {
		if (chargeTask(thrown)) return;
		process.setUncaughtExceptionCaptureCallback(null);
		process.nextTick(() => {
			setImmediate(listen); // where somebody handled it, and the process goes on
			throw thrown;
		});
	};
	listen();
	return () => {
		isOn = false;
		process.setUncaughtExceptionCaptureCallback(null);
	};
}

/** Whether it is a task's: Node calls in the async context of what was rejected or thrown, so that is the task it came from. */
function chargeTask(thrown: unknown): boolean {
	const task = currentState()?.execution as { executionId?: string; nodePath?: string; taskName?: string } | undefined;
	const run = runOf(task?.executionId);
	if (run === undefined || task?.nodePath === undefined) return false;
	// calls of an eager body are runs of their own with the same id
	for (const { executionId, inFlight } of runs) {
		if (executionId !== task.executionId) continue;
		for (const stuck of inFlight) {
			if (stuck.path !== task.nodePath) continue;
			stuck.giveUp({ value: thrown });
			return true;
		}
	}
	const said = describeThrown(thrown);
	const name = task.taskName ?? task.nodePath;
	run.emit?.({ type: "lateFailure", path: task.nodePath, name, thrown: said, at: run.now() });
	process.emitWarning(
		`${task.nodePath}: task ${name} left something behind that failed after it had ended: ${said.message}`,
	);
	return true;
}
