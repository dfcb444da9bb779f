import { CODE_MANIFEST, type CodeManifest } from "../../interface/code-manifest.js";
import { prepare } from "../../interface/provider.js";
import { buildProgram } from "../load-module.js";
import { ownPackage } from "../own-package.js";
import { builtPositions } from "./built-positions.js";
import { bundleCode, type ShippedCode } from "./bundle-code.js";
import { CopiedPackages } from "./copied-packages.js";
import { ownEntry } from "./own-imports.js";
import type { InstalledPackage } from "./package-of.js";
import { type PackagedModule, packagedModules } from "./packaged-modules.js";
import { allAssets, askedAssets, type ShippedAssets } from "./shipped-assets.js";
import { transpileCode } from "./transpile-code.js";

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
	/** Packages whose code is in the built files. */
	readonly bundled: readonly InstalledPackage[];
	/** Packages that go along as they are installed here, because they read files of their own. */
	readonly copied: readonly InstalledPackage[];
	/** Packages that the image must have, and why. */
	readonly needed: readonly (InstalledPackage & { readonly why: string })[];
	readonly leftOut: ShippedAssets["leftOut"];
	readonly unclear: ShippedAssets["unclear"];
}

/** How {@link buildCode} works. */
export interface BuildCodeOptions {
	/** The project's folder: modules are named from it. */
	readonly root: string;
	/** "bundle" builds packages in; "files" keeps each file at its place and leaves packages to the image. Default: bundle */
	readonly layout?: "bundle" | "files";
	/** Patterns of files that go along with a bundle, beside those that the code names itself. */
	readonly include?: readonly string[];
	/** `cache: true` versions by task name, which only the loaded program knows. */
	readonly cacheVersions?: Readonly<Record<string, string>>;
}

/**
 * Builds what a container needs of the programs that start at `entries` (absolute paths): a file for each module that has entities,
 * source maps, and the manifest with their interfaces and the places of their calls in the built files. Throws LOADER_* with source frames,
 * INTERFACE_NO_CHECKER, PACKAGE_MODULE_NAME.
 */
export async function buildCode(entries: readonly string[], options: BuildCodeOptions): Promise<BuiltCode> {
	const { root, layout = "bundle", include = [], cacheVersions = {} } = options;
	const found = new Set<string>();
	for (const entry of entries) for (const file of (await buildProgram(entry, { root })).files) found.add(file);
	const sources = [...found].sort();
	await prepare(sources);
	const modules = packagedModules(sources, root);
	const isFiles = layout === "files";
	const code = isFiles ? await transpileCode(sources, modules, root) : await bundleCode(modules, root);
	const assets = isFiles ? allAssets(root) : askedAssets(root, code.references, include);
	const { copied, needed, files: copies } = packagesOf(code);
	const manifest = manifestOf(code, modules, root, cacheVersions);
	const files = new Map([...assets.files, ...copies].map((file) => [file.path, file]));
	for (const [path, text] of await textFiles(code, manifest))
		files.set(path, { path, bytes: Buffer.from(text, "utf8") });
	return {
		files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
		manifest,
		bundled: [...code.packages.bundled.values()],
		copied,
		needed,
		leftOut: assets.leftOut,
		unclear: assets.unclear,
	};
}

/** Packages that read files of their own go along, unless one of what they need has machine code. */
function packagesOf({ packages }: ShippedCode): Pick<BuiltCode, "copied" | "needed" | "files"> {
	const copies = new CopiedPackages();
	const files: CodeFile[] = [];
	const copied: InstalledPackage[] = [];
	const needed: (InstalledPackage & { why: string })[] = [];
	for (const left of packages.left.values()) {
		if (left.why !== "reads its own files") {
			needed.push(left);
			continue;
		}
		const { why: _, ...installed } = left;
		const copy = copies.copy(installed);
		if ("native" in copy) {
			const { name } = copy.native;
			needed.push({ ...left, why: name === left.name ? "native" : `needs ${name}, which is native` });
		} else {
			files.push(...copy.files);
			copied.push(...copy.packages);
		}
	}
	return { files, copied, needed };
}

function manifestOf(
	code: ShippedCode,
	modules: readonly PackagedModule[],
	root: string,
	cacheVersions: Readonly<Record<string, string>>,
): CodeManifest {
	return {
		format: 1,
		sdkVersion: ownPackage().version,
		modules: Object.fromEntries(code.modules),
		detection: {
			modules: modules.map(({ detected }) => detected),
			positions: builtPositions(code.files, modules, root),
		},
		cacheVersions,
	};
}

async function textFiles(code: ShippedCode, manifest: CodeManifest): Promise<Map<string, string>> {
	const files = new Map([[CODE_MANIFEST, `${JSON.stringify(manifest)}\n`]]);
	for (const { path, code: text, map } of code.files) {
		files.set(path, `${text}//# sourceMappingURL=${path.slice(path.lastIndexOf("/") + 1)}.map\n`);
		files.set(`${path}.map`, map);
	}
	for (const subpath of code.ownEntries) {
		const entry = await ownEntry(subpath);
		if (entry !== undefined) files.set(entry.path, entry.code);
	}
	return files;
}
