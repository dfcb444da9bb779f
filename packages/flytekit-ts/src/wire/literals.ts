import { bindLiteralDecoder } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";
import { blameLiteral, blameMap, blaming } from "./blame.js";
import { type Cut, readEntries, readEntry, readLiteral } from "./codec/read-literal.js";
import { readLiteralType } from "./codec/read-literal-type.js";
import { Reader } from "./codec/reader.js";
import { MANY, MOST_KEPT, writeEntries, writeLiteral } from "./codec/write-literal.js";
import { writeLiteralType } from "./codec/write-literal-type.js";
import { Writer } from "./codec/writer.js";

export type { Cut };

/**
 * Bytes of a flyteidl.core.Literal, deterministic: fields in order, map keys sorted.
 * Throws WIRE_SURROGATE, WIRE_RANGE or WIRE_DEPTH with the value's path, which starts with `path`.
 */
export function encodeLiteral(literal: Literal, path = "value"): Uint8Array {
	const w = new Writer();
	blaming(
		() => writeLiteral(w, literal),
		() => blameLiteral(literal, path),
	);
	return w.bytes();
}

/** A literal from its bytes. Throws WIRE_TRUNCATED, WIRE_MALFORMED, WIRE_TEXT, WIRE_DEPTH or WIRE_MISSING with the byte's offset. */
export function decodeLiteral(bytes: Uint8Array): Literal {
	return readLiteral(new Reader(bytes, "Literal"));
}

// whoever holds an offloaded literal got it through here, so converting it finds the reader of its file
bindLiteralDecoder(decodeLiteral);

/** Bytes of a flyteidl.core.LiteralMap, as inputs.pb and outputs.pb hold. Throws as {@link encodeLiteral}. */
export function encodeLiteralMap(map: LiteralMap, path = ""): Uint8Array {
	const w = written(map, path);
	const bytes = w.bytes();
	keep(w);
	return bytes;
}

/** The same as a string of one character for each byte: as short as bytes, and a key of a Map. Throws as {@link encodeLiteral}. */
export function literalMapText(map: LiteralMap, path = ""): string {
	const w = written(map, path);
	const text = w.text();
	keep(w);
	return text;
}

/** The content of a long list in wire form, where it was written lately: see ItemCuts. */
export function keptItems(list: Literal): Uint8Array | undefined {
	return lists.get(list);
}

/** Keeps the content of a list whose items were written before, so that they need not be written again. */
export function keepItems(list: Literal & { readonly kind: "collection" }, parts: readonly Uint8Array[]): void {
	if (list.items.length < MANY) return;
	const content = Buffer.concat(parts);
	if (content.length <= MOST_KEPT) lists.set(list, content);
}

function written(map: LiteralMap, path: string): Writer {
	const w = spare ?? new Writer();
	w.lists = lists;
	spare = undefined;
	w.reset();
	try {
		writeEntries(w, map);
	} catch (error) {
		blaming(
			() => {
				throw error;
			},
			() => blameMap(map, path),
		);
	}
	return w;
}

function keep(w: Writer): void {
	if (w.size < SPARE) spare = w;
}

/** A list that goes through a workflow is written as an input and output of each graph and array on its way, and of the run. */
const lists = new WeakMap<object, Uint8Array>();
/** The writer of the map before: a run with a journal writes two for each call. */
let spare: Writer | undefined;
/** What has grown larger than this is let go. */
const SPARE = 1 << 16;

/** A variable, as {@link readVariables} reads it. */
export interface CutVariable {
	readonly name: string;
	readonly literal: Literal;
	/** Its whole value's size on the wire. */
	readonly bytes: number;
}

/**
 * What inputs.pb or outputs.pb holds, of each list and map no more than `cut.items`: the rest is counted, which costs next to nothing
 * beside reading it. Throws as {@link decodeLiteral}.
 */
export function readVariables(bytes: Uint8Array, cut: Cut): readonly CutVariable[] {
	const r = new Reader(bytes, "LiteralMap");
	const found: CutVariable[] = [];
	while (r.more) {
		const tag = r.tag();
		if (tag !== 0x0a) {
			r.skip(tag);
			continue;
		}
		const { key, value, bytes: size } = readEntry(r, 0, cut);
		found.push({ name: key, literal: value, bytes: size });
	}
	return found;
}

/** What inputs.pb or outputs.pb holds. Throws as {@link decodeLiteral}. */
export function decodeLiteralMap(bytes: Uint8Array): LiteralMap {
	return readEntries(new Reader(bytes, "LiteralMap"));
}

/** Bytes of a flyteidl.core.LiteralType. */
export function encodeLiteralType(type: LiteralType): Uint8Array {
	const w = new Writer();
	writeLiteralType(w, type);
	return w.bytes();
}

/** A type from its bytes. Throws as {@link decodeLiteral}. */
export function decodeLiteralType(bytes: Uint8Array): LiteralType {
	return readLiteralType(new Reader(bytes, "LiteralType"));
}
