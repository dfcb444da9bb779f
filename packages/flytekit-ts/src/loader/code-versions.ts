import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { moduleName } from "../interface/project-root.js";
import { moduleOf } from "../interface/provider.js";
import { isWrapped } from "./dead-zones.js";
import type { BuiltProgram } from "./load-module.js";
import { ownPackage } from "./own-package.js";

/**
 * Versions of a program's entities by what their code can reach: the entity's own statement, the top-level statements of the
 * program that it names, those that they name, and the versions of the packages that these import. Comments and layout do not
 * count, and neither does a task beside it that it does not use. Statements at the top level that declare nothing count for
 * everything: they may set up anything.
 */
export interface CodeVersions {
	/** Of an entity by its full name, `module.exportName`; that of the whole program where the name is none of its own. */
	of(name: string): string;
}

/** Reads a built program. Costs one file; versions are worked out when they are asked for. */
export function codeVersions(program: Pick<BuiltProgram, "bundle" | "root">): CodeVersions {
	const code = readFileSync(program.bundle, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
	return versionsOf(code, program.root);
}

/** As {@link codeVersions}, of the bundle's text. */
export function versionsOf(code: string, root: string): CodeVersions {
	const own = ownPackage().entries.get(".") ?? "";
	const whole = shortHash(code.replaceAll(own, "flytekit-ts"));
	// modules that are evaluated on demand are one statement each, and set variables of another
	const parts = isWrapped(code) || code.includes("= __commonJS(") ? undefined : new Statements(code, root);
	const known = new Map<string, string>();
	return {
		of(name) {
			let version = known.get(name);
			if (version === undefined) {
				version = parts?.version(name) ?? whole;
				known.set(name, version);
			}
			return version;
		},
	};
}

/** Versions of all entities of a program that have a name: of `files`, whose interfaces are known. */
export function versionsByName(files: readonly string[], versions: CodeVersions): Map<string, string> {
	const found = new Map<string, string>();
	for (const file of files) {
		for (const { module, exportName } of moduleOf(file)?.sites ?? []) {
			if (exportName === undefined) continue;
			const name = `${module}.${exportName}`;
			found.set(name, versions.of(name));
		}
	}
	return found;
}

interface Statement {
	readonly module: string;
	text: string;
	/** Indices of the statements that it names. */
	names?: readonly number[];
}

const IDENTIFIER = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g;
const IMPORTS = /^import\s*["'{*\w$]/;
const DECLARES = /^(?:export\s+)?(?:default\s+)?(?:var|let|const|function\*?|async\s+function\*?|class)\b/;
const DECLARED = /(?:^(?:export\s+)?(?:var|let|const|(?:async\s+)?function\*?|class)|,)\s*([\w$\u0080-\uffff]+)/g;

/** The statements of a bundle: the bundler starts each at the first column, below a comment with its file. */
class Statements {
	readonly #root: string;
	readonly #all: Statement[] = [];
	readonly #declaring = new Map<string, number[]>();
	/** Statements that declare nothing. */
	readonly #always: number[] = [];
	/** Declared name by `module.exportName`, where the two differ. */
	readonly #exported = new Map<string, string>();
	readonly #hashes: string[] = [];

	constructor(code: string, root: string) {
		this.#root = root;
		this.#split(code);
		for (const [index, { text }] of this.#all.entries()) this.#index(index, text);
	}

	/** Undefined for a name that no statement declares in its module. */
	version(name: string): string | undefined {
		const dot = name.lastIndexOf(".");
		const [module, exported] = [name.slice(0, dot), name.slice(dot + 1)];
		const local = this.#exported.get(name) ?? exported;
		const starts = (this.#declaring.get(local) ?? []).filter((index) => this.#all[index]?.module === module);
		if (starts.length === 0) return undefined;
		const reached = new Set([...starts, ...this.#always]);
		for (const index of reached) for (const next of this.#namedBy(index)) reached.add(next);
		// in the order of their hashes: where a statement stands makes no difference
		const hashes = [...reached].map((index) => this.#hash(index)).sort();
		return shortHash(hashes.join());
	}

	#split(code: string): void {
		let module = "";
		let current: Statement | undefined;
		let inTemplate = false;
		for (const line of code.split("\n")) {
			if (!inTemplate && line.startsWith("// ")) {
				module = moduleName(this.#root, join(this.#root, line.slice(3)));
				current = undefined;
				continue;
			}
			const continues = inTemplate || line === "" || /^[\s})\]]/.test(line);
			if (current === undefined || !continues) {
				if (line === "") continue;
				current = { module, text: line };
				this.#all.push(current);
			} else current.text += `\n${line}`;
			if ((line.match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1) inTemplate = !inTemplate;
		}
	}

	#index(index: number, text: string): void {
		const named = /^__name\(([\w$]+), "[^"]*"\);$/.exec(text);
		const isImport = IMPORTS.test(text);
		if (text.startsWith("export {")) {
			this.#readExports(text, index);
			return;
		}
		const declared = isImport
			? (text.replace(/\bfrom\s.*/s, "").match(IDENTIFIER) ?? [])
			: named !== null
				? [named[1] as string]
				: DECLARES.test(text)
					? [...namesIn(text)]
					: [];
		if (declared.length === 0 || /^import\s*["']/.test(text)) this.#always.push(index);
		for (const name of declared) {
			const at = this.#declaring.get(name);
			if (at === undefined) this.#declaring.set(name, [index]);
			else at.push(index);
		}
	}

	/** `export {\n  a,\n  b as c\n};` of the program's file. */
	#readExports(text: string, index: number): void {
		// it stands behind the last module, which is the program's file
		const module = this.#all[index]?.module ?? "";
		for (const [, local = "", exported = ""] of text.matchAll(/([\w$]+) as ([\w$]+)/g)) {
			this.#exported.set(`${module}.${exported}`, local);
		}
	}

	#namedBy(index: number): readonly number[] {
		const statement = this.#all[index] as Statement;
		if (statement.names === undefined) {
			const found = new Set<number>();
			// an import names nothing of the program: words of the path it imports from are no names
			const named = IMPORTS.test(statement.text) ? [] : statement.text.match(IDENTIFIER);
			for (const name of new Set(named)) {
				for (const at of this.#declaring.get(name) ?? []) found.add(at);
			}
			statement.names = [...found];
		}
		return statement.names;
	}

	#hash(index: number): string {
		let hash = this.#hashes[index];
		if (hash === undefined) {
			const { text } = this.#all[index] as Statement;
			hash = shortHash(IMPORTS.test(text) ? importVersion(text, this.#root) : text);
			this.#hashes[index] = hash;
		}
		return hash;
	}
}

/** Every name that a declaration may declare: also defaults of parameters, which do no harm. */
function namesIn(text: string): Set<string> {
	const names = new Set<string>();
	for (const [, name = ""] of text.matchAll(DECLARED)) names.add(name);
	// var { a, b: c } = ..., var [a] = ...
	const pattern = /^(?:export\s+)?(?:var|let|const)\s*([[{].*?)[\]}]\s*=/s.exec(text)?.[1] ?? "";
	for (const name of pattern.match(IDENTIFIER) ?? []) names.add(name);
	return names;
}

/** An import's text with the package's version in place of where it lies. */
function importVersion(text: string, root: string): string {
	const specifier = /(["'])([^"']+)\1;?\s*$/.exec(text)?.[2] ?? "";
	const what = text.slice(0, text.lastIndexOf(specifier));
	if (specifier.startsWith("file:")) return `${what}flytekit-ts`;
	if (specifier.startsWith("node:") || specifier.startsWith(".")) return text;
	const parts = specifier.split("/");
	const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
	for (let folder = resolve(root); ; folder = dirname(folder)) {
		const manifest = join(folder, "node_modules", name, "package.json");
		if (existsSync(manifest)) {
			try {
				const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version?: string };
				return `${what}${specifier}@${version}`;
			} catch {
				return text;
			}
		}
		if (folder === dirname(folder)) return text;
	}
}

function shortHash(text: string): string {
	return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
