import { readdirSync } from "node:fs";

/**
 * Compares the folders that docs/architecture.md draws below `src/` with those that hold files.
 * @param {string} page text of the page
 * @param {readonly string[]} folders
 * @returns {string[]} what is wrong
 */
export function checkArchitecturePage(page, folders) {
	const tree = /^ {2}src\/\n((?: {4}.*\n)+)/m.exec(page)?.[1] ?? "";
	const drawn = [...tree.matchAll(/^ {4}([a-z-]+)\//gm)].map(([, name]) => name ?? "");
	return [
		...folders.filter((f) => !drawn.includes(f)).map((f) => `docs/architecture.md: its tree lacks src/${f}`),
		...drawn
			.filter((f) => !folders.includes(f))
			.map((f) => `docs/architecture.md: its tree shows src/${f}, which holds no file`),
	];
}

/**
 * Folders directly below `src` with at least one file somewhere inside: git knows no empty ones.
 * @param {string} src
 */
export function sourceFolders(src) {
	const folders = new Set();
	for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
		const folder = `${entry.parentPath ?? entry.path}/`
			.slice(src.length)
			.split("/")
			.find((part) => part !== "");
		if (entry.isFile() && folder !== undefined) folders.add(folder);
	}
	return [...folders].sort();
}
