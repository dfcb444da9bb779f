import { readFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, Plugin } from "esbuild";

const NAMESPACE = "flyte-meta";

/** What esbuild replaces in every file: names that only files that use them import (see {@link importMetaPlugin}). */
export const importMetaDefine: Readonly<Record<string, string>> = {
	"import.meta.url": "__flyteMetaUrl",
	"import.meta.filename": "__flyteMetaFilename",
	"import.meta.dirname": "__flyteMetaDirname",
};

/**
 * Keeps `import.meta.url`, `.filename` and `.dirname` those of the source file although all files end up in one bundle.
 * The import is put behind the last line, so that no position in the file moves.
 */
export const importMetaPlugin: Plugin = {
	name: "flyte-import-meta",
	setup(build) {
		build.onResolve({ filter: /^flyte-meta:/ }, ({ path }) => ({
			path: decodeURIComponent(path.slice(NAMESPACE.length + 1)),
			namespace: NAMESPACE,
			sideEffects: false,
		}));
		build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
			contents: [
				`export const url = ${JSON.stringify(pathToFileURL(path).href)};`,
				`export const filename = ${JSON.stringify(path)};`,
				`export const dirname = ${JSON.stringify(dirname(path))};`,
			].join("\n"),
			loader: "js",
		}));
		build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, ({ path }) => {
			const text = readFileSync(path, "utf8");
			if (!text.includes("import.meta")) return undefined;
			const names = "url as __flyteMetaUrl, filename as __flyteMetaFilename, dirname as __flyteMetaDirname";
			return {
				contents: `${text}\nimport { ${names} } from "${NAMESPACE}:${encodeURIComponent(path)}";`,
				loader: loaderOf(path),
			};
		});
	},
};

function loaderOf(path: string): Loader {
	switch (extname(path)) {
		case ".tsx":
			return "tsx";
		case ".jsx":
			return "jsx";
		case ".ts":
		case ".mts":
		case ".cts":
			return "ts";
		default:
			return "js";
	}
}
