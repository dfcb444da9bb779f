import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CodeFile } from "./build-code.js";
import { type InstalledPackage, packageOf } from "./package-of.js";

/** What is for compilers and people. */
const NOT_RUN = /\.(?:d\.[cm]?ts|[cm]?ts|map|flow|md|markdown)$/i;

/** A package with all that it needs, as files of packaged code; or the one of them that has machine code. */
export type PackageCopy =
	| { readonly files: readonly CodeFile[]; readonly packages: readonly InstalledPackage[] }
	| { readonly native: InstalledPackage };

/**
 * Copies packages that cannot be bundled, with their dependencies, to `node_modules` of the packaged code. Packages with machine code are not
 * copied: what runs here need not run in the image.
 */
export class CopiedPackages {
	/** Source folder by place below the packaged code. */
	readonly #placed = new Map<string, string>();

	/** The package's files that were not copied yet. */
	copy(root: InstalledPackage): PackageCopy {
		const added = new Map<string, InstalledPackage>();
		const waiting: { readonly found: InstalledPackage; readonly parent: string }[] = [{ found: root, parent: "" }];
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			const { found, parent } = next;
			const place = this.#placeOf(found, parent, added);
			if (place === undefined) continue;
			if (isNative(found.folder)) return { native: found };
			added.set(place, found);
			for (const name of needs(found.folder)) {
				const needed = installed(name, found.folder);
				if (needed !== undefined) waiting.push({ found: needed, parent: `${place}/` });
			}
		}
		for (const [place, { folder }] of added) this.#placed.set(place, folder);
		const files = [...added].flatMap(([place, { folder }]) => filesIn(folder, place));
		return { files, packages: [...added.values()] };
	}

	/** At the top where nothing else is, else inside the one that needs it; undefined where it is there already. */
	#placeOf(found: InstalledPackage, parent: string, added: ReadonlyMap<string, InstalledPackage>): string | undefined {
		for (const place of [`node_modules/${found.name}`, `${parent}node_modules/${found.name}`]) {
			const there = this.#placed.get(place) ?? added.get(place)?.folder;
			if (there === undefined) return place;
			if (there === found.folder) return undefined;
		}
		return undefined;
	}
}

/** Whether a package has machine code, or is built when it is installed. */
function isNative(folder: string): boolean {
	if (existsSync(join(folder, "binding.gyp"))) return true;
	return readdirSync(folder, { recursive: true }).some(
		(name) => String(name).endsWith(".node") && !/(^|[\\/])node_modules[\\/]/.test(String(name)),
	);
}

function needs(folder: string): readonly string[] {
	try {
		const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
			string,
			object | undefined
		>;
		const { dependencies, optionalDependencies, peerDependencies } = manifest;
		const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
		return names.filter((name) => !name.startsWith("@types/"));
	} catch {
		return [];
	}
}

/** As Node looks for a package from a folder. Undefined for what is not installed, which optional ones need not be. */
function installed(name: string, from: string): InstalledPackage | undefined {
	for (let folder = from; ; folder = dirname(folder)) {
		const candidate = join(folder, "node_modules", name);
		if (existsSync(candidate)) return packageOf(`${realpathSync(candidate)}/`);
		if (folder === dirname(folder)) return undefined;
	}
}

function filesIn(folder: string, place: string): CodeFile[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry): CodeFile[] => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path, `${place}/${entry.name}`);
		if (!entry.isFile() || NOT_RUN.test(entry.name)) return []; // links lead who knows where
		const executable = (statSync(path).mode & 0o100) !== 0;
		return [{ path: `${place}/${entry.name}`, bytes: readFileSync(path), ...(executable ? { executable } : {}) }];
	});
}
