import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isUnfinished } from "./write-aside.js";

/**
 * Relative paths (with `/`) of all files below a local folder, in code unit order. Links are followed, a folder that
 * contains itself only once round; a link to nowhere is left out, and so is what is being written (see writeAside). Rejects as `readdir` does when `folder` is none.
 */
export async function walkFiles(folder: string): Promise<string[]> {
	const found: string[] = [];
	await walk(folder, "", [await realpath(folder)], found);
	return found.filter((name) => !isUnfinished(name)).sort();
}

async function walk(folder: string, prefix: string, above: readonly string[], found: string[]): Promise<void> {
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		const name = prefix + entry.name;
		if (entry.isFile()) found.push(name);
		else if (entry.isDirectory()) await descend(path, name, above, found);
		else if (entry.isSymbolicLink()) {
			const target = await stat(path).catch(() => undefined);
			if (target?.isFile()) found.push(name);
			else if (target?.isDirectory()) await descend(path, name, above, found);
		}
	}
}

async function descend(path: string, name: string, above: readonly string[], found: string[]): Promise<void> {
	const real = await realpath(path);
	if (!above.includes(real)) await walk(path, `${name}/`, [...above, real], found);
}
