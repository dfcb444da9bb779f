import { FlyteError } from "../../errors/index.js";
import { type Literal, type LiteralMap, MAP_DEPTH, MAX_LITERAL_DEPTH } from "../../types/literal.js";
import { OneLiteral } from "../../types/one-literal.js";
import { sortedKeys } from "./keys.js";
import { checkDuration, checkInt64, checkTimestamp } from "./range.js";
import { writeStruct } from "./write-json.js";
import { writeBlobType, writeDatasetType, writeLiteralType, writeSchemaType } from "./write-literal-type.js";
import { putVarint, type Writer } from "./writer.js";

/** Content of a flyteidl.core.Literal. */
export function writeLiteral(w: Writer, literal: Literal, depth = 0): void {
	if (literal.kind === "offloaded") {
		const mark = w.size;
		writeOffloaded(w, literal);
		w.close(8, mark);
	}
	if (literal.metadata !== undefined) writeStringMap(w, 5, literal.metadata);
	if (literal.hash !== undefined) w.optionalString(4, literal.hash);
	const mark = w.size;
	switch (literal.kind) {
		case "offloaded":
			return;
		case "map":
			writeEntries(w, literal.entries, deeper(depth, MAP_DEPTH));
			w.close(3, mark);
			return;
		case "collection": {
			const { items } = literal;
			if (depth === 0 && items.length >= MANY && writeKnown(w, literal)) return;
			writeItems(w, items, deeper(depth, 1));
			if (depth === 0 && items.length >= MANY) know(w, literal, mark);
			w.close(2, mark);
			return;
		}
		case "integer": // the other scalars come last: this one fills large lists
			writeIntegerScalar(w, literal.value);
			return;
		default:
			writeScalar(w, literal, depth);
			w.close(1, mark);
	}
}

/** Bytes that an integer below 2^32 takes as an item of a list. */
const INTEGER_ROOM = 12;

/** Content of a flyteidl.core.LiteralCollection: of the items from `from` up to `to`. The largest lists are of integers: those are written by this one function, over local variables. */
export function writeItems(w: Writer, items: readonly Literal[], depth: number, from = 0, to = items.length): void {
	let at = w.reserve(INTEGER_ROOM);
	let { buffer } = w;
	for (let i = to - 1; i >= from; i--) {
		const item = items[i] as Literal;
		const isPlain = item.kind === "integer" && item.hash === undefined && item.metadata === undefined;
		const number = isPlain ? Number(item.value) : -1;
		if (at < INTEGER_ROOM) {
			w.wrote(at);
			at = w.reserve(INTEGER_ROOM);
			buffer = w.buffer;
		}
		if (number >= 0 && number <= 0xffffffff) {
			const end = at;
			if (number < 0x80) buffer[--at] = number;
			else if (number < 0x4000) {
				buffer[--at] = number >> 7;
				buffer[--at] = (number & 0x7f) | 0x80;
			} else at = putVarint(buffer, at, number);
			// the item, its literal, the scalar, the primitive, the integer
			const length = end - at + 1;
			buffer[at - 1] = 0x08;
			buffer[at - 2] = length;
			buffer[at - 3] = 0x0a;
			buffer[at - 4] = length + 2;
			buffer[at - 5] = 0x0a;
			buffer[at - 6] = length + 4;
			buffer[at - 7] = 0x0a;
			at -= 7;
			continue;
		}
		w.wrote(at);
		const mark = w.size;
		writeLiteral(w, item, depth);
		w.close(1, mark);
		at = w.reserve(INTEGER_ROOM);
		buffer = w.buffer;
	}
	w.wrote(at);
}

/** Lists of so many items are kept in wire form, where the writer keeps any; not those of more bytes. */
export const MANY = 256;
export const MOST_KEPT = 4 << 20;

function writeKnown(w: Writer, list: Literal): boolean {
	const known = w.lists?.get(list);
	if (known === undefined) return false;
	const mark = w.size;
	w.raw(known);
	w.close(2, mark);
	return true;
}

function know(w: Writer, list: Literal, mark: number): void {
	if (w.lists !== undefined && w.size - mark <= MOST_KEPT) w.lists.set(list, w.bytes(mark));
}

/** The scalar field of a flyteidl.core.Literal or BindingData, for an integer. */
export function writeIntegerScalar(w: Writer, value: bigint): void {
	const number = Number(value);
	if (number >= 0 && number <= 0xffffffff) {
		w.integerScalar(number);
		return;
	}
	const mark = w.size;
	writeInteger(w, value);
	w.close(1, mark);
	w.close(1, mark);
}

/** Content of a flyteidl.core.LiteralMap, keys sorted. */
export function writeEntries(w: Writer, entries: LiteralMap, depth = 0): void {
	if (entries instanceof OneLiteral) {
		const entry = w.size;
		writeLiteral(w, entries.value, depth);
		w.closeNamed(1, entry, entries.name);
		return;
	}
	const keys = sortedKeys(entries);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		writeLiteral(w, entries.get(key) as Literal, depth);
		w.closeNamed(1, entry, key);
	}
}

