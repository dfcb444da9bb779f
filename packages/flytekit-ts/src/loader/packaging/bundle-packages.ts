import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { type InstalledPackage, packageName, packageOf } from "./package-of.js";

/** Why a package is not bundled: it has machine code, or needs one that has; it reads files beside its own; it is not here; nobody asked for it to be. */
export type Unbundled =
	| "native"
	| "needs a native package"
	| "reads its own files"
	| "not installed here"
	| "left to the image";

/** What became of the packages that a program imports. */
export interface PackageUse {
	/** Packages whose code is in the built files, by folder. */
	readonly bundled: Map<string, InstalledPackage>;
	/** Packages that cannot be, by folder (by name for what is not installed). */
	readonly left: Map<string, InstalledPackage & { readonly why: Unbundled }>;
	/** Which of those the built files import: what only they themselves need is theirs to bring. */
	readonly imported: Set<string>;
}

const ASKED = Symbol("asked");
/** What a package does that would not work from within another file. */
const BESIDE_ITSELF =
	/\b__(?:dirname|filename)\b|\bimport\.meta\.(?:url|dirname|filename|resolve)\b|\brequire\.resolve\b|\brequire\(\s*[^"'`)\s]/;
const LOADS_NATIVE =
	/\brequire\(\s*["'](?:bindings|node-gyp-build|node-pre-gyp|@mapbox\/node-pre-gyp)["']\s*\)|\.node["'`]/;

/**
 * Bundles packages that are plain JavaScript and leaves the others to Node. Which those are is seen in the code that is bundled: a
 * build that adds to `use.left` has to be done again. Files of the project are never dropped for what their package.json says of side effects.
 */
export function bundlePackages(use: PackageUse): Plugin {
	const leave = (found: InstalledPackage, why: Unbundled) => use.left.set(found.folder, { ...found, why });
	return {
		name: "flyte-bundle-packages",
		setup(build) {
			build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData, namespace }) => {
				if (pluginData === ASKED || kind === "entry-point" || namespace !== "file") return undefined;
				if (isBuiltin(path)) return { path, external: true };
				const isBare = /^[^./#]/.test(path) && !/^[a-z][a-z-]+:/.test(path);
				if (/^(data|file|https?):/.test(path)) return undefined;
				const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: ASKED });
				if (found.errors.length > 0 || found.external) {
					if (!isBare) return undefined;
					const name = packageName(path);
					use.imported.add(name);
					if (!found.external) leave({ name, version: "", folder: name }, "not installed here");
					return { path, external: true };
				}
				const installed = packageOf(found.path);
				if (installed === undefined) {
					return found.namespace === "file" ? { path: found.path, sideEffects: true } : undefined;
				}
				if (use.left.has(installed.folder) && isBare) {
					use.imported.add(installed.folder);
					return { path, external: true };
				}
				return { path: found.path, sideEffects: found.sideEffects };
			});
			build.onLoad({ filter: /[\\/]node_modules[\\/].*\.(?:[cm]?js|node)$/, namespace: "file" }, ({ path }) => {
				const installed = packageOf(path);
				if (installed === undefined) return undefined;
				use.bundled.set(installed.folder, installed);
				if (path.endsWith(".node")) {
					leave(installed, "native");
					return { contents: "" };
				}
				const text = readFileSync(path, "utf8");
				if (LOADS_NATIVE.test(text) || existsSync(join(installed.folder, "binding.gyp"))) leave(installed, "native");
				else if (BESIDE_ITSELF.test(text) && !use.left.has(installed.folder)) leave(installed, "reads its own files");
				return undefined;
			});
		},
	};
}
