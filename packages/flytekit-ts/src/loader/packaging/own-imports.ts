import type { Plugin } from "esbuild";
import { OWN_ENTRIES } from "../../interface/code-manifest.js";
import { ownPackage } from "../own-package.js";

/**
 * A file of packaged code that stands for an entry of this package. It takes the entry from the entrypoint that runs, so that a
 * container has one copy of this package wherever that is installed and wherever the code was unpacked; plain Node, which has no
 * entrypoint, resolves the package by its name.
 */
export interface OwnEntry {
	/** `_flytekit-ts.mjs`, beside the manifest. */
	readonly path: string;
	readonly code: string;
}

/** The file that stands for a subpath (".", "./plugin"); undefined where this package has no such entry. */
export async function ownEntry(subpath: string): Promise<OwnEntry | undefined> {
	const own = ownPackage();
	const url = own.entries.get(subpath);
	if (url === undefined) return undefined;
	const names = Object.keys((await import(url)) as object).filter((name) => name !== "default");
	const specifier = own.name + subpath.slice(1);
	const lines = [
		`const load = globalThis[Symbol.for(${JSON.stringify(OWN_ENTRIES)})] ?? (() => import(${JSON.stringify(specifier)}));`,
		`const own = await load(${JSON.stringify(subpath)});`,
		`export const { ${names.join(", ")} } = own;`,
	];
	return { path: ownEntryPath(subpath), code: `${lines.join("\n")}\n` };
}

/** Where {@link ownEntry} lies. */
export function ownEntryPath(subpath: string): string {
	return `_${[ownPackage().name, ...subpath.split("/").slice(1)].join(".")}.mjs`;
}

/** The subpath that an import asks this package for; undefined for any other import, and for subpaths that it has not. */
export function ownSubpath(specifier: string): string | undefined {
	const { name, entries } = ownPackage();
	if (specifier !== name && !specifier.startsWith(`${name}/`)) return undefined;
	const subpath = `.${specifier.slice(name.length)}`;
	return entries.get(subpath)?.endsWith(".js") ? subpath : undefined;
}

/** Sends imports of this package to the files that stand for it, at `prefix` from the file that imports; reports which are asked for. */
export function ownImports(asked: Set<string>, prefixOf: (importer: string) => string): Plugin {
	return {
		name: "flyte-own-imports",
		setup(build) {
			const { name } = ownPackage();
			const filter = new RegExp(`^${name.replace(/[-/]/g, "\\$&")}(/|$)`);
			build.onResolve({ filter }, ({ path, importer }) => {
				const subpath = ownSubpath(path);
				if (subpath === undefined) return undefined;
				asked.add(subpath);
				return { path: prefixOf(importer) + ownEntryPath(subpath), external: true };
			});
		},
	};
}
