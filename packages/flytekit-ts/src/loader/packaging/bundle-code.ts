import { relative, sep } from "node:path";
import type { OutputFile } from "esbuild";
import { buildError, isBuildFailure } from "../build-errors.js";
import { withDeadZones } from "../dead-zones.js";
import { importMetaDefine } from "../import-meta.js";
import type { AssetReferences } from "./asset-references.js";
import type { MappedFile } from "./built-positions.js";
import { bundlePackages, type PackageUse } from "./bundle-packages.js";
import { ownImports } from "./own-imports.js";
import type { PackagedModule } from "./packaged-modules.js";
import { projectMeta } from "./project-meta.js";

/** Code as it is shipped, with what it came from. */
export interface ShippedCode {
	readonly files: readonly (MappedFile & { readonly code: string })[];
	/** The file of each module, by dotted name. */
	readonly modules: ReadonlyMap<string, string>;
	/** Entries of this package that are imported: ".", "./plugin". */
	readonly ownEntries: ReadonlySet<string>;
	readonly packages: PackageUse;
	/** What files of the project read beside themselves, by file. */
	readonly references: ReadonlyMap<string, AssetReferences>;
}

/**
 * A file for each module, `<dotted name>.mjs`, and chunks for what they share: a module that several import is one module. Packages
 * of plain JavaScript are in the chunks. Throws LOADER_SYNTAX and its kin with source frames.
 */
export async function bundleCode(modules: readonly PackagedModule[], root: string): Promise<ShippedCode> {
	const ownEntries = new Set<string>();
	const references = new Map<string, AssetReferences>();
	let left: PackageUse["left"] = new Map();
	for (;;) {
		const packages: PackageUse = { bundled: new Map(), left: new Map(left), imported: new Set() };
		const outputs = await bundle(modules, root, packages, ownEntries, references);
		if (packages.left.size === left.size) {
			for (const folder of left.keys()) {
				packages.bundled.delete(folder);
				if (!packages.imported.has(folder)) packages.left.delete(folder);
			}
			const names = modules.map(({ detected }) => [detected.module, `${detected.module}.mjs`] as const);
			return { files: mappedFiles(outputs, root), modules: new Map(names), ownEntries, packages, references };
		}
		left = packages.left;
	}
}

async function bundle(
	modules: readonly PackagedModule[],
	root: string,
	packages: PackageUse,
	ownEntries: Set<string>,
	references: Map<string, AssetReferences>,
): Promise<readonly OutputFile[]> {
	const esbuild = await import("esbuild");
	try {
		const { outputFiles } = await esbuild.build({
			entryPoints: Object.fromEntries(modules.map(({ file, detected }) => [detected.module, file])),
			absWorkingDir: root,
			outdir: root, // nothing is written; so the maps' sources are relative to the root
			outExtension: { ".js": ".mjs" },
			chunkNames: "chunk-[hash]",
			bundle: true,
			splitting: true,
			format: "esm",
			platform: "node",
			target: "node20.19",
			sourcemap: "external",
			sourcesContent: false,
			keepNames: true,
			charset: "utf8",
			write: false,
			logLevel: "silent",
			define: { ...importMetaDefine },
			plugins: [
				ownImports(ownEntries, () => "./"),
				projectMeta(root, (file, found) => references.set(file, found)),
				bundlePackages(packages),
			],
		});
		return outputFiles;
	} catch (cause) {
		throw isBuildFailure(cause) ? buildError(cause, root) : cause;
	}
}

/** CommonJS in an ES module: what a bundled package requires of Node is found by this. */
const REQUIRE =
	'import { createRequire as __flyteRequire } from "node:module"; const require = __flyteRequire(import.meta.url);\n';

function mappedFiles(outputs: readonly OutputFile[], root: string): ShippedCode["files"] {
	const texts = new Map(outputs.map((file) => [relative(root, file.path).split(sep).join("/"), file.text]));
	return [...texts].flatMap(([path, text]) => {
		if (path.endsWith(".map")) return [];
		const map = texts.get(`${path}.map`) ?? "";
		const code = withDeadZones(text, map, root);
		if (!code.includes("__require(")) return { path, code, map };
		const { mappings, ...rest } = JSON.parse(map) as { mappings: string };
		return { path, code: REQUIRE + code, map: JSON.stringify({ ...rest, mappings: `;${mappings}` }) };
	});
}
