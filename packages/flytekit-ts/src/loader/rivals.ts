import { existsSync, readdirSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { type ConfigFile, configChain } from "../context/files/tsconfig.js";
import { ownPackage } from "./own-package.js";

/** An import as it is written. */
export interface Request {
	readonly specifier: string;
	readonly importer: string;
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".css"];

/**
 * Paths at which there is nothing now, and where a file, folder or package would take one of these imports from what it leads to.
 * More are named than the bundler would look at: the price of one too many is a build that was not needed.
 */
export function rivalsOf(requests: readonly Request[]): readonly string[] {
	const rivals = new Rivals();
	for (const { specifier, importer } of requests) {
		if (specifier.startsWith(".") || isAbsolute(specifier)) rivals.addFile(resolve(dirname(importer), specifier));
		else if (/^(#|data:|file:)/.test(specifier) || isBuiltin(specifier)) continue;
		else rivals.addPackage(specifier, dirname(importer));
	}
	return [...rivals.absent];
}

class Rivals {
	readonly absent = new Set<string>();
	/** Listed folders: undefined for one that is not there. */
	readonly #folders = new Map<string, ReadonlySet<string> | undefined>();
	readonly #configs = new Map<string, readonly ConfigFile[]>();

	/** What an import of the path `base` may mean: the file, one with an extension more or another one, the folder. */
	addFile(base: string): void {
		const typed = base.replace(/js(x?)$/, "ts$1");
		const names = [
			base,
			...EXTENSIONS.map((end) => base + end),
			...(typed === base ? [] : [typed, typed.replace(/x?$/, "x")]),
		];
		for (const name of names) this.#add(name);
		if (this.#list(base) === undefined) return;
		for (const name of ["package.json", ...EXTENSIONS.map((end) => `index${end}`)]) this.#add(join(base, name));
	}

	/** What a bare import may mean: a path of the tsconfigs above, or a package that is nearer than the one there is. */
	addPackage(specifier: string, folder: string): void {
		const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
		if (name === ownPackage().name) return;
		let found = false;
		for (let at = folder; ; at = dirname(at)) {
			for (const config of this.#configsOf(at)) for (const path of aliased(specifier, config)) this.addFile(path);
			const modules = join(at, "node_modules");
			if (!found && !at.endsWith("node_modules")) {
				found = existsSync(join(modules, name));
				if (!found) this.absent.add(existsSync(modules) ? join(modules, name) : modules);
			}
			if (at === dirname(at)) return;
		}
	}

	#add(path: string): void {
		const folder = dirname(path);
		const inside = this.#list(folder);
		if (inside === undefined) this.absent.add(folder);
		else if (!inside.has(path)) this.absent.add(path);
	}

	#list(folder: string): ReadonlySet<string> | undefined {
		if (!this.#folders.has(folder)) this.#folders.set(folder, listed(folder));
		return this.#folders.get(folder);
	}

	#configsOf(folder: string): readonly ConfigFile[] {
		let configs = this.#configs.get(folder);
		if (configs === undefined) {
			configs = configChain(join(folder, "tsconfig.json"));
			this.#configs.set(folder, configs);
		}
		return configs;
	}
}

function listed(folder: string): ReadonlySet<string> | undefined {
	try {
		return new Set(readdirSync(folder).map((name) => join(folder, name)));
	} catch {
		return undefined;
	}
}

/** Where `paths` and `baseUrl` of a tsconfig send a bare import. */
function aliased(specifier: string, { file, content }: ConfigFile): readonly string[] {
	const { baseUrl, paths } = content?.compilerOptions ?? {};
	const base = resolve(dirname(file), typeof baseUrl === "string" ? baseUrl : ".");
	const found = typeof baseUrl === "string" ? [join(base, specifier)] : [];
	for (const [pattern, targets] of typeof paths === "object" && paths !== null ? Object.entries(paths) : []) {
		const [start = "", end] = pattern.split("*", 2);
		const matches =
			end === undefined
				? specifier === pattern
				: specifier.length >= pattern.length - 1 && specifier.startsWith(start) && specifier.endsWith(end);
		if (!matches || !Array.isArray(targets)) continue;
		const star = end === undefined ? "" : specifier.slice(start.length, specifier.length - end.length);
		for (const target of targets)
			if (typeof target === "string")
				found.push(
					resolve(
						base,
						target.replace("*", () => star),
					),
				);
	}
	return found;
}
