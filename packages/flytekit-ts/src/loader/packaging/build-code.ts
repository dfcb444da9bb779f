import { CODE_MANIFEST, type CodeManifest } from "../../interface/code-manifest.js";
import { prepare } from "../../interface/provider.js";
import { buildProgram } from "../load-module.js";
import { ownPackage } from "../own-package.js";
import { builtPositions } from "./built-positions.js";
import { bundleCode } from "./bundle-code.js";
import type { PackageUse } from "./bundle-packages.js";
import { ownEntry } from "./own-imports.js";
import { packagedModules } from "./packaged-modules.js";

/** One file of packaged code. */
export interface CodeFile {
	/** Relative to the folder that the container runs it from, with `/`. */
	readonly path: string;
	readonly bytes: Uint8Array;
	/** Whether it may be run as a program. Default: false */
	readonly executable?: boolean;
}

/** A program as a container runs it: no TypeScript, no sources. */
export interface BuiltCode {
	/** By path, in code unit order; the manifest is one of them. */
	readonly files: readonly CodeFile[];
	readonly manifest: CodeManifest;
	readonly packages: PackageUse;
}

/** How {@link buildCode} works. */
export interface BuildCodeOptions {
	/** The project's folder: modules are named from it. */
	readonly root: string;
	/** `cache: true` versions by task name, which only the loaded program knows. */
	readonly cacheVersions?: Readonly<Record<string, string>>;
}

/**
 * Builds what a container needs of the programs that start at `entries` (absolute paths): a file for each module that has entities,
 * source maps, and the manifest with their interfaces and the places of their calls in the built files. Throws LOADER_* with source frames,
 * INTERFACE_NO_CHECKER, PACKAGE_MODULE_NAME, PACKAGE_NO_ENTITIES.
 */
export async function buildCode(entries: readonly string[], options: BuildCodeOptions): Promise<BuiltCode> {
	const { root, cacheVersions = {} } = options;
	const sources = new Set<string>();
	for (const entry of entries) for (const file of (await buildProgram(entry, { root })).files) sources.add(file);
	await prepare([...sources]);
	const modules = packagedModules([...sources].sort(), root);
	const code = await bundleCode(modules, root);
	const manifest: CodeManifest = {
		format: 1,
		sdkVersion: ownPackage().version,
		modules: Object.fromEntries(code.modules),
		detection: {
			modules: modules.map(({ detected }) => detected),
			positions: builtPositions(code.files, modules, root),
		},
		cacheVersions,
	};
	const files = new Map<string, string>([[CODE_MANIFEST, `${JSON.stringify(manifest)}\n`]]);
	for (const { path, code: text, map } of code.files) {
		files.set(path, `${text}//# sourceMappingURL=${path}.map\n`);
		files.set(`${path}.map`, map);
	}
	for (const subpath of code.ownEntries) {
		const entry = await ownEntry(subpath);
		if (entry !== undefined) files.set(entry.path, entry.code);
	}
	const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
	return {
		files: sorted.map(([path, text]) => ({ path, bytes: Buffer.from(text, "utf8") })),
		manifest,
		packages: code.packages,
	};
}
