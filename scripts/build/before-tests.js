import { isFresh } from "./freshness.js";

/**
 * Vitest's global setup: tests that start the command, or detect code that imports the package by name, want dist as
 * it is now. A build that fails does not stop tests of single files; `npm test` builds before, and does stop.
 */
export async function setup() {
	if (isFresh()) return;
	try {
		const { buildPackage } = await import("./build.js");
		await buildPackage();
	} catch (error) {
		console.warn(`dist is not up to date: ${error instanceof Error ? error.message : error}`);
	}
}
