import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { resolve } from "node:path";

/** What a bundler writes as `var` although it was not one. */
const BLOCK_SCOPED = /^(?:const|let|class|abstract\s+class|export\s+default)\b/;
/** The bundler's own variables, which are mapped to the start of their file: they hoist on purpose. */
const GLUE = /^var [\w$]+ = (?:\{\};$|__esm\(|__commonJS\(|__toESM\()/;

/**
 * Gives top-level `const`, `let`, `class` and `export default` their dead zone back. A bundler writes them as `var`, and in
 * a circle of imports what is used too early would then be `undefined`, and go on into values, where Node's own modules
 * throw. `let` is as long as `var`, so that the source map stays true.
 *
 * @param code a bundle; statements at the top level start their line
 * @param map its source map
 * @param folder what the map's sources are relative to
 */
export function withDeadZones(code: string, map: string, folder: string): string {
	// Files behind a wrapper have their variables in front of it, and are set from inside: those must hoist.
	const wrapped = isWrapped(code);
	const sources = new Sources(folder);
	let entries: SourceMap | undefined;
	const lines = code.split("\n");
	for (const [index, line] of lines.entries()) {
		if (!line.startsWith("var ") || GLUE.test(line)) continue;
		if (wrapped && !/^var (?:[\w$]+ =|[[{])/.test(line)) continue;
		entries ??= new SourceMap(JSON.parse(map) as SourceMapPayload);
		const entry = entries.findEntry(index, 0);
		// Exactly here: inside a template text there is a mapping as well, to where no statement starts.
		if (!("originalSource" in entry) || entry.generatedLine !== index || entry.generatedColumn !== 0) continue;
		const original = sources.line(entry.originalSource, entry.originalLine).slice(entry.originalColumn);
		if (BLOCK_SCOPED.test(original)) lines[index] = `let${line.slice(3)}`;
	}
	return lines.join("\n");
}

/** Whether a bundle holds modules that are evaluated only when something asks for them. */
export function isWrapped(code: string): boolean {
	return code.includes("= __esm(");
}

class Sources {
	readonly #folder: string;
	readonly #lines = new Map<string, readonly string[]>();

	constructor(folder: string) {
		this.#folder = folder;
	}

	line(source: string, index: number): string {
		let lines = this.#lines.get(source);
		if (lines === undefined) {
			try {
				lines = readFileSync(resolve(this.#folder, source), "utf8").split("\n");
			} catch {
				lines = []; // a module that is no file
			}
			this.#lines.set(source, lines);
		}
		return lines[index] ?? "";
	}
}
