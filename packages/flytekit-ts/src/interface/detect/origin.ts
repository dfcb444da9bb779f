import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Path } from "typescript-native/unstable/ast";
import type { Program, Symbol as TsSymbol } from "typescript-native/unstable/sync";

/**
 * Who declared something: TypeScript's library, this package, another package, or the user. A name alone says nothing:
 * a user may have an `Outputs`, a `Date` or a `FunctionTask` of his own.
 */
export type Origin = "library" | "flytekit" | "package" | "user";

const PACKAGE = "flytekit-ts";
/** Folders of a package root that hold its declarations; tests and examples beside them are a user's code. */
const OWN_FOLDERS = ["src", "dist"];

export class OriginIndex {
	readonly #program: Program;
	readonly #files = new Map<string, Origin>();
	readonly #symbols = new Map<number, Origin | undefined>();
	/** Folder to the root of the flytekit-ts package it lies in, or undefined. */
	readonly #packages = new Map<string, string | undefined>();

	constructor(program: Program) {
		this.#program = program;
	}

	/** By the first declaration; undefined for what nothing declares. */
	ofSymbol(symbol: TsSymbol | undefined): Origin | undefined {
		if (symbol === undefined) return undefined;
		if (this.#symbols.has(symbol.id)) return this.#symbols.get(symbol.id);
		// A global such as Date may be declared again by the user: the library's word counts.
		const origins = symbol.declarations.map((handle) => this.ofFile(handle.path));
		const origin = origins.includes("library") ? "library" : origins[0];
		this.#symbols.set(symbol.id, origin);
		return origin;
	}

	ofFile(path: string): Origin {
		const known = this.#files.get(path);
		if (known !== undefined) return known;
		const origin = this.#judge(path);
		this.#files.set(path, origin);
		return origin;
	}

	#judge(path: string): Origin {
		const base = path.slice(path.lastIndexOf("/") + 1);
		if (base.startsWith("lib.") && base.endsWith(".d.ts")) {
			if (this.#program.getSourceFileMetadataByPath(path as Path)?.isDefaultLibrary === true) return "library";
		}
		const own = this.#packageOf(dirname(path));
		if (own !== undefined) {
			const first = relative(own, path).split(sep)[0];
			if (first !== undefined && OWN_FOLDERS.includes(first)) return "flytekit";
		}
		return path.includes("/node_modules/") ? "package" : "user";
	}

	#packageOf(folder: string): string | undefined {
		if (this.#packages.has(folder)) return this.#packages.get(folder);
		const name = packageName(folder);
		const parent = dirname(folder);
		// A package.json without a name (a folder that only sets "type") belongs to the package around it.
		const root =
			name === PACKAGE ? folder : name !== undefined || parent === folder ? undefined : this.#packageOf(parent);
		this.#packages.set(folder, root);
		return root;
	}
}

function packageName(folder: string): string | undefined {
	try {
		const parsed: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
		const name = (parsed as { name?: unknown }).name;
		return typeof name === "string" ? name : undefined;
	} catch {
		return undefined;
	}
}
