import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../context/files/kept-files.js";

/** Where a project's detected interfaces are kept: inside its node_modules, or in `.flyte` where it has none. */
export function cacheFolder(root: string): string {
	const modules = join(root, "node_modules");
	return existsSync(modules)
		? join(modules, ".cache", "flytekit-ts", "detect")
		: join(root, ".flyte", "cache", "detect");
}

/** Reads a JSON file; undefined when there is none, or none that can be read. */
export function readJson(folder: string, name: string): unknown {
	try {
		return JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Writes a JSON file whole: aside, then renamed, so that neither a reader nor another writer sees half of one. A disk that
 * cannot be written only makes the next start slower.
 *
 * @returns whether it was written
 */
export function writeJson(folder: string, name: string, value: unknown): boolean {
	try {
		mkdirSync(folder, { recursive: true });
		keepOutOfGit(folder);
		writeWhole(folder, name, JSON.stringify(value));
		return true;
	} catch {
		return false;
	}
}

/** A project without node_modules gets a `.flyte` folder beside its sources. */
function keepOutOfGit(folder: string): void {
	const at = folder.lastIndexOf(`${join(".flyte", "cache")}`);
	if (at === -1) return;
	const ignore = join(folder.slice(0, at), ".flyte", "cache", ".gitignore");
	if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}
