import type { Literal, LiteralMap } from "./literal.js";

/**
 * A LiteralMap of one variable. Most tasks have one input, and a Map holds room for more: five times the memory, in each of
 * a hundred thousand calls.
 */
export class OneLiteral implements LiteralMap {
	readonly size = 1;
	// declared, not defined: a definition would write each field twice
	declare readonly name: string;
	declare readonly value: Literal;

	constructor(name: string, value: Literal) {
		this.name = name;
		this.value = value;
	}

	get(name: string): Literal | undefined {
		return name === this.name ? this.value : undefined;
	}

	has(name: string): boolean {
		return name === this.name;
	}

	forEach(visit: (value: Literal, name: string, map: LiteralMap) => void, thisArg?: unknown): void {
		visit.call(thisArg, this.value, this.name, this);
	}

	keys(): ReturnType<LiteralMap["keys"]> {
		return this.toMap().keys();
	}

	values(): ReturnType<LiteralMap["values"]> {
		return this.toMap().values();
	}

	entries(): ReturnType<LiteralMap["entries"]> {
		return this.toMap().entries();
	}

	[Symbol.iterator](): ReturnType<LiteralMap["entries"]> {
		return this.toMap().entries();
	}

	/** The same as an ordinary Map. */
	toMap(): Map<string, Literal> {
		return new Map([[this.name, this.value]]);
	}
}
