import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Processes that a proof works in at a time: what a small machine of continuous integration has. */
export const cores = 2;

/** Programs that this one may start, as scripts/proof/main.js made them. */
export function children(): string[] {
	return JSON.parse(process.env.PROOF_CHILDREN ?? "[]") as string[];
}

/** Gives each of `orders` to a process of its own, and waits for what all of them report. Throws where one ends without. */
export async function inParts<Order, Report>(
	program: string,
	orders: readonly Order[],
	env: NodeJS.ProcessEnv = process.env,
): Promise<Report[]> {
	return Promise.all(
		orders.map(async (given) => {
			const child = spawn(process.execPath, ["--enable-source-maps", "--expose-gc", program], {
				stdio: ["pipe", "pipe", "inherit"],
				env,
			});
			const output: Buffer[] = [];
			child.stdout.on("data", (data: Buffer) => output.push(data));
			child.stdin.end(JSON.stringify(given));
			const [code, signal] = await once(child, "close");
			const last = Buffer.concat(output).toString().trim().split("\n").at(-1) ?? "";
			if (code !== 0 || last === "") throw new Error(`${program} ended with ${signal ?? code}, and no report`);
			return JSON.parse(last) as Report;
		}),
	);
}

/** In a part: what it is to do. */
export function order<Order>(): Order {
	return JSON.parse(readFileSync(0, "utf8")) as Order;
}

/**
 * In a part: lets go of the files of stores that were closed. libsql closes a connection when its statements are collected, in a
 * turn of the event loop after that.
 */
export async function letGo(): Promise<void> {
	globalThis.gc?.();
	await new Promise((resolve) => setImmediate(resolve));
}

/** In a part: what it found. */
export function report(tally: object): void {
	process.stdout.write(`${JSON.stringify(tally)}\n`);
}

/** Adds up tallies of equal names. */
export function sumOf<T extends object>(all: readonly T[]): T {
	const total: Record<string, number> = {};
	for (const one of all) {
		for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + (count as number);
	}
	return total as T;
}
