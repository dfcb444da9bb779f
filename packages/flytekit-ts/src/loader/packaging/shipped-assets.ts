import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import ignore from "ignore";
import { relativeFile } from "../../interface/project-root.js";
import type { AssetReferences } from "./asset-references.js";
import type { CodeFile } from "./build-code.js";
import { type LeftOut, type ProjectTree, projectTree } from "./project-tree.js";

/** Files of the project that go along with its code, and what of them does not. */
export interface ShippedAssets {
	readonly files: readonly CodeFile[];
	/** Left out although something asked for it, or, where all was asked for, everything that is left out. */
	readonly leftOut: ProjectTree["leftOut"];
	/** Uses of a file's own place that do not say what is read, as `file:line`. */
	readonly unclear: readonly string[];
}

const CODE = /\.[cm]?[jt]sx?$/;

/** With `--copy files`: every file of the project that is no source code. */
export function allAssets(root: string): ShippedAssets {
	const { files, leftOut } = projectTree(root);
	return { files: files.filter((path) => !CODE.test(path)).map((path) => assetAt(root, path)), leftOut, unclear: [] };
}

/**
 * With `--copy bundle`: the files that the code reads beside itself, as far as its text says which, and those that `include` names, as .gitignore
 * writes patterns.
 */
export function askedAssets(
	root: string,
	references: ReadonlyMap<string, AssetReferences>,
	include: readonly string[],
): ShippedAssets {
	const asked = [...references.values()].flatMap(({ paths }) => paths.map((path) => relativeFile(root, path)));
	const unclear = [...references].flatMap(([file, { unclearLine }]) =>
		unclearLine === undefined ? [] : [`${relativeFile(root, file)}:${unclearLine}`],
	);
	if (asked.length === 0 && include.length === 0) return { files: [], leftOut: [], unclear };
	const { files, leftOut } = projectTree(root);
	const included = ignore().add([...include]);
	const isAsked = (path: string) =>
		asked.some((one) => path === one || path.startsWith(`${one.replace(/\/$/, "")}/`)) || included.ignores(path);
	const isOutside = (path: string) => path.startsWith("../") || path === "";
	const outside = asked.filter(isOutside).map((path) => ({ path: path || ".", why: "outside the project" as LeftOut }));
	return {
		files: files.filter(isAsked).map((path) => assetAt(root, path)),
		// code that is read by its address is code all the same: it was not built
		leftOut: [...outside, ...leftOut.filter(({ path }) => isAsked(path) || asked.some((one) => one.startsWith(path)))],
		unclear: include.length > 0 ? [] : unclear,
	};
}

function assetAt(root: string, path: string): CodeFile {
	const file = join(root, path);
	const executable = (statSync(file).mode & 0o100) !== 0;
	return { path, bytes: readFileSync(file), ...(executable ? { executable } : {}) };
}
