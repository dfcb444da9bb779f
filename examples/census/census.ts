import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { dynamic, FlyteFile, type Int, outputs, task } from "flytekit-ts";
import { readDeclarations } from "./declarations.js";
import { reportText, summarise } from "./report.js";

/** What one declaration file holds. */
export interface FileCensus {
	/** Relative to the folder that was asked for. */
	path: string;
	/** The npm package it belongs to, or "" outside of any. */
	package: string;
	bytes: Int;
	lines: Int;
	/** Characters of the longest line. */
	longestLine: Int;
	/** Exported names, without those of `export *`. */
	exports: Int;
	/** Modules it imports or re-exports from. */
	imports: Int;
}

/** Totals of one package. */
export interface PackageTotals {
	name: string;
	files: Int;
	lines: Int;
	exports: Int;
	imports: Int;
}

/** The whole census. */
export interface Census {
	files: Int;
	lines: Int;
	exports: Int;
	imports: Int;
	/** By lines, ten at most. */
	largest: FileCensus[];
	/** By lines. */
	packages: PackageTotals[];
}

/**
 * Reads one declaration file.
 * @param file the file
 * @param path its path below the folder
 */
export const measure = task(async ({ file, path }: { file: FlyteFile<"ts">; path: string }): Promise<FileCensus> => {
	const text = await file.text();
	return { path, package: packageOf(path), ...readDeclarations(text) };
});

/**
 * Adds up what the files hold, prints it as a table and writes it as a report.
 * @param files what was read of each file
 */
export const reduce = task(async ({ files }: { files: FileCensus[] }) => {
	const census = summarise(files);
	const text = reportText(census);
	console.log(text);
	const report = FlyteFile.new<"txt">("census.txt");
	await report.write(text);
	return outputs({ census, report });
});

/**
 * Finds every declaration file below a folder and makes one task for each: the graph depends on what is on the disk.
 * @param root the folder to look through
 * @returns the report
 */
export const census = dynamic(async ({ root = "node_modules" }: { root?: string }) => {
	const folder = await realpath(root);
	const paths = await declarationFiles(folder);
	const files = paths.map((path) => measure({ file: new FlyteFile<"ts">(join(folder, path)), path }));
	return reduce({ files }).report;
});

/** Paths of `.d.ts`, `.d.mts` and `.d.cts` files below `folder`, sorted; hidden folders and links are left out. */
async function declarationFiles(folder: string): Promise<string[]> {
	const found: string[] = [];
	const open = [folder];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		for (const entry of await readdir(next, { withFileTypes: true })) {
			const path = join(next, entry.name);
			if (entry.isDirectory() && !entry.name.startsWith(".")) open.push(path);
			else if (entry.isFile() && /\.d\.[cm]?ts$/.test(entry.name)) found.push(relative(folder, path));
		}
	}
	return found.map((path) => path.split(sep).join("/")).sort();
}

/** `@types/node` of `@types/node/fs.d.ts` or `a/node_modules/@types/node/fs.d.ts`. */
function packageOf(path: string): string {
	const marker = "node_modules/";
	const at = path.lastIndexOf(marker);
	const inside = at < 0 ? path : path.slice(at + marker.length);
	const parts = inside.split("/");
	if (parts.length < 2) return "";
	return inside.startsWith("@") ? `${parts[0]}/${parts[1]}` : (parts[0] as string);
}
