import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../context/files/kept-files.js";
import { FlyteError } from "../errors/index.js";

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

/** Writes a file of a build. Throws LOADER_CACHE. */
export function writeBuilt(folder: string, name: string, content: string): void {
	try {
		writeWhole(folder, name, content);
	} catch (cause) {
		const file = join(folder, name);
		throw new FlyteError("LOADER_CACHE", `cannot write the built program to ${file}: ${(cause as Error).message}`, {
			wayOut: "make that folder writable: the program's imports are resolved from there",
			cause,
		});
	}
}
