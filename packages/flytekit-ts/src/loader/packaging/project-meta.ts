import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { Loader, Plugin } from "esbuild";
import { relativeFile } from "../../interface/project-root.js";
import { type AssetReferences, assetReferences } from "./asset-references.js";
import { packageOf } from "./package-of.js";

const NAMESPACE = "flyte-place";

/**
 * Keeps `import.meta.url`, `.filename` and `.dirname` of the project's files what they were, seen from the folder of the packaged code: what a
 * file reads beside itself is found where the source would lie. Two copies of a project build the same.
 */
export function projectMeta(root: string, onReferences: (file: string, found: AssetReferences) => void): Plugin {
	return {
		name: "flyte-project-meta",
		setup(build) {
			build.onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
				path: decodeURIComponent(path.slice(NAMESPACE.length + 1)),
				namespace: NAMESPACE,
				sideEffects: false,
			}));
			build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: placeCode(path), loader: "js" }));
			build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, ({ path }) => {
				const text = readFileSync(path, "utf8");
				if (!text.includes("import.meta") || packageOf(path) !== undefined) return undefined;
				onReferences(path, assetReferences(text, path));
				const names = "url as __flyteMetaUrl, filename as __flyteMetaFilename, dirname as __flyteMetaDirname";
				const from = `${NAMESPACE}:${encodeURIComponent(relativeFile(root, path))}`;
				return { contents: `${text}\nimport { ${names} } from "${from}";`, loader: loaderOf(path) };
			});
		},
	};
}

/** Built files lie at the top of the packaged code, so `file` is as far from them as it was from the root. */
function placeCode(file: string): string {
	return [
		'import { dirname as folderOf } from "node:path";',
		'import { fileURLToPath } from "node:url";',
		// not `import.meta.url`, which is what this file replaces
		"const meta = import.meta;",
		`export const url = new URL(${JSON.stringify(posix.normalize(file).split("/").map(encodeURIComponent).join("/"))}, meta.url).href;`,
		"export const filename = fileURLToPath(url);",
		"export const dirname = folderOf(filename);",
	].join("\n");
}

/** esbuild's loader for a source file. */
export function loaderOf(path: string): Loader {
	const [, kind = "js"] = /\.[cm]?([jt]sx?)$/.exec(path) ?? [];
	return kind as Loader;
}
