import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { configChain } from "../../context/files/tsconfig.js";
import { nearestConfig } from "../../interface/project-root.js";

/** What an import may lead to: files of the project, or a package. */
export interface Imported {
	/** Absolute. More than one where that depends on how it is run. */
	readonly files: readonly string[];
	/** `name@version`; only the name of what is not installed. */
	readonly package?: string;
}

const SOURCES = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"];
const OWN = "flytekit-ts";

/** Where an import in `file` leads. Aliases of tsconfig.json, `#` imports and packages of the workspace are the project's too. */
export function importedBy(file: string, specifier: string): Imported {
	if (/^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..") {
		return { files: sourceFiles([resolve(dirname(file), specifier)]) };
	}
	if (isBuiltin(specifier)) return { files: [], package: specifier };
	if (specifier.startsWith("#")) return { files: subpathFiles(dirname(file), "imports", specifier) };
	const files = sourceFiles(aliasTargets(file, specifier));
	return files.length > 0 ? { files } : packageOf(dirname(file), specifier);
}

/** The files behind paths as imports write them: `./a.js` may be `a.ts`, `./a` may be `a/index.ts`. */
function sourceFiles(paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		const candidates = [
			path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2"),
			path.replace(/\.js$/, ".tsx"),
			path,
			...SOURCES.map((end) => path + end),
			...SOURCES.map((end) => join(path, `index${end}`)),
		];
		return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile()) ?? [];
	});
}

/** Where `paths` and `baseUrl` of the tsconfig that governs a file would have it. */
function aliasTargets(file: string, specifier: string): string[] {
	const config = nearestConfig(file);
	const targets: string[] = [];
	for (const { file: from, content } of config === undefined ? [] : configChain(config)) {
		const { baseUrl, paths } = content?.compilerOptions ?? {};
		const base = resolve(dirname(from), typeof baseUrl === "string" ? baseUrl : ".");
		if (typeof paths === "object" && paths !== null) {
			for (const target of matching(paths, specifier)) targets.push(resolve(base, target));
		}
		if (typeof baseUrl === "string") targets.push(resolve(base, specifier));
	}
	return targets;
}

/** Targets of a table whose keys may hold one `*`: tsconfig's `paths`, a package's `imports` and `exports`. */
function matching(table: object, specifier: string): string[] {
	return Object.entries(table).flatMap(([pattern, target]) => {
		const [head = "", tail] = pattern.split("*");
		if (tail === undefined) return pattern === specifier ? strings(target) : [];
		if (!specifier.startsWith(head) || !specifier.endsWith(tail) || specifier.length < pattern.length - 1) return [];
		const middle = specifier.slice(head.length, specifier.length - tail.length);
		return strings(target).map((path) => path.replaceAll("*", middle));
	});
}

/** All texts in lists and conditions, whichever may apply. */
function strings(target: unknown): string[] {
	if (typeof target === "string") return [target];
	return typeof target === "object" && target !== null ? Object.values(target).flatMap(strings) : [];
}

interface Manifest {
	readonly name?: string;
	readonly version?: string;
	readonly main?: string;
	readonly imports?: object;
	readonly exports?: unknown;
}

function manifestIn(folder: string): Manifest | undefined {
	try {
		return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
	} catch {
		return undefined; // none here, or none that can be read
	}
}

/** What the package around a folder says of `specifier` in its `imports` or `exports`. */
function subpathFiles(folder: string, field: "imports" | "exports", specifier: string): string[] {
	for (let at = folder; ; at = dirname(at)) {
		const manifest = manifestIn(at);
		if (manifest !== undefined) return filesOf(at, manifest[field], specifier);
		if (at === dirname(at)) return [];
	}
}

function filesOf(folder: string, table: unknown, specifier: string): string[] {
	const keyed = typeof table === "object" && table !== null && Object.keys(table).some((key) => /^[.#]/.test(key));
	const targets = keyed ? matching(table, specifier) : specifier === "." ? strings(table) : [];
	return sourceFiles(targets.filter((path) => path.startsWith(".")).map((path) => resolve(folder, path)));
}

/** An installed package; one of the same workspace is followed into its files. */
function packageOf(from: string, specifier: string): Imported {
	const parts = specifier.split("/");
	const length = specifier.startsWith("@") ? 2 : 1;
	const name = parts.slice(0, length).join("/");
	for (let folder = from; ; folder = dirname(folder)) {
		const installed = join(folder, "node_modules", name);
		const manifest = manifestIn(installed);
		if (manifest !== undefined) {
			const found = `${name}@${manifest.version}`;
			const real = realpathSync(installed);
			if (name === OWN || /[\\/]node_modules[\\/]/.test(real)) return { files: [], package: found };
			const subpath = [".", ...parts.slice(length)].join("/");
			const files = filesOf(real, manifest.exports ?? `./${manifest.main ?? "index"}`, subpath);
			return { files: files.length > 0 ? files : sourceFiles([join(real, subpath)]), package: found };
		}
		if (folder === dirname(folder)) return { files: [], package: name };
	}
}
