import { relative } from "node:path";
import { FlyteError } from "../../errors/index.js";
import { findProjectRoot } from "../../interface/project-root.js";
import { entryFile } from "../../loader/index.js";

/** The files that a command line names, and the project they belong to. */
export interface EntryFiles {
	/** Absolute, each once, in the order given. */
	readonly entries: readonly string[];
	readonly root: string;
	/** As messages show them: seen from where the command was called. */
	readonly shown: string;
}

/** Resolves FILES of a command. Throws as {@link entryFile}, CLI_USAGE for none, and PACKAGE_PROJECTS for files of several projects. */
export function entryFiles(given: readonly string[], cwd: string, command: string): EntryFiles {
	if (given.length === 0) {
		throw new FlyteError("CLI_USAGE", `${command} needs a file`, { wayOut: `tsflyte ${command} FILE...` });
	}
	const entries = [...new Set(given.map((name) => entryFile(name, cwd)))];
	const roots = new Map(entries.map((entry) => [findProjectRoot(entry), entry]));
	const [root, other] = [...roots.keys()];
	if (other !== undefined) {
		const files = [...roots.values()].slice(0, 2).map((file) => relative(cwd, file));
		throw new FlyteError("PACKAGE_PROJECTS", `${files[0]} and ${files[1]} belong to different projects`, {
			wayOut: `call ${command} once for each: modules are named from the nearest folder with a package.json`,
		});
	}
	return { entries, root: root as string, shown: entries.map((entry) => relative(cwd, entry)).join(", ") };
}
