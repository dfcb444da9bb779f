import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FlyteError } from "../errors/index.js";

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Where built programs of a project are kept: inside its node_modules, or in `.flyte` where it has none. It must be below
 * the root, for bare imports are resolved from where the built file lies. A node_modules that is a link is followed, as
 * Node does: stacks and source maps speak of where the file is in truth.
 */
export function buildFolder(root: string): string {
	const modules = join(root, "node_modules");
	return existsSync(modules)
		? join(realpathSync(modules), ".cache", "flytekit-ts", "build")
		: join(root, ".flyte", "build");
}

/** Writes whole files: a reader, or another process doing the same, never sees half of one. Throws LOADER_CACHE. */
export function writeWhole(folder: string, name: string, content: string): void {
	const file = join(folder, name);
	const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
	try {
		mkdirSync(folder, { recursive: true });
		writeFileSync(aside, content);
		renameSync(aside, file);
	} catch (cause) {
		rmSync(aside, { force: true });
		throw new FlyteError("LOADER_CACHE", `cannot write the built program to ${file}: ${(cause as Error).message}`, {
			wayOut: "make that folder writable: the program's imports are resolved from there",
			cause,
		});
	}
}

/** Removes what has not been written for a month. A build that is still wanted is simply made again. */
export function pruneFolder(folder: string, now: number): void {
	try {
		for (const name of readdirSync(folder)) {
			const file = join(folder, name);
			if (now - statSync(file).mtimeMs > MONTH_MS) rmSync(file, { force: true });
		}
	} catch {
		// Housekeeping only: another process may be doing the same.
	}
}
