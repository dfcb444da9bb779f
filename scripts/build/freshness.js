import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dist, packageRoot, root, uiRoot } from "./paths.js";

const stampFile = `${dist}.inputs`;
const outsideSource = [
	`${packageRoot}package.json`,
	`${packageRoot}tsconfig.build.json`,
	`${packageRoot}tsconfig.json`,
	`${root}tsconfig.base.json`,
	`${root}package-lock.json`,
	`${root}scripts/build/build.js`,
	`${root}scripts/build/lazy-builtins.js`,
	`${root}scripts/build/one-file.js`,
	`${root}scripts/build/paths.js`,
	`${root}scripts/build/page.js`,
];

/**
 * One line per input of the build: path, size and time of change. Equal text means nothing to do; a changed, added,
 * removed or reverted file all show. One stat per file and no reading, since the command's shim does this at each start.
 */
export function inputsStamp() {
	let text = "";
	for (const entry of readdirSync(`${packageRoot}src`, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
		text += line(`${entry.parentPath ?? entry.path}/${entry.name}`);
	}
	for (const file of outsideSource) text += line(file);
	return text + uiStamp();
}

/** The part of the stamp that is about the page. */
export function uiStamp() {
	let text = "";
	if (!existsSync(uiRoot)) return text; // a tree without the page
	for (const entry of readdirSync(`${uiRoot}src`, { recursive: true, withFileTypes: true })) {
		if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
			text += line(`${entry.parentPath ?? entry.path}/${entry.name}`);
	}
	for (const file of ["index.html", "package.json", "tsconfig.json", "vite.config.js"]) text += line(uiRoot + file);
	return text;
}

/** Whether dist was built from the inputs that `stamp` describes. */
export function isFresh(stamp = inputsStamp()) {
	return existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
}

export { stampFile };

/** @param {string} file */
function line(file) {
	const stat = statSync(file, { throwIfNoEntry: false });
	return stat === undefined ? "" : `${file.slice(root.length)} ${stat.size} ${stat.mtimeMs}\n`;
}
