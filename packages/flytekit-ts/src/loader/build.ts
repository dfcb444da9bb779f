import { isAbsolute, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { buildError, isBuildFailure } from "./build-errors.js";
import { importMetaDefine, importMetaPlugin } from "./import-meta.js";
import { packageImports } from "./package-imports.js";

/** A program in one file, and what it was made of. Paths are absolute. */
export interface Build {
	readonly code: string;
	/** Source map, version 3; sources are relative to `outFolder`. */
	readonly map: string;
	/** Every source file in it, in evaluation order as far as esbuild tells. */
	readonly files: readonly string[];
	/** Static imports between those files. */
	readonly imports: readonly (readonly [from: string, to: string])[];
	/** Imports left to Node: packages and builtins. */
	readonly externals: readonly { readonly specifier: string; readonly importer: string }[];
}

/**
 * Bundles a program with esbuild: everything that is reached by relative imports, path aliases, subpath imports and
 * TypeScript packages of the same workspace; other packages are left to Node. Throws LOADER_SYNTAX and LOADER_UNRESOLVED_IMPORT with source frames.
 */
export async function build(entry: string, options: { root: string; outFolder: string }): Promise<Build> {
	const esbuild = await import("esbuild");
	try {
		const result = await esbuild.build({
			entryPoints: [entry],
			absWorkingDir: options.root,
			outdir: options.outFolder,
			bundle: true,
			format: "esm",
			platform: "node",
			target: "node20.19",
			sourcemap: "external",
			sourcesContent: false,
			keepNames: true,
			treeShaking: false,
			charset: "utf8",
			write: false,
			metafile: true,
			logLevel: "silent",
			define: { ...importMetaDefine },
			plugins: [packageImports, importMetaPlugin],
		});
		const text = (end: string) => result.outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
		return { code: text(".js"), map: text(".map"), ...modules(result.metafile, options.root) };
	} catch (cause) {
		throw isBuildFailure(cause) ? buildError(cause, options.root) : cause;
	}
}

function modules(metafile: Metafile, root: string): Pick<Build, "files" | "imports" | "externals"> {
	const isFile = (path: string) => !/^[a-z][a-z-]+:/.test(path) && !path.startsWith("<");
	const absolute = (path: string) => (isAbsolute(path) ? path : resolve(join(root, path)));
	const files: string[] = [];
	const imports: (readonly [string, string])[] = [];
	const externals: { specifier: string; importer: string }[] = [];
	for (const [path, input] of Object.entries(metafile.inputs)) {
		if (!isFile(path)) continue;
		const from = absolute(path);
		files.push(from);
		for (const imported of input.imports) {
			if (imported.external === true) {
				if (imported.path !== "<runtime>" && !imported.path.startsWith("flyte-meta:")) {
					externals.push({ specifier: imported.path, importer: from });
				}
			} else if (isFile(imported.path) && imported.kind === "import-statement") {
				imports.push([from, absolute(imported.path)]);
			}
		}
	}
	return { files, imports, externals };
}
