import type { Int } from "flytekit-ts";

const EXPORTED =
	/^\s*export\s+(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:const\s+enum|const|let|var|function\*?|class|interface|type|enum|namespace|module)\s+([\w$]+)/gm;
const LISTS = /^\s*export\s+(?:type\s+)?\{([^}]*)\}/gm;
const ASSIGNED = /^\s*export\s*=\s*([\w$.]+)/gm;
const IMPORTS = /(?:^\s*(?:import|export)\b[^;'"]*?\bfrom\s*|^\s*import\s*|\bimport\s*\(\s*)(["'])([^"']+)\1/gm;

/** What the text of a declaration file says: size, exported names, modules it takes from. */
export function readDeclarations(text: string): {
	bytes: Int;
	lines: Int;
	longestLine: Int;
	exports: Int;
	imports: Int;
} {
	const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'])\/\/[^\n]*/g, "$1");
	const names = new Set<string>();
	for (const match of code.matchAll(EXPORTED)) names.add(match[1] as string);
	for (const match of code.matchAll(ASSIGNED)) names.add(match[1] as string);
	for (const match of code.matchAll(LISTS)) {
		for (const item of (match[1] as string).split(",")) {
			const name = item
				.trim()
				.replace(/^type\s+/, "")
				.split(/\s+as\s+/)
				.pop();
			if (name !== undefined && name !== "") names.add(name);
		}
	}
	const modules = new Set<string>();
	for (const match of code.matchAll(IMPORTS)) modules.add(match[2] as string);
	const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
	return {
		bytes: Buffer.byteLength(text),
		lines: lines.length,
		longestLine: lines.reduce((longest, line) => Math.max(longest, line.length), 0),
		exports: names.size,
		imports: modules.size,
	};
}
