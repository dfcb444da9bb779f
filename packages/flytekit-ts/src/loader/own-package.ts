import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** This package as installed: a program that is loaded must get these very files, or it would meet a second copy. */
export interface OwnPackage {
	readonly name: string;
	readonly version: string;
	/** `file:` URL by subpath: "." and "./plugin", say. */
	readonly entries: ReadonlyMap<string, string>;
}

let found: OwnPackage | undefined;

/** Reads this package's package.json, once. */
export function ownPackage(): OwnPackage {
	found ??= read(fileURLToPath(import.meta.url));
	return found;
}

function read(from: string): OwnPackage {
	for (let folder = dirname(from); ; folder = dirname(folder)) {
		const file = join(folder, "package.json");
		if (existsSync(file)) {
			const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
			const entries = new Map<string, string>();
			for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
				const path = typeof target === "string" ? target : target.default;
				if (path !== undefined) entries.set(subpath, pathToFileURL(join(folder, path)).href);
			}
			return { name: manifest.name, version: manifest.version, entries };
		}
		if (folder === dirname(folder)) throw new Error(`no package.json above ${from}`);
	}
}

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly exports?: Readonly<Record<string, string | { readonly default?: string }>>;
}
