import {
	isIdentifier,
	isNoSubstitutionTemplateLiteral,
	isStringLiteral,
	type Node,
} from "typescript-native/unstable/ast";
import { SymbolFlags, type Symbol as TsSymbol } from "typescript-native/unstable/sync";
import type { CheckedProgram } from "./checker.js";

/** Nodes looked at for one enum: unions are short, and what they are computed from is near. */
const MAX_NODES = 2000;

/**
 * The values of a union of strings in the order in which its author wrote them, which the checker does not keep and Flyte asks
 * for: two enums are the same only if their values are in the same order. Looked for where the alias is declared, else where
 * the union stands, and in what is named there (`A | B`, `(typeof NAMES)[number]`, `keyof Table`). Values that are written
 * nowhere (`${A}-${B}`) come last, in the checker's order.
 */
export function inWrittenOrder(
	program: CheckedProgram,
	values: readonly string[],
	alias: TsSymbol | undefined,
	place: Node,
): readonly string[] {
	if (values.length < 2) return values;
	const declared = alias?.declarations[0]?.resolve(program.project);
	const search = new Search(program, values);
	search.visit(declared ?? place, false);
	return [...search.found, ...values.filter((value) => !search.found.has(value))];
}

class Search {
	readonly found = new Set<string>();
	readonly #program: CheckedProgram;
	readonly #wanted: ReadonlySet<string>;
	readonly #seen = new Set<TsSymbol>();
	#left = MAX_NODES;

	constructor(program: CheckedProgram, values: readonly string[]) {
		this.#program = program;
		this.#wanted = new Set(values);
	}

	/** @param named whether a name led here: then keys are values too, as `keyof` has it; beside the union itself they are not */
	visit(node: Node, named: boolean): void {
		if (this.found.size === this.#wanted.size || this.#left-- <= 0) return;
		if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) {
			this.#note(node.text);
			return;
		}
		if (!isIdentifier(node)) {
			node.forEachChild((child) => void this.visit(child, named));
			return;
		}
		if (named && (node.parent as { name?: Node }).name === node) this.#note(node.text);
		this.#follow(node);
	}

	#note(text: string): void {
		if (this.#wanted.has(text)) this.found.add(text);
	}

	#follow(name: Node): void {
		const { checker } = this.#program;
		let symbol = checker.getSymbolAtLocation(name);
		if (symbol !== undefined && symbol.flags & SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
		if (symbol === undefined || this.#seen.has(symbol) || this.#program.originOf(symbol) === "library") return;
		this.#seen.add(symbol);
		for (const handle of symbol.declarations) {
			const declaration = handle.resolve(this.#program.project);
			if (declaration !== undefined) this.visit(declaration, true);
		}
	}
}
