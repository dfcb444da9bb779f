import { isVerdict, TIMED_OUT, type Verdict, verdict } from "../attempt/classify.js";
import { describeThrown, FlyteError, labelled, withPlace } from "../errors/index.js";
import { AttemptFailure } from "./failure.js";
import type { Progress } from "./progress.js";

/** What setTimeout takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How long Flyte has, at most, to stop an attempt beyond its timeout before the attempt says so itself. */
const LONGEST_GRACE_MS = 30_000;

/** The ways of an attempt to end that are not its promise's. */
export interface Ends {
	/** Rejects with an {@link AttemptFailure} when one of them comes first. */
	readonly failed: Promise<never>;
	/** Ends the process, which user code cannot do any more. */
	exit(code: number): never;
}

/**
 * Watches for all that ends user code without its promise: process.exit(), an error or a rejection that nobody handles, a
 * promise that nothing can settle any more (at once, or beyond the task's timeout where it has one), SIGTERM. Each becomes the attempt's failure, and aborts `stop`, once; what comes
 * after the attempt's result is only told on stderr. Death of the whole process (SIGKILL, abort, no memory) is not seen here.
 *
 * @param task its name, for messages
 */
export function watchEnds(progress: Progress, stop: AbortController, task: string): Ends {
	const exit = process.exit.bind(process) as (code: number) => never;
	let reject: (failure: AttemptFailure) => void = () => {};
	const failed = new Promise<never>((_, no) => {
		reject = no;
	});
	failed.catch(() => {}); // whoever races it hears of it
	const fail = (thrown: unknown) => {
		if (progress.phase === "write") {
			console.error(`after the task's end: ${labelled(describeThrown(thrown))}`);
			return;
		}
		reject(new AttemptFailure(progress.phase, thrown));
		stop.abort(isVerdict(thrown) ? thrown.thrown : thrown);
	};
	process.on("unhandledRejection", fail);
	process.on("uncaughtException", fail);
	process.once("SIGTERM", () => fail(terminated(task)));
	process.on("beforeExit", () => {
		const { timeoutMs = 0 } = progress;
		const left = timeoutMs + Math.min(timeoutMs, LONGEST_GRACE_MS) - performance.now();
		// nothing will come any more, but it is Flyte that ends attempts beyond their time, if the node has the task's timeout
		if (left > 0 && progress.phase !== "write") setTimeout(() => {}, Math.min(left, LONGEST_TIMER_MS));
		else fail(timeoutMs === 0 ? neverEnded(progress, task) : outOfTime(timeoutMs, task));
	});
	process.exit = (code) => {
		const thrown = exited(code, task);
		fail(thrown);
		throw thrown; // so that the body stops here
	};
	return { failed, exit };
}

function terminated(task: string): FlyteError {
	return new FlyteError("ENTRYPOINT_TERMINATED", `the container was told to stop (SIGTERM) before ${task} had ended`, {
		wayOut:
			"nothing, where Flyte starts it again; a task that takes long can save what it has done: currentContext().checkpoint",
	});
}

const NEVER_SETTLED = "its promise was never settled, and nothing is left that could settle it";
const LOOK_FOR = "look for a promise whose resolve is never called, or a callback that is never reached";

function neverEnded({ phase }: Progress, task: string): FlyteError {
	if (phase !== "load") {
		return new FlyteError("ENTRYPOINT_NEVER_ENDED", `${task} ended without a result: ${NEVER_SETTLED}`, {
			wayOut: LOOK_FOR,
		});
	}
	const what = `the module of ${task} awaits something at its top level that nothing can settle`;
	return new FlyteError("ENTRYPOINT_NEVER_ENDED", what, { wayOut: "look for an await outside of functions" });
}

/** Says what propeller would have said. */
function outOfTime(timeoutMs: number, task: string): Verdict {
	const what = `${task} took longer than its timeout of ${timeoutMs / 1000} s: ${NEVER_SETTLED}`;
	return verdict(new FlyteError("ATTEMPT_TIMEOUT", what, { wayOut: LOOK_FOR }), TIMED_OUT);
}

function exited(code: unknown, task: string): unknown {
	const error = new FlyteError("ENTRYPOINT_EXITED", `${task} called process.exit(${code ?? ""})`, {
		wayOut: "return a value, or throw an Error that says what is wrong",
	});
	return withPlace(error);
}
