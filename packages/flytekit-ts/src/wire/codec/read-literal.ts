import { type Literal, type LiteralMap, MAX_LITERAL_DEPTH } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { readStruct } from "./read-json.js";
import { inside, readBlobType, readDatasetType, readLiteralType, readSchemaType } from "./read-literal-type.js";
import type { Reader } from "./reader.js";

type Writable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;
type Building = Writable<Literal>;

/** How much of a value is read: what is beyond is passed over, and only counted. */
export interface Cut {
	/** Of one list or map, items at most. */
	readonly items: number;
	/** How many a list or map has in all, by what was read of it: the items, or the entries. */
	readonly lengths: WeakMap<object, number>;
}

/** Fields of a flyteidl.core.Literal. Throws WIRE_MISSING where it has no value. */
export function readLiteral(r: Reader, depth = 0, cut?: Cut): Literal {
	let literal: Building | undefined;
	let hash: string | undefined;
	let metadata: Map<string, string> | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x0a: {
				const outer = r.enter("Scalar");
				literal = readScalar(r, depth, cut);
				r.leave(outer);
				break;
			}
			case 0x12: {
				const outer = r.enter("LiteralCollection");
				literal = { kind: "collection", items: readItems(r, deeper(r, depth), cut) };
				r.leave(outer);
				break;
			}
			case 0x1a: {
				const outer = r.enter("LiteralMap");
				literal = { kind: "map", entries: readEntries(r, deeper(r, depth), cut) };
				r.leave(outer);
				break;
			}
			case 0x42:
				literal = inside(r, "LiteralOffloadedMetadata", () => readOffloaded(r));
				break;
			case 0x22:
				hash = r.string();
				break;
			case 0x2a:
				metadata ??= new Map();
				readStringEntry(r, metadata);
				break;
			default:
				r.skip(tag);
		}
	}
	if (literal === undefined) throw r.error("WIRE_MISSING", "a literal without a value", start);
	if (hash !== undefined && hash !== "") literal.hash = hash;
	if (metadata !== undefined) literal.metadata = metadata;
	return literal;
}

/** Fields of a flyteidl.core.LiteralMap. */
export function readEntries(r: Reader, depth = 0, cut?: Cut): LiteralMap {
	const entries = new Map<string, Literal>();
	let passed = 0;
	while (r.more) {
		const tag = r.tag();
		const isBeyond = cut !== undefined && entries.size >= cut.items;
		if (tag !== 0x0a || isBeyond) {
			if (tag === 0x0a) passed++;
			r.skip(tag);
			continue;
		}
		const { key, value } = readEntry(r, depth, cut);
		entries.set(key, value);
	}
	if (passed > 0) cut?.lengths.set(entries, entries.size + passed);
	return entries;
}

/** One entry of a LiteralMap, with the size of its value. */
export function readEntry(
	r: Reader,
	depth: number,
	cut: Cut | undefined,
): { readonly key: string; readonly value: Literal; readonly bytes: number } {
	const outer = r.enter("LiteralMap.literals");
	let key = "";
	let value: Literal | undefined;
	let bytes = 0;
	while (r.more) {
		const inner = r.tag();
		if (inner === 0x0a) {
			key = r.string();
			r.label(key);
		} else if (inner === 0x12) {
			const end = r.enter("Literal");
			const start = r.offset;
			value = readLiteral(r, depth, cut);
			bytes = r.offset - start;
			r.leave(end);
		} else r.skip(inner);
	}
	if (value === undefined) throw r.error("WIRE_MISSING", "an entry without a value");
	r.leave(outer);
	return { key, value, bytes };
}

function readItems(r: Reader, depth: number, cut: Cut | undefined): Literal[] {
	const items: Literal[] = [];
	let passed = 0;
	while (r.more) {
		const tag = r.tag();
		const isBeyond = cut !== undefined && items.length >= cut.items;
		if (tag !== 0x0a || isBeyond) {
			if (tag === 0x0a) passed++;
			r.skip(tag);
			continue;
		}
		const outer = r.enter("Literal");
		items.push(readLiteral(r, depth, cut));
		r.leave(outer);
	}
	if (passed > 0) cut?.lengths.set(items, items.length + passed);
	return items;
}

/** Fields of a flyteidl.core.Scalar. */
export function readScalar(r: Reader, depth = 0, cut?: Cut): Building {
	let literal: Building | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x0a: {
				const outer = r.enter("Primitive");
				literal = readPrimitive(r);
				r.leave(outer);
				break;
			}
			case 0x12:
				literal = inside(r, "Blob", () => readBlob(r));
				break;
			case 0x1a:
				literal = inside(r, "Binary", () => readBinary(r));
				break;
			case 0x22:
				literal = inside(r, "Schema", () => readSchema(r));
				break;
			case 0x2a:
				r.skip(tag);
				literal = { kind: "none" };
				break;
			case 0x32:
				literal = inside(r, "Error", () => readError(r));
				break;
			case 0x3a:
				literal = { kind: "generic", value: inside(r, "Struct", () => readStruct(r)) };
				break;
			case 0x42:
				literal = inside(r, "StructuredDataset", () => readDataset(r));
				break;
			case 0x4a:
				literal = inside(r, "Union", () => readUnion(r, deeper(r, depth), cut));
				break;
			default:
				r.skip(tag);
		}
	}
	if (literal === undefined) throw r.error("WIRE_MISSING", "a scalar without a value", start);
	return literal;
}

