import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { buildCache } from "./paths.js";

const lockFile = `${buildCache}lock`;
const abandonedAfterMs = 120_000;

/**
 * Runs `work` while no other process of this checkout does: test workers start the command in parallel, and each of
 * them may find dist out of date. A lock whose owner is gone is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(work) {
	mkdirSync(buildCache, { recursive: true });
	while (!take()) await sleep(50);
	try {
		return await work();
	} finally {
		rmSync(lockFile, { force: true });
	}
}

function take() {
	try {
		writeFileSync(lockFile, String(process.pid), { flag: "wx" });
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
	}
	if (isAbandoned()) rmSync(lockFile, { force: true });
	return false;
}

function isAbandoned() {
	try {
		const owner = Number(readFileSync(lockFile, "utf8"));
		if (owner > 0) process.kill(owner, 0);
		return Date.now() - statSync(lockFile).mtimeMs > abandonedAfterMs;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
	}
}
