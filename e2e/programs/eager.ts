import { existsSync, writeFileSync } from "node:fs";
import { currentContext, eager, type Inputs, type Int, RecoverableError, task, workflow } from "flytekit-ts";
import { adds } from "./apart/adds.js";
import { describe, fourthPower, square } from "./arithmetic.js";
import { sumOfSquares } from "./dynamics.js";
import { refuse } from "./faults.js";
import { pause, waiting } from "./waiting.js";

/** What it calls second follows from what the first gave. */
export const decides = eager(waiting, async ({ n }: { n: Int }): Promise<string> => {
	const squared = await square({ n });
	return squared > 50 ? describe({ n: await fourthPower({ n }), label: "large" }) : describe({ n: squared });
});

/** Eager tasks in an eager task, at the same time, and a dynamic after them. */
export const nested = eager(waiting, async ({ n }: { n: Int }): Promise<string> => {
	const [few, many] = await Promise.all([decides({ n }), decides({ n: n + 10 })]);
	return `${few}, ${many}, ${await sumOfSquares({ n })}`;
});

/** As a node of a graph. */
export const inGraph = workflow(({ n }: Inputs<{ n: Int }>) => describe({ n: square({ n }), label: decides({ n }) }));

/** Goes on after a call that failed. */
export const catches = eager(waiting, async ({ why }: { why: string }): Promise<string> => {
	try {
		return String(await refuse({ why }));
	} catch (error) {
		return `caught: ${(error as Error).message}`;
	}
});

/** Fails while another call is under way. */
export const abandons = eager(waiting, async ({ why }: { why: string }): Promise<Int> => {
	const [slow] = await Promise.all([
		pause({ n: 1, ms: 600_000 }),
		pause({ n: 2, ms: 1500 }).then(() => refuse({ why })),
	]);
	return slow;
});

/** Its process is stopped while a call is under way, on the first attempt: killed, or told to end as when its machine is taken away. */
export const dies = eager(waiting, async ({ n, signal }: { n: Int; signal: "SIGKILL" | "SIGTERM" }): Promise<Int> => {
	const squared = await square({ n });
	const under = pause({ n: squared, ms: 4000 });
	if (currentContext().attempt === 0) setTimeout(() => process.kill(process.pid, signal), 1500);
	return square({ n: await under });
});

/** Its process dies in each attempt, and leaves a call behind. */
export const diesAlways = eager(waiting, async (): Promise<Int> => {
	setTimeout(() => process.kill(process.pid, "SIGKILL"), 2500);
	return pause({ n: 1, ms: 600_000 });
});

/** Runs until somebody stops it. */
export const waits = eager(waiting, async (): Promise<Int> => pause({ n: 1, ms: 600_000 }));

/** Passes at the second time. */
export const secondTime = task(({ file }: { file: string }): string => {
	if (existsSync(file)) return "passed";
	writeFileSync(file, "");
	throw new Error("the first time");
});

/** Makes a call again that failed, and keeps one that succeeded. */
export const triesAgain = eager({ ...waiting, retries: 1 }, async ({ file }: { file: string }): Promise<string> => {
	const squared = await square({ n: 3 });
	try {
		return `${squared} ${await secondTime({ file })}`;
	} catch (error) {
		throw new RecoverableError("once more", { cause: error });
	}
});

/** Calls what no file that is registered exports: the eager task registers it when it is there. */
export const sums = eager(waiting, async ({ n }: { n: Int }): Promise<Int> => adds({ n }));
