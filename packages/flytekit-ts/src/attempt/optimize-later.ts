import { setFlagsFromString } from "node:v8";

/**
 * By Node's major version, the flag that makes V8 run a function some ten or twenty times as often before it optimises it. Later versions have
 * a compiler in between that costs little, and gain nothing.
 */
export const OPTIMIZE_LATER: ReadonlyMap<string, string> = new Map([
	["20", "--interrupt-budget=1350000"],
	["22", "--invocation-count-for-turbofan=30000"],
]);

/**
 * For a process that makes one graph in its life, or one run: optimising what a dynamic of thousands of calls runs through takes more
 * CPU than all of its calls do, and is ready when they are over. A body that computes for long is optimised as ever, some milliseconds
 * later.
 */
export function optimizeLater(): void {
	const flag = OPTIMIZE_LATER.get(process.versions.node.split(".", 1)[0] as string);
	if (flag !== undefined) setFlagsFromString(flag);
}
