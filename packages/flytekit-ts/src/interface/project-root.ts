import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";

const MARKS = ["package.json", ".flyte"];

/** The home folder's `.flyte` is where Flyte's commands keep their configuration: it makes no project of all that lies there. */
function isProject(folder: string): boolean {
	return MARKS.some((mark) => (mark !== ".flyte" || folder !== homedir()) && existsSync(join(folder, mark)));
}

/**
 * The project's root for a source file: the nearest folder upward that holds a package.json or a .flyte folder, else the
 * file's own folder. Module names and the locations in a manifest are relative to it.
 *
 * @param file path of a source file; it need not exist
 * @returns an absolute path
 */
export function findProjectRoot(file: string): string {
	const start = dirname(resolve(file));
	for (let folder = start; ; folder = dirname(folder)) {
		if (isProject(folder)) return folder;
		if (folder === dirname(folder)) return start;
	}
}

/** `file` as the manifest writes it: relative to `root`, with forward slashes. */
export function relativeFile(root: string, file: string): string {
	return relative(root, resolve(file)).split(sep).join("/");
}

/**
 * The name a file's entities carry before their own: the path from the root, dotted, without extension. `index` stays:
 * `src/tasks/index.ts` is `src.tasks.index`. A file outside the root drops its leading `..` parts.
 */
export function moduleName(root: string, file: string): string {
	const parts = relativeFile(root, file)
		.replace(/(\.d)?\.[cm]?[jt]sx?$/, "")
		.split("/")
		.filter((part) => part !== ".." && part !== "." && part !== "");
	return parts.join(".");
}

/** The nearest tsconfig.json upward from a file: the one that governs it. */
export function nearestConfig(file: string): string | undefined {
	for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
		const candidate = join(folder, "tsconfig.json");
		if (existsSync(candidate)) return candidate;
		if (folder === dirname(folder)) return undefined;
	}
}
