import { currentContext, type FlyteError, type Inputs, type Int, RecoverableError, task, workflow } from "flytekit-ts";

export const refuse = task(({ why }: { why: string }): Int => {
	throw new TypeError(why);
});
export const refused = workflow(({ why }: Inputs<{ why: string }>) => refuse({ why }));

/** Fails, recoverably, until an attempt is good; each attempt adds its number to the checkpoint of the one before. */
export const stumble = task({ retries: 3 }, async ({ good }: { good: Int }): Promise<string> => {
	const { attempt, checkpoint } = currentContext();
	const before = await checkpoint.read();
	const trace = `${before === undefined ? "" : new TextDecoder().decode(before)}${attempt};`;
	await checkpoint.write(new TextEncoder().encode(trace));
	if (attempt < good) throw new RecoverableError(`attempt ${attempt} is not good`);
	return trace;
});
export const retried = workflow(({ good }: Inputs<{ good: Int }>) => stumble({ good }));

/** The process dies without a word. */
export const die = task((): Int => {
	process.kill(process.pid, "SIGKILL");
	return 0;
});
export const died = workflow(() => die());

export const leave = task(({ code }: { code: Int }): Int => {
	process.exit(code);
});
export const left = workflow(({ code }: Inputs<{ code: Int }>) => leave({ code }));

/** Waits for what never comes, with a timer that keeps the process alive. */
export const hang = task({ timeout: "4s" }, async (): Promise<Int> => {
	setInterval(() => {}, 1000);
	return await new Promise<Int>(() => {});
});
export const hung = workflow(() => hang());

/** The same, with nothing that keeps the process alive. */
export const vanishInTime = task({ timeout: "4s" }, async (): Promise<Int> => await new Promise<Int>(() => {}));
export const vanishedInTime = workflow(() => vanishInTime());
export const vanish = task(async (): Promise<Int> => await new Promise<Int>(() => {}));
export const vanished = workflow(() => vanish());

/** Takes more memory than it may have, outside of V8's heap. */
export const swallow = task(
	{ limits: { mem: "200Mi" }, requests: { mem: "200Mi" } },
	async ({ mib }: { mib: Int }): Promise<Int> => {
		const held: Buffer[] = [];
		for (let i = 0; i < mib / 16; i++) {
			held.push(Buffer.alloc(16 << 20, 1));
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		await new Promise((resolve) => setTimeout(resolve, 2_000));
		return held.length;
	},
);
export const swallowed = workflow(({ mib }: Inputs<{ mib: Int }>) => swallow({ mib }));

/** Runs when a workflow failed. Prints a line that its pod's log keeps. */
export const cleanUp = task(({ why, err }: { why: string; err?: FlyteError }): void => {
	console.log(`cleaning up after ${why}: ${err?.message ?? "no message"}`);
});
export const guarded = workflow({ onFailure: cleanUp }, ({ why }: Inputs<{ why: string }>) => refuse({ why }));
