import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, posix, relative, sep } from "node:path";
import type { OutputFile, Plugin } from "esbuild";
import { relativeFile } from "../../interface/project-root.js";
import { buildError, isBuildFailure } from "../build-errors.js";
import type { ShippedCode } from "./bundle-code.js";
import { ownImports } from "./own-imports.js";
import { packageName, packageOf } from "./package-of.js";
import type { PackagedModule } from "./packaged-modules.js";

const CODE = /\.[cm]?[jt]sx?$/;

/**
 * Each source file of a program as one file of JavaScript at its place: `src/a.ts` becomes `src/a.mjs`. Imports between them are kept, whatever
 * aliases they were written with; packages are left to the image. Throws LOADER_SYNTAX and its kin with source frames.
 */
export async function transpileCode(
	files: readonly string[],
	modules: readonly PackagedModule[],
	root: string,
): Promise<ShippedCode> {
	const esbuild = await import("esbuild");
	const ownEntries = new Set<string>();
	const packages: ShippedCode["packages"] = { bundled: new Map(), left: new Map(), imported: new Set() };
	// JSON and the like become part of the file that imports them
	const sources = files.filter((file) => CODE.test(file));
	const places = new Map(sources.map((file) => [file, placeOf(root, file)]));
	let outputs: readonly OutputFile[];
	try {
		({ outputFiles: outputs } = await esbuild.build({
			entryPoints: Object.fromEntries(
				sources.map((file) => [(places.get(file) as string).replace(/\.mjs$/, ""), file]),
			),
			absWorkingDir: root,
			outdir: root, // nothing is written; so the maps' sources are beside their files
			outExtension: { ".js": ".mjs" },
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
			logLevel: "silent",
			plugins: [
				ownImports(ownEntries, (importer) => stepsTo(places.get(importer) ?? "", "")),
				keepImports(places, packages.left),
			],
		}));
	} catch (cause) {
		throw isBuildFailure(cause) ? buildError(cause, root) : cause;
	}
	const texts = new Map(outputs.map((file) => [relative(root, file.path).split(sep).join("/"), file.text]));
	const built = [...texts.keys()].filter((path) => !path.endsWith(".map"));
	return {
		files: built.map((path) => ({ path, code: texts.get(path) ?? "", map: texts.get(`${path}.map`) ?? "" })),
		modules: new Map(modules.map(({ file, detected }) => [detected.module, places.get(file) as string])),
		ownEntries,
		packages,
		references: new Map(),
	};
}

/** Where a source file's JavaScript lies. What is above the project's folder comes below it. */
function placeOf(root: string, file: string): string {
	return relativeFile(root, file)
		.replace(/^(?:\.\.\/)+/, (up) => "_up/".repeat(up.length / 3))
		.replace(CODE, ".mjs");
}

/** Leaves every import between files, and of packages, an import. */
function keepImports(places: ReadonlyMap<string, string>, left: ShippedCode["packages"]["left"]): Plugin {
	const asked = Symbol("asked");
	return {
		name: "flyte-keep-imports",
		setup(build) {
			build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
				if (kind === "entry-point" || pluginData === asked) return undefined;
				if (isBuiltin(path)) return { path, external: true };
				const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: asked });
				const isBare = /^[^./#]/.test(path);
				if (found.errors.length > 0) return isBare ? imageHas(path, undefined) : undefined;
				const place = places.get(found.path);
				if (place !== undefined) return { path: stepsTo(places.get(importer) ?? "", place), external: true };
				return isBare && packageOf(found.path) !== undefined ? imageHas(path, found.path) : undefined;
			});
			const imageHas = (specifier: string, file: string | undefined) => {
				const found = file === undefined || !existsSync(file) ? undefined : packageOf(file);
				const name = found?.name ?? packageName(specifier);
				left.set(name, { ...(found ?? { name, version: "", folder: name }), why: "left to the image" });
				return { path: specifier, external: true };
			};
		},
	};
}

/** A relative import from one place to another. */
function stepsTo(from: string, to: string): string {
	const steps = posix.relative(dirname(from), to === "" ? "." : to);
	if (to === "") return steps === "" ? "./" : `${steps}/`;
	return steps.startsWith(".") ? steps : `./${steps}`;
}
