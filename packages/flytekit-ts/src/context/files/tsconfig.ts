import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, resolve } from "node:path";

/** A tsconfig, and what of it says where imports lead. */
export interface ConfigFile {
	/** Absolute. */
	readonly file: string;
	/** Undefined where the file is not there, or cannot be read. */
	readonly content: ConfigContent | undefined;
}

interface ConfigContent {
	readonly extends?: unknown;
	readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown };
}

/** A tsconfig and all that it extends, also from packages; one that is not there is named too: it may come. */
export function configChain(file: string): readonly ConfigFile[] {
	const found = new Map<string, ConfigFile>();
	const add = (config: string): void => {
		if (found.has(config)) return;
		const content = readConfig(config);
		found.set(config, { file: config, content });
		const parents = content?.extends;
		for (const name of Array.isArray(parents) ? parents : [parents]) {
			const target = typeof name === "string" ? resolveExtends(config, name) : undefined;
			if (target !== undefined) add(target);
		}
	};
	add(file);
	return [...found.values()];
}

function resolveExtends(config: string, name: string): string | undefined {
	if (name.startsWith(".") || isAbsolute(name)) {
		const path = resolve(dirname(config), name);
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

/** Tsconfigs have comments and trailing commas; strings are passed over whole. */
function readConfig(file: string): ConfigContent | undefined {
	try {
		const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
		const bare = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
			part[0] === '"' ? part : " ",
		);
		const strict = bare.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (part) => (part === "," ? "" : part));
		const content: unknown = JSON.parse(strict);
		return typeof content === "object" && content !== null ? content : undefined;
	} catch {
		return undefined;
	}
}
