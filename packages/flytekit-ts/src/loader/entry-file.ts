import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, relative, resolve } from "node:path";
import { nearestNames } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";

/** What can be loaded, by extension. */
export const LOADABLE = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"] as const;

/**
 * The absolute path of the file a user named, seen from `cwd`.
 * Throws LOADER_FILE_MISSING (with the near names of that folder), LOADER_IS_FOLDER (with the files in it that could be
 * meant), LOADER_EXTENSION and LOADER_UNREADABLE.
 */
export function entryFile(given: string, cwd: string): string {
	const file = resolve(cwd, given);
	const stat = statOf(file, given);
	if (stat === undefined) throw missing(given, file, cwd);
	if (stat.isDirectory()) {
		const inside = loadableIn(file).slice(0, 5);
		throw new FlyteError("LOADER_IS_FOLDER", `${quote(given)} is a folder, not a file`, {
			wayOut:
				inside.length === 0
					? "name a TypeScript file with exported tasks or workflows"
					: `name a file, such as ${inside.map((name) => show(resolve(file, name), cwd)).join(", ")}`,
		});
	}
	if (/\.d\.[cm]?ts$/.test(file)) {
		throw new FlyteError("LOADER_EXTENSION", `${quote(given)} only declares types: there is nothing in it to run`, {
			wayOut: "name the .ts file it was made from",
		});
	}
	if (!(LOADABLE as readonly string[]).includes(extname(file))) {
		const what = extname(file) === "" ? "a file without extension" : `a ${extname(file)} file`;
		throw new FlyteError("LOADER_EXTENSION", `${quote(given)} is ${what}: it cannot be loaded as a module`, {
			wayOut: `name a file that ends in ${LOADABLE.join(", ")}`,
		});
	}
	return file;
}

function statOf(file: string, given: string) {
	if (file.includes("\0")) throw new FlyteError("LOADER_FILE_MISSING", `${quote(given)} is not a path: it holds a NUL`);
	try {
		return statSync(file, { throwIfNoEntry: false });
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
		throw new FlyteError("LOADER_UNREADABLE", `cannot read ${quote(given)}: ${(cause as Error).message}`, { cause });
	}
}

function missing(given: string, file: string, cwd: string): FlyteError {
	const folder = dirname(file);
	const names = loadableIn(folder);
	const near = nearestNames(basename(file), names);
	const sameStem = names.filter((name) => stem(name) === stem(basename(file)));
	const guesses = [...new Set([...sameStem, ...near])].map((name) => show(resolve(folder, name), cwd));
	const exists = statSync(folder, { throwIfNoEntry: false }) !== undefined;
	return new FlyteError(
		"LOADER_FILE_MISSING",
		exists ? `no file ${quote(given)}` : `no file ${quote(given)}: its folder ${show(folder, cwd)} does not exist`,
		guesses.length === 0 ? {} : { wayOut: `did you mean ${guesses.join(" or ")}?` },
	);
}

function loadableIn(folder: string): string[] {
	try {
		return readdirSync(folder)
			.filter((name) => (LOADABLE as readonly string[]).includes(extname(name)) && !/\.d\.[cm]?ts$/.test(name))
			.sort();
	} catch {
		return [];
	}
}

const stem = (name: string) => name.replace(/\.[^.]*$/, "");
const quote = (text: string) => JSON.stringify(text);
const show = (file: string, cwd: string) => relative(cwd, file) || ".";
