import { readFileSync, statSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { FlyteError } from "../../errors/index.js";
import { findProjectRoot } from "../../interface/project-root.js";
import { entryFile, LOADABLE } from "../../loader/index.js";
import { projectTree } from "../../loader/packaging/project-tree.js";

/** The files that a command line names, and the project they belong to. */
export interface EntryFiles {
	/** Absolute, each once, in the order given. */
	readonly entries: readonly string[];
	readonly root: string;
	/** As messages show them: seen from where the command was called. */
	readonly shown: string;
}

/** Resolves FILES of a command; a folder stands for the files in it that import this package, tests left out. Throws as {@link entryFile}, CLI_USAGE for none, and PACKAGE_PROJECTS for files of several projects. */
export function entryFiles(given: readonly string[], cwd: string, command: string): EntryFiles {
	if (given.length === 0) {
		throw new FlyteError("CLI_USAGE", `${command} needs a file`, { wayOut: `tsflyte ${command} FILE...` });
	}
	const entries = [...new Set(given.flatMap((name) => filesAt(name, cwd)))];
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

/** What is written beside code to test it, or only declares types. */
const NOT_MEANT = /\.(?:test|spec|d)\.[cm]?[jt]sx?$/;

function filesAt(name: string, cwd: string): readonly string[] {
	const path = resolve(cwd, name);
	if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [entryFile(name, cwd)];
	const inside = projectTree(path).files.filter(
		(file) => (LOADABLE as readonly string[]).includes(extname(file)) && !NOT_MEANT.test(file),
	);
	const found = inside.map((file) => join(path, file)).filter((file) => importsOwn(readFileSync(file, "utf8")));
	// it has none: the refusal names the files that could be meant
	return found.length > 0 ? found : [entryFile(name, cwd)];
}

const importsOwn = (text: string) => /["']flytekit-ts(?:\/[\w-]+)?["']/.test(text);
