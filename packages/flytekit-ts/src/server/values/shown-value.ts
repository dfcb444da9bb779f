import { displayUri } from "../../context/uri.js";
import type { Json, Literal, LiteralType } from "../../types/index.js";
import { MsgpackReader, type Raw } from "../../types/msgpack/reader.js";
import { durationOf } from "../../types/values/duration.js";
import { isoText } from "../../types/values/timestamp.js";
import type { ShownValue } from "../view-model.js";

/** Characters of a text that are sent; the rest is a download. */
const TEXT = 4000;
/** Items of one list or map. */
const ITEMS = 100;
/** Parts of one value in all. */
const PARTS = 800;
const DEPTH = 20;

/**
 * A literal as a person reads it, cut to what a screen can take: what is left out is counted, never hidden. `hrefOf` gives the
 * address of a file that the value holds, by its place among the value's files.
 */
export function shownLiteral(literal: Literal, hrefOf: (file: number) => string | undefined): ShownValue {
	return new Shower(hrefOf).literal(literal, 0);
}

/** The blobs and datasets inside a literal, in the order in which {@link shownLiteral} numbers them. */
export function filesOf(literal: Literal, found: Literal[] = []): readonly Literal[] {
	switch (literal.kind) {
		case "blob":
		case "structuredDataset":
		case "schema":
		case "offloaded":
			found.push(literal);
			break;
		case "union":
			filesOf(literal.value, found);
			break;
		case "collection":
			for (const item of literal.items) filesOf(item, found);
			break;
		case "map":
			for (const item of literal.entries.values()) filesOf(item, found);
			break;
	}
	return found;
}

class Shower {
	readonly #hrefOf: (file: number) => string | undefined;
	#files = 0;
	#left = PARTS;

	constructor(hrefOf: (file: number) => string | undefined) {
		this.#hrefOf = hrefOf;
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
				return this.#list(literal.items, depth, (item) => this.literal(item, depth + 1));
			case "map":
				return this.#map("map", [...literal.entries], depth, (item) => this.literal(item, depth + 1));
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
		const entries = value instanceof Map ? [...value] : Object.entries(value as object);
		return this.#map(type, entries as [string, Raw | Json][], depth, inner);
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

	#list<T>(items: readonly T[], depth: number, show: (item: T) => ShownValue): ShownValue {
		const shown: ShownValue[] = [];
		for (const item of items) {
			if (shown.length >= ITEMS || this.#left <= 0 || depth >= DEPTH) break;
			shown.push(show(item));
		}
		return { kind: "list", length: items.length, items: shown };
	}

	#map<T>(
		type: string,
		entries: readonly (readonly [string, T])[],
		depth: number,
		show: (item: T) => ShownValue,
	): ShownValue {
		const shown: { key: string; value: ShownValue }[] = [];
		for (const [key, value] of entries) {
			if (shown.length >= ITEMS || this.#left <= 0 || depth >= DEPTH) break;
			shown.push({ key, value: show(value) });
		}
		return { kind: "map", type, length: entries.length, entries: shown };
	}

	#file(literal: Literal & { readonly kind: "blob" | "structuredDataset" | "schema" | "offloaded" }): ShownValue {
		const href = this.#hrefOf(this.#files++);
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