function readPrimitive(r: Reader): Building {
	let literal: Building | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x08:
				literal = { kind: "integer", value: r.int64() };
				break;
			case 0x11:
				literal = { kind: "float", value: r.double() };
				break;
			case 0x1a:
				literal = { kind: "string", value: r.string() };
				break;
			case 0x20:
				literal = { kind: "boolean", value: r.bool() };
				break;
			case 0x2a:
				literal = inside(r, "Timestamp", () => ({ kind: "datetime", ...readSeconds(r) }));
				break;
			case 0x32:
				literal = inside(r, "Duration", () => ({ kind: "duration", ...readSeconds(r) }));
				break;
			default:
				r.skip(tag);
		}
	}
	if (literal === undefined) throw r.error("WIRE_MISSING", "a primitive without a value", start);
	return literal;
}

function readSeconds(r: Reader): { seconds: bigint; nanos: number } {
	let seconds = 0n;
	let nanos = 0;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x08) seconds = r.int64();
		else if (tag === 0x10) nanos = r.int32();
		else r.skip(tag);
	}
	return { seconds, nanos };
}

function readBlob(r: Reader): Building {
	let uri = "";
	let type: Extract<Literal, { kind: "blob" }>["type"] = { kind: "blob", format: "", dimensionality: "single" };
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x1a) uri = r.string();
		else if (tag === 0x0a) {
			const outer = r.enter("BlobMetadata");
			while (r.more) {
				const inner = r.tag();
				if (inner === 0x0a) type = inside(r, "BlobType", () => readBlobType(r));
				else r.skip(inner);
			}
			r.leave(outer);
		} else r.skip(tag);
	}
	return { kind: "blob", uri, type };
}

function readBinary(r: Reader): Building {
	let value = new Uint8Array();
	let tag = "";
	while (r.more) {
		const field = r.tag();
		if (field === 0x0a) value = new Uint8Array(r.bytes());
		else if (field === 0x12) tag = r.string();
		else r.skip(field);
	}
	return { kind: "binary", value, tag };
}

function readSchema(r: Reader): Building {
	let uri = "";
	let type: Extract<Literal, { kind: "schema" }>["type"] = { kind: "schema", columns: [] };
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) uri = r.string();
		else if (tag === 0x1a) type = inside(r, "SchemaType", () => readSchemaType(r));
		else r.skip(tag);
	}
	return { kind: "schema", uri, type };
}

function readError(r: Reader): Building {
	let failedNodeId = "";
	let message = "";
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) failedNodeId = r.string();
		else if (tag === 0x12) message = r.string();
		else r.skip(tag);
	}
	return { kind: "error", failedNodeId, message };
}

function readDataset(r: Reader): Building {
	let uri = "";
	let type: Extract<Literal, { kind: "structuredDataset" }>["type"] = {
		kind: "structuredDataset",
		columns: [],
		format: "",
	};
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) uri = r.string();
		else if (tag === 0x12) {
			const outer = r.enter("StructuredDatasetMetadata");
			while (r.more) {
				const inner = r.tag();
				if (inner === 0x0a) type = inside(r, "StructuredDatasetType", () => readDatasetType(r));
				else r.skip(inner);
			}
			r.leave(outer);
		} else r.skip(tag);
	}
	return { kind: "structuredDataset", uri, type };
}

function readUnion(r: Reader, depth: number, cut: Cut | undefined): Building {
	let value: Literal | undefined;
	let type: LiteralType | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) value = inside(r, "Literal", () => readLiteral(r, depth, cut));
		else if (tag === 0x12) type = inside(r, "LiteralType", () => readLiteralType(r));
		else r.skip(tag);
	}
	if (value === undefined || type === undefined) {
		throw r.error("WIRE_MISSING", `a union without its ${value === undefined ? "value" : "type"}`, start);
	}
	return { kind: "union", value, type };
}

function readOffloaded(r: Reader): Building {
	const literal: Writable<Extract<Literal, { kind: "offloaded" }>> = { kind: "offloaded", uri: "", sizeBytes: 0n };
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) literal.uri = r.string();
		else if (tag === 0x10) literal.sizeBytes = r.uint64();
		else if (tag === 0x1a) literal.inferredType = inside(r, "LiteralType", () => readLiteralType(r));
		else r.skip(tag);
	}
	return literal;
}

function readStringEntry(r: Reader, into: Map<string, string>): void {
	const outer = r.enter("Literal.metadata");
	let key = "";
	let value = "";
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) key = r.string();
		else if (tag === 0x12) value = r.string();
		else r.skip(tag);
	}
	r.leave(outer);
	into.set(key, value);
}

function deeper(r: Reader, depth: number): number {
	if (depth >= MAX_LITERAL_DEPTH) {
		throw r.error("WIRE_DEPTH", `depth limit ${MAX_LITERAL_DEPTH} exceeded: values are nested too deeply`);
	}
	return depth + 1;
}
