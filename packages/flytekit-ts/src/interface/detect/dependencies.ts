import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { CheckedProgram } from "./checker.js";

/**
 * Every file that decides what detection says of a program: its sources outside node_modules, the package.json of each
 * package below node_modules that it reads types from, and the tsconfig with all that it extends.
 */
export function dependenciesOf(program: CheckedProgram): readonly string[] {
	const files = new Set<string>(program.userFiles());
	for (const name of program.program.getSourceFileNames()) {
		const manifest = packageManifest(name);
		if (manifest !== undefined) files.add(manifest);
	}
	if (program.configFile !== undefined) addConfigChain(program.configFile, files);
	return [...files].sort();
}

/** `.../node_modules/@scope/name/package.json` for a file inside of a package. */
function packageManifest(file: string): string | undefined {
	const marker = "/node_modules/";
	const at = file.lastIndexOf(marker);
	if (at === -1) return undefined;
	const parts = file.slice(at + marker.length).split("/");
	const name = parts.slice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
	return join(file.slice(0, at), "node_modules", name, "package.json");
}

/** Follows `extends` by its text: tsconfigs have comments and trailing commas, and only the names matter here. */
function addConfigChain(config: string, files: Set<string>): void {
	if (files.has(config)) return;
	files.add(config);
	let text: string;
	try {
		text = readFileSync(config, "utf8");
	} catch {
		return;
	}
	const value = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text)?.[1] ?? "";
	for (const [, name] of value.matchAll(/"([^"]+)"/g)) {
		const target = name === undefined ? undefined : resolveExtends(config, name);
		if (target !== undefined) addConfigChain(target, files);
	}
}

function resolveExtends(config: string, name: string): string | undefined {
	if (/^[./]|^[A-Za-z]:/.test(name)) {
		const path = resolve(dirname(config), name);
		// Also one that is not there: it may come.
		return path.endsWith(".json") || existsSync(path) ? path : `${path}.json`;
	}
	const require = createRequire(config);
	for (const candidate of [name, `${name}.json`, `${name}/tsconfig.json`]) {
		try {
			return require.resolve(candidate);
		} catch {
			// the next form
		}
	}
	return undefined;
}
