import { displayUri } from "../../context/uri.js";
import type { Json, Literal, LiteralType } from "../../types/index.js";
import { MsgpackReader, type Raw } from "../../types/msgpack/reader.js";
import { durationOf } from "../../types/values/duration.js";
import { isoText } from "../../types/values/timestamp.js";
import type { Cut } from "../../wire/literals.js";
import type { ShownValue } from "../view-model.js";

/** Characters of a text that are sent; the rest is a download. */
const TEXT = 4000;
/** Items of one list or map. */
const ITEMS = 100;
/** Parts of one value in all. */
const PARTS = 800;
const DEPTH = 20;

/** Where in a value a part of it is: indices of lists, keys of maps. */
export type ValuePath = readonly (string | number)[];

/** What a {@link shownLiteral} needs to be read of a value's bytes: not the whole. */
export const shownCut = (): Cut => ({ items: ITEMS, lengths: new WeakMap() });

/**
 * A literal as a person reads it, cut to what a screen can take: what is left out is counted, never hidden. `hrefOf` gives the
 * address of a file that the value holds; `cut` is what the literal was read with, where not all of it was.
 */
export function shownLiteral(literal: Literal, hrefOf: (at: ValuePath) => string | undefined, cut?: Cut): ShownValue {
	return new Shower(hrefOf, cut).literal(literal, 0);
}

/** The blob or dataset at a place of a literal; undefined where there is none. */
export function fileAt(literal: Literal, at: ValuePath): FileLiteral | undefined {
	let found: Literal | undefined = literal;
	for (const step of at) {
		while (found?.kind === "union") found = found.value;
		if (found?.kind === "collection") found = found.items[Number(step)];
		else found = found?.kind === "map" ? found.entries.get(String(step)) : undefined;
	}
	while (found?.kind === "union") found = found.value;
	return found !== undefined && isFile(found) ? found : undefined;
}

type FileLiteral = Extract<Literal, { readonly kind: "blob" | "structuredDataset" | "schema" | "offloaded" }>;

function isFile(literal: Literal): literal is FileLiteral {
	return ["blob", "structuredDataset", "schema", "offloaded"].includes(literal.kind);
}

class Shower {
	readonly #hrefOf: (at: ValuePath) => string | undefined;
	readonly #cut: Cut | undefined;
	/** Where in the value that is being shown. */
	readonly #at: (string | number)[] = [];
	#left = PARTS;

	constructor(hrefOf: (at: ValuePath) => string | undefined, cut: Cut | undefined) {
		this.#hrefOf = hrefOf;
		this.#cut = cut;
	}

	literal(literal: Literal, depth: number): ShownValue {
		this.#left--;
		switch (literal.kind) {
			case "none":
				return { kind: "none" };
			case "integer":
				return scalar("Int", literal.value.toString());
			case "float":
				return scalar("number", Object.is(literal.value, -0) ? "-0" : String(literal.value));
			case "string":
				return shownText(literal.value);
			case "boolean":
				return scalar("boolean", String(literal.value));
			case "datetime":
				return scalar("Date", isoText(literal.seconds, literal.nanos, literal.nanos === 0 ? 0 : 9));
			case "duration":
				return scalar("Duration", String(durationOf(literal.seconds, literal.nanos)));
			case "binary":
				return this.#binary(literal.value, literal.tag, depth);
			case "generic":
				return this.raw(literal.value, depth, "struct");
			case "union":
				return this.literal(literal.value, depth);
			case "error":
				return { kind: "problem", message: `node ${literal.failedNodeId} failed: ${literal.message}` };
			case "collection":
				return this.#list(literal.items, depth, (item, index) => this.#inside(index, item, depth));
			case "map":
				return this.#map("map", literal.entries, depth, (item, key) => this.#inside(key, item, depth));
			default:
				return this.#file(literal);
		}
	}

	raw(value: Raw | Json, depth: number, type: string): ShownValue {
		this.#left--;
		if (value === null) return { kind: "none" };
		switch (typeof value) {
			case "string":
				return shownText(value);
			case "boolean":
				return scalar("boolean", String(value));
			case "number":
			case "bigint":
				return scalar("number", String(value));
		}
		if (value instanceof Uint8Array) return scalar("bytes", `${value.length} bytes`);
		const inner = (item: Raw | Json) => this.raw(item, depth + 1, "struct");
		if (Array.isArray(value)) return this.#list(value as readonly (Raw | Json)[], depth, inner);
		const entries = value instanceof Map ? value : new Map(Object.entries(value as object));
		return this.#map(type, entries as ReadonlyMap<string, Raw | Json>, depth, inner);
	}

	#binary(bytes: Uint8Array, tag: string, depth: number): ShownValue {
		if (tag !== "msgpack") return scalar(tag === "" ? "bytes" : tag, `${bytes.length} bytes`);
		if (bytes.length > 4_000_000) return scalar("struct", `${bytes.length} bytes, too large to show: download it`);
		try {
			return this.raw(new MsgpackReader(bytes).value(), depth, "struct");
		} catch (error) {
			return { kind: "problem", message: (error as Error).message };
		}
	}

	#inside(step: string | number, literal: Literal, depth: number): ShownValue {
		this.#at.push(step);
		const shown = this.literal(literal, depth + 1);
		this.#at.pop();
		return shown;
	}

	#list<T>(items: readonly T[], depth: number, show: (item: T, index: number) => ShownValue): ShownValue {
		const shown: ShownValue[] = [];
		for (const [index, item] of items.entries()) {
			if (shown.length >= ITEMS || this.#left <= 0 || depth >= DEPTH) break;
			shown.push(show(item, index));
		}
		return { kind: "list", length: this.#cut?.lengths.get(items) ?? items.length, items: shown };
	}

	#map<T>(
		type: string,
		entries: ReadonlyMap<string, T>,
		depth: number,
		show: (item: T, key: string) => ShownValue,
	): ShownValue {
		const shown: { key: string; value: ShownValue }[] = [];
		for (const [key, value] of entries) {
			if (shown.length >= ITEMS || this.#left <= 0 || depth >= DEPTH) break;
			shown.push({ key, value: show(value, key) });
		}
		return { kind: "map", type, length: this.#cut?.lengths.get(entries) ?? entries.size, entries: shown };
	}

	#file(literal: FileLiteral): ShownValue {
		const href = this.#hrefOf([...this.#at]);
		const at = { uri: displayUri(literal.uri), ...(href === undefined ? {} : { href }) };
		if (literal.kind === "offloaded") {
			return { kind: "file", type: "value kept in a file", bytes: Number(literal.sizeBytes), ...at };
		}
		if (literal.kind === "blob") {
			const { format, dimensionality } = literal.type;
			const type = dimensionality === "multipart" ? "FlyteDirectory" : "FlyteFile";
			return { kind: "file", type: format === "" ? type : `${type}<"${format}">`, ...at };
		}
		const columns = literal.type.columns.map(({ name, type }) => `${name}: ${typeName(type)}`);
		return { kind: "file", type: "StructuredDataset", columns, isTable: true, ...at };
	}
}

function typeName(type: string | LiteralType): string {
	if (typeof type === "string") return type;
	return type.kind === "simple" ? type.simple : type.kind;
}

function shownText(text: string): ShownValue {
	return { kind: "text", type: "string", text: text.length > TEXT ? text.slice(0, TEXT) : text, length: text.length };
}

const scalar = (type: string, text: string): ShownValue => ({ kind: "scalar", type, text });
