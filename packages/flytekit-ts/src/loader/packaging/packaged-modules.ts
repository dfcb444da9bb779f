import { resolve } from "node:path";
import { FlyteError } from "../../errors/index.js";
import type { DetectedModule } from "../../interface/detected.js";
import { findProjectRoot, relativeFile } from "../../interface/project-root.js";
import { moduleOf } from "../../interface/provider.js";

/** A source file that becomes a module of its own in the packaged code: it has entities, or was asked for. */
export interface PackagedModule {
	/** Absolute path of the source. */
	readonly file: string;
	/** What detection found in it; paths relative to the project's root. */
	readonly detected: DetectedModule;
}

/**
 * Those files of a program that have entities, in the order given, each with its dotted name. They must have been prepared (see
 * interface/provider). Throws PACKAGE_MODULE_NAME when two have one name, which happens with `a.ts` beside `a.mts` or `a.b.ts` beside `a/b.ts`.
 */
export function packagedModules(files: readonly string[], root: string): PackagedModule[] {
	const byName = new Map<string, PackagedModule>();
	for (const file of files) {
		const found = moduleOf(file);
		if (found === undefined || found.sites.length === 0) continue;
		const module = { file, detected: moved(found, findProjectRoot(file), root) };
		const name = found.module.toLowerCase();
		const other = byName.get(name);
		if (other !== undefined) throw sameName(other, module, root);
		byName.set(name, module);
	}
	return [...byName.values()];
}

function sameName(one: PackagedModule, other: PackagedModule, root: string): FlyteError {
	const [a, b] = [one, other].map(({ file }) => relativeFile(root, file));
	const { module: name } = other.detected;
	const what =
		one.detected.module === name ? `are both called ${name}` : `differ only in case: ${one.detected.module}, ${name}`;
	return new FlyteError("PACKAGE_MODULE_NAME", `the modules of ${a} and ${b} ${what}`, {
		wayOut: "rename one of the files: a module's name is its path from the project's folder, dotted, without extension",
	});
}

/** A file of another package of the workspace was detected relative to that package. */
function moved(module: DetectedModule, from: string, to: string): DetectedModule {
	if (from === to) return module;
	const rebase = (file: string) => relativeFile(to, resolve(from, file));
	const text = JSON.stringify(module, (key, value) => {
		if (key === "location" && typeof value?.file === "string") return { ...value, file: rebase(value.file) };
		return value;
	});
	return { ...(JSON.parse(text) as DetectedModule), file: rebase(module.file) };
}
