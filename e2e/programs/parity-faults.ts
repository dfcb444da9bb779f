import {
	currentContext,
	dynamic,
	type FlyteError,
	type Inputs,
	type Int,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";
import { square } from "./parity-values.js";

/** Refused for good: retries are not for this. */
export const refuse = task({ retries: 2 }, ({ why }: { why: string }): Int => {
	throw new TypeError(why);
});
export const throwText = task((): Int => {
	throw "only a text";
});
export const lie = task((): Int => "seven" as never);
export const stumble = task({ retries: 2 }, ({ good }: { good: Int }): Int => {
	const { attempt } = currentContext();
	if (attempt < good) throw new RecoverableError(`attempt ${attempt} is not good`);
	return attempt;
});
/** Recoverable first, then for good. */
export const worse = task({ retries: 3 }, (): Int => {
	const { attempt } = currentContext();
	if (attempt === 0) throw new RecoverableError("once more");
	throw new RangeError("now it is over");
});
/** The system's fault, as long as the attempt is too early; the code runs in a process of its own here too. */
export const die = task({ isolate: "process", retries: 1 }, ({ good }: { good: Int }): Int => {
	const { attempt } = currentContext();
	if (attempt < good) process.kill(process.pid, "SIGKILL");
	return attempt;
});
export const leave = task({ isolate: "process", retries: 1 }, ({ code }: { code: Int }): Int => process.exit(code));
export const never = task(async (): Promise<Int> => await new Promise<Int>(() => {}));
export const neverInTime = task({ timeout: "3s" }, async (): Promise<Int> => await new Promise<Int>(() => {}));
export const slow = task({ timeout: "3s" }, async ({ seconds }: { seconds: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
	return seconds;
});
export const timely = task({ timeout: "5m" }, ({ seconds }: { seconds: Int }): Int => seconds);
export const slowAgain = task({ timeout: "20s", retries: 1 }, async ({ seconds }: { seconds: Int }): Promise<Int> => {
	const { attempt } = currentContext();
	await new Promise((resolve) => setTimeout(resolve, attempt === 0 ? seconds * 1000 : 0));
	return attempt;
});

export const refused = workflow(({ why }: Inputs<{ why: string }>) => refuse({ why }));
export const thrown = workflow(() => throwText());
export const lied = workflow(() => lie());
export const retried = workflow(({ good }: Inputs<{ good: Int }>) => stumble({ good }));
export const worsened = workflow(() => worse());
export const died = workflow(({ good }: Inputs<{ good: Int }>) => die({ good }));
export const left = workflow(({ code }: Inputs<{ code: Int }>) => leave({ code }));
export const vanished = workflow(() => never());
export const vanishedInTime = workflow(() => neverInTime());
/** A timeout that only the node has, of which its container hears nothing. */
export const vanishedEarly = workflow(() => never().withOverrides({ timeout: "10m" }));
export const withinTime = workflow(({ seconds }: Inputs<{ seconds: Int }>) => timely({ seconds }));
export const inTime = workflow(({ seconds }: Inputs<{ seconds: Int }>) => slow({ seconds }));
export const inTimeAgain = workflow(({ seconds }: Inputs<{ seconds: Int }>) => slowAgain({ seconds }));
/** Overrides count, not what the task says. */
export const overridden = workflow(({ good }: Inputs<{ good: Int }>) =>
	stumble({ good }).withOverrides({ retries: 4, nodeName: "own-name", timeout: "10m" }),
);
export const interruptible = task({ interruptible: true, retries: 1 }, ({ n }: { n: Int }): Int => n + 1);
export const interruptibles = workflow({ interruptible: true }, ({ n }: Inputs<{ n: Int }>) =>
	interruptible({ n: square({ n }) }),
);

/** What comes after a failure never starts. */
export const stops = workflow(({ why }: Inputs<{ why: string }>) => square({ n: square({ n: refuse({ why }) }) }));
/** All that does not need what failed runs to its end. */
export const goesOn = workflow(
	{ failurePolicy: "failAfterExecutableNodesComplete" },
	({ why }: Inputs<{ why: string }>) => {
		const after = square({ n: refuse({ why }) });
		const apart = square({ n: square({ n: 2 }) });
		return [after, apart] as never as [Int, Int];
	},
);
/** Two failures: the first by the order of the graph is not the first in time. */
export const twice = workflow(
	{ failurePolicy: "failAfterExecutableNodesComplete" },
	({ why }: Inputs<{ why: string }>) => {
		const late = refuse({ why: "late" });
		const first = refuse({ why });
		first.before(late);
		square({ n: 3 });
	},
);

export const cleanUp = task(({ why, err }: { why: string; err?: FlyteError }): void =>
	console.log(`after ${why}: ${err?.message}`),
);
export const cleanBadly = task(({ why: _ }: { why: string }): void => {
	throw new Error("nothing to clean with");
});
export const guarded = workflow({ onFailure: cleanUp }, ({ why }: Inputs<{ why: string }>) => refuse({ why }));
export const guardedBadly = workflow({ onFailure: cleanBadly }, ({ why }: Inputs<{ why: string }>) => refuse({ why }));
export const unharmed = workflow({ onFailure: cleanUp }, ({ why: _ }: Inputs<{ why: string }>) => square({ n: 3 }));
/** The handler of a part runs where the part fails. */
export const guardedPart = workflow(({ why }: Inputs<{ why: string }>) => square({ n: guarded({ why }) }));

export const failingBody = dynamic(({ n }: { n: Int }): Int => {
	square({ n });
	throw new Error("the body itself");
});
export const bodyFails = workflow(({ n }: Inputs<{ n: Int }>) => failingBody({ n }));
export const failingNode = dynamic(({ why }: { why: string }) => square({ n: refuse({ why }) }));
export const nodeFails = workflow(({ why }: Inputs<{ why: string }>) => failingNode({ why }));
export const outer = dynamic(({ why }: { why: string }) => square({ n: failingNode({ why }) }));
export const innerFails = workflow(({ why }: Inputs<{ why: string }>) => outer({ why }));
/** A dynamic whose body is tried again. */
export const bodyAgain = dynamic({ retries: 2 }, ({ good }: { good: Int }) => {
	const { attempt } = currentContext();
	if (attempt < good) throw new RecoverableError("not yet");
	return square({ n: attempt });
});
export const bodyRetried = workflow(({ good }: Inputs<{ good: Int }>) => bodyAgain({ good }));
