import { basename, isAbsolute, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { buildError, isBuildFailure } from "./build-errors.js";
import { isWrapped, withDeadZones } from "./dead-zones.js";
import { hasCycle } from "./import-cycle.js";
import { importMetaDefine, importMetaPlugin } from "./import-meta.js";
import { packageImports } from "./package-imports.js";
import type { Request } from "./rivals.js";

const ENTRY = "program";

/** One built file. */
export interface BuiltFile {
	/** Where other built files look for it, beside them. */
	readonly name: string;
	readonly code: string;
	/** Source map, version 3; sources are relative to `outFolder`. */
	readonly map: string;
}

/** A program in one file, or few, and what it was made of. Paths are absolute. */
export interface Build extends Omit<BuiltFile, "name"> {
	/** What the program's file imports of itself; mostly nothing. */
	readonly chunks: readonly BuiltFile[];
	/** Every source file in it, in evaluation order as far as esbuild tells. */
	readonly files: readonly string[];
	/** Static imports between those files. */
	readonly imports: readonly (readonly [from: string, to: string])[];
	/** Imports of those files as they are written, wherever they lead. */
	readonly requests: readonly Request[];
	/** Imports left to Node: packages and builtins. */
	readonly externals: readonly Request[];
}

/**
 * Bundles a program with esbuild: everything that is reached by relative imports, path aliases, subpath imports and
 * TypeScript packages of the same workspace; other packages are left to Node. Throws LOADER_SYNTAX and LOADER_UNRESOLVED_IMPORT with source frames.
 */
export async function build(entry: string, options: { root: string; outFolder: string }): Promise<Build> {
	const esbuild = await import("esbuild");
	try {
		const whole = await bundle(esbuild, entry, options, false);
		// Modules that import() reaches are wrapped, and wrappers know no dead zone: in a circle that would matter.
		const inPieces = isWrapped(whole.code) && hasCycle(whole.imports);
		return inPieces ? await bundle(esbuild, entry, options, true) : whole;
	} catch (cause) {
		throw isBuildFailure(cause) ? buildError(cause, options.root) : cause;
	}
}

async function bundle(
	esbuild: typeof import("esbuild"),
	entry: string,
	{ root, outFolder }: { root: string; outFolder: string },
	splitting: boolean,
): Promise<Build> {
	const { outputFiles, metafile } = await esbuild.build({
		entryPoints: { [ENTRY]: entry },
		absWorkingDir: root,
		outdir: outFolder,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		splitting,
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
	const texts = new Map(outputFiles.map((file) => [basename(file.path), file.text]));
	const built = [...texts.keys()]
		.filter((name) => !name.endsWith(".map"))
		.map((name) => {
			const map = texts.get(`${name}.map`) ?? "";
			return { name, map, code: withDeadZones(texts.get(name) ?? "", map, outFolder) };
		});
	const main = built.find(({ name }) => name === `${ENTRY}.mjs`);
	if (main === undefined) throw new Error(`the bundler gave no program for ${entry}`);
	const chunks = built.filter((file) => file !== main);
	return { code: main.code, map: main.map, chunks, ...modules(metafile, root) };
}

function modules(metafile: Metafile, root: string): Pick<Build, "files" | "imports" | "requests" | "externals"> {
	const isFile = (path: string) => !/^[a-z][a-z-]+:/.test(path) && !path.startsWith("<");
	const absolute = (path: string) => (isAbsolute(path) ? path : resolve(join(root, path)));
	const files: string[] = [];
	const imports: (readonly [string, string])[] = [];
	const externals: Request[] = [];
	const requests: Request[] = [];
	for (const [path, input] of Object.entries(metafile.inputs)) {
		if (!isFile(path)) continue;
		const from = absolute(path);
		files.push(from);
		for (const imported of input.imports) {
			const isGlue = imported.path === "<runtime>" || imported.path.startsWith("flyte-meta:");
			if (!isGlue) requests.push({ specifier: imported.original ?? imported.path, importer: from });
			if (imported.external === true) {
				if (!isGlue) externals.push({ specifier: imported.path, importer: from });
			} else if (isFile(imported.path) && imported.kind === "import-statement") {
				imports.push([from, absolute(imported.path)]);
			}
		}
	}
	return { files, imports, requests, externals };
}
