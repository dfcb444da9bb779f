import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { approve, flyte, type Inputs, type Int, sleep, task, waitForInput, workflow } from "flytekit-ts";
import { square } from "./arithmetic.js";

/**
 * Settings of a task that does nothing but wait, as an eager one does for its calls. The lab runs as many pods at once as
 * their requests leave room for: those that wait must leave it to those that they wait for.
 */
export const waiting = { requests: { cpu: "1m" } } as const;

/** A person says yes or no to the square of a number. */
export const approved = workflow(({ n }: Inputs<{ n: Int }>) => {
	const asked = approve(square({ n }), "go-ahead", "5m");
	return square({ n: asked });
});

/** A person gives a number, then a moment passes. */
export const asked = workflow(() => {
	const n = waitForInput("number", flyte.int(), "5m");
	const pause = sleep("1s");
	const done = square({ n });
	pause.before(done);
	return done;
});

/** Sleeps, with a process of its own that sleeps beside it. */
export const doze = task(waiting, async ({ seconds }: { seconds: Int }): Promise<Int> => {
	const child = spawn(process.execPath, ["-e", `setTimeout(() => {}, ${seconds * 1000})`], { stdio: "ignore" });
	await new Promise((resolve) => child.once("exit", resolve));
	return seconds;
});
export const dozing = workflow(({ seconds }: Inputs<{ seconds: Int }>) => doze({ seconds }));

/** Passes once a file is there: what a recovery is for. */
export const needsFile = task(({ n, file }: { n: Int; file: string }): Int => {
	if (!existsSync(file)) throw new Error("not yet");
	return n + 1;
});
export const recoverable = workflow(({ n, file }: Inputs<{ n: Int; file: string }>) =>
	needsFile({ n: square({ n }), file }),
);

export const pause = task(waiting, async ({ n, ms }: { n: Int; ms: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, ms));
	return n;
});