/** Content of a flyteidl.core.Scalar, of any literal that is one. */
export function writeScalar(w: Writer, literal: Literal, depth = 0): void {
	const mark = w.size;
	switch (literal.kind) {
		case "integer": // the rest of the primitives come last: this one fills large lists
			writeInteger(w, literal.value);
			w.close(1, mark);
			return;
		case "union": {
			const inner = deeper(depth, MAP_DEPTH);
			writeLiteralType(w, literal.type);
			w.close(2, mark);
			const value = w.size;
			writeLiteral(w, literal.value, inner);
			w.close(1, value);
			w.close(9, mark);
			return;
		}
		case "structuredDataset":
			writeDatasetType(w, literal.type);
			w.close(1, mark);
			w.close(2, mark);
			w.optionalString(1, literal.uri);
			w.close(8, mark);
			return;
		case "generic":
			writeStruct(w, objectOf(literal), 2 * depth);
			w.close(7, mark);
			return;
		case "error":
			w.optionalString(2, literal.message);
			w.optionalString(1, literal.failedNodeId);
			w.close(6, mark);
			return;
		case "none":
			w.close(5, mark);
			return;
		case "schema":
			writeSchemaType(w, literal.type);
			w.close(3, mark);
			w.optionalString(1, literal.uri);
			w.close(4, mark);
			return;
		case "binary":
			w.optionalString(2, literal.tag);
			if (literal.value.length > 0) w.bytesField(1, literal.value);
			w.close(3, mark);
			return;
		case "blob":
			w.optionalString(3, literal.uri);
			writeBlobMetadata(w, literal.type);
			w.close(2, mark);
			return;
		default:
			writePrimitive(w, literal);
			w.close(1, mark);
	}
}

/** Content of a flyteidl.core.Primitive. */
export function writePrimitive(w: Writer, literal: Literal): void {
	switch (literal.kind) {
		case "integer":
			writeInteger(w, literal.value);
			return;
		case "float":
			w.double(2, literal.value);
			return;
		case "string":
			w.string(3, literal.value);
			return;
		case "boolean":
			w.uint32(4, literal.value ? 1 : 0);
			return;
		case "datetime": {
			checkTimestamp(literal.seconds, literal.nanos);
			const mark = w.size;
			writeSeconds(w, literal.seconds, literal.nanos);
			w.close(5, mark);
			return;
		}
		case "duration": {
			checkDuration(literal.seconds, literal.nanos);
			const mark = w.size;
			writeSeconds(w, literal.seconds, literal.nanos);
			w.close(6, mark);
			return;
		}
		default:
			throw new FlyteError("WIRE_INTERNAL", `a ${literal.kind} literal is not a primitive`);
	}
}

/** The integer field of a flyteidl.core.Primitive. */
export function writeInteger(w: Writer, value: bigint): void {
	const number = Number(value);
	// Below 2^32 the conversion is exact, and work on BigInts is slow.
	if (number >= 0 && number <= 0xffffffff) {
		w.uint32(1, number);
		return;
	}
	checkInt64(value);
	w.int64(1, value);
}

/** Content of a google.protobuf.Timestamp or Duration: zeros are left out. */
export function writeSeconds(w: Writer, seconds: bigint, nanos: number): void {
	if (nanos !== 0) w.int32(2, nanos);
	if (seconds !== 0n) w.int64(1, seconds);
}

/** Content of a flyteidl.core.LiteralOffloadedMetadata. */
export function writeOffloaded(w: Writer, literal: Extract<Literal, { kind: "offloaded" }>): void {
	if (literal.inferredType !== undefined) {
		const mark = w.size;
		writeLiteralType(w, literal.inferredType);
		w.close(3, mark);
	}
	if (literal.sizeBytes !== 0n) {
		if (literal.sizeBytes < 0n || literal.sizeBytes >= 2n ** 64n) {
			throw new FlyteError("WIRE_RANGE", `an offloaded literal's size of ${literal.sizeBytes} bytes is not a uint64`);
		}
		w.int64(2, literal.sizeBytes);
	}
	w.optionalString(1, literal.uri);
}

/** A map<string, string> field, keys sorted. */
export function writeStringMap(w: Writer, field: number, map: ReadonlyMap<string, string>): void {
	const keys = sortedKeys(map);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		w.string(2, map.get(key) as string);
		w.string(1, key);
		w.close(field, entry);
	}
}

function writeBlobMetadata(w: Writer, type: Extract<Literal, { kind: "blob" }>["type"]): void {
	const mark = w.size;
	writeBlobType(w, type);
	w.close(1, mark);
	w.close(1, mark);
}

function objectOf(literal: Extract<Literal, { kind: "generic" }>) {
	const { value } = literal;
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new FlyteError(
			"WIRE_UNSUPPORTED",
			"a generic literal holds a JSON object: protobuf's Struct has no other form",
		);
	}
	return value as Extract<typeof value, { readonly [key: string]: unknown }>;
}

function deeper(depth: number, by: number): number {
	if (depth + by > MAX_LITERAL_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `depth limit ${MAX_LITERAL_DEPTH} exceeded: values are nested too deeply`, {
			wayOut: "flatten the value, or write it to a file and pass that",
		});
	}
	return depth + by;
}
