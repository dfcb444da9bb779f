import type { Literal, LiteralMap } from "../../types/literal.js";
import type { ItemCuts } from "../../wire/codec/item-cuts.js";
import { readEntries } from "../../wire/codec/read-literal.js";
import { Reader } from "../../wire/codec/reader.js";
import { writeItems, writeLiteral } from "../../wire/codec/write-literal.js";
import { putVarint, type Writer } from "../../wire/codec/writer.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { baseOfCall, keyAmong } from "./call-keys.js";
import { isPackable } from "./packed-calls.js";
import { type PackedHead, readHead, writeHead } from "./packed-head.js";
import type { CallRecord } from "./record.js";
import { PACKED_ELEMENTS } from "./record-fields.js";

/*
 * Elements of an array that succeeded one after the other, at once: a frame has their inputs and outputs as lists, in the wire's form of
 * a list, so that what they have in common is written once, a bound input too. A frame has one checksum: damage costs all of it.
 */

/** Fields of the frame. */
const [COUNT, BASE, HEAD, FIRST, INPUTS, BOUND, OUTPUTS, TIMES, ORDINALS] = [2, 3, 4, 5, 6, 7, 8, 9, 10];

/** An input of elements: the list that each has its item of, at its index in the array; undefined where all have `value`. */
export interface ElementsInput {
	readonly name: string;
	readonly items: readonly Literal[] | undefined;
	readonly value: Literal;
	/** The wire form of the items, where that is there. */
	readonly cuts?: ItemCuts | undefined;
}

/** Elements of one array that succeeded in their first attempt, in a row. `outside` is the call of the array. */
export interface PackableElements extends PackedHead {
	/** Index of the first. */
	readonly first: number;
	readonly count: number;
	readonly inputs: readonly ElementsInput[];
	/** Lists that have, at its index in the array, what each gave. */
	readonly outputs: readonly { readonly name: string; readonly items: readonly Literal[] }[];
	/** Hears the wire form of the items of each output, and how many they are, frame by frame in order. */
	wrote?(outputs: readonly Uint8Array[], count: number): void;
	/** See CallKeys; by the index in the array. Undefined where all are 0. */
	readonly ordinals: Uint32Array | undefined;
	/** Milliseconds since the epoch. */
	readonly base: number;
	/** Of each, beginning with the first: microseconds from there until it began, and those that it took. */
	readonly sinceUs: Float64Array;
	readonly tookUs: Float64Array;
}

/**
 * Writes `count` of the elements, from the one at place `from` among them on. Gives the wire form of the items of each output; undefined
 * where elements need records of their own, with `w` as before. Throws WIRE_* for what has no wire form, then with part of a frame in `w`.
 */
export function writeElements(
	w: Writer,
	elements: PackableElements,
	from: number,
	count: number,
): readonly Uint8Array[] | undefined {
	const { inputs, outputs, ordinals, base } = elements;
	if (!areTold(elements, from, from + count)) return undefined;
	const first = elements.first + from;
	const last = first + count;
	if (ordinals !== undefined) {
		for (let i = last - 1; i >= first; i--) w.varint(ordinals[i] as number);
		w.close(ORDINALS, 0);
	}
	writeTimes(w, elements, from, from + count);
	const written: Uint8Array[] = [];
	let mark = w.size;
	for (const { name, items } of outputs) {
		const entry = w.size;
		writeItems(w, items, 1, first, last);
		written.push(w.bytes(entry));
		w.close(2, entry);
		w.closeNamed(1, entry, name);
	}
	w.close(OUTPUTS, mark);
	for (const { name, items } of inputs) if (items === undefined) w.string(BOUND, name);
	mark = w.size;
	for (const { name, items, value, cuts } of inputs) {
		const entry = w.size;
		if (items === undefined) writeLiteral(w, value);
		else {
			if (cuts === undefined) writeItems(w, items, 1, first, last);
			else w.raw(cuts.cut(first, last));
			w.close(2, entry);
		}
		w.closeNamed(1, entry, name);
	}
	w.close(INPUTS, mark);
	w.uint32(FIRST, first);
	writeHead(w, HEAD, elements);
	w.double(BASE, base);
	w.uint32(COUNT, count);
	w.uint32(1, PACKED_ELEMENTS);
	return written;
}

/** Whether times are what a frame can say. */
function areTold({ sinceUs, tookUs }: PackableElements, from: number, to: number): boolean {
	for (let i = from; i < to; i++)
		if (!isPackable(sinceUs[i] as number) || !isPackable(tookUs[i] as number)) return false;
	return true;
}

function writeTimes(w: Writer, { sinceUs, tookUs }: PackableElements, from: number, to: number): void {
	const mark = w.size;
	let at = w.reserve(10 * (to - from));
	const { buffer } = w;
	for (let i = to - 1; i >= from; i--) {
		at = putVarint(buffer, at, sinceUs[i] as number);
		at = putVarint(buffer, at, tookUs[i] as number);
	}
	w.wrote(at);
	w.close(TIMES, mark);
}

/** Whether the body of a frame is of such elements. */
export function isPackedElements(body: Uint8Array): boolean {
	return body[0] === 1 << 3 && body[1] === PACKED_ELEMENTS;
}

/** Gives the elements of a frame, as records of their own, in order. */
export function readPackedElements(body: Uint8Array, visit: (record: CallRecord) => void): void {
	const r = new Reader(body, "PackedElements");
	let [count, since, first] = [0, 0, 0];
	let head = { key: "", path: "", name: "", version: "" };
	let inputs: LiteralMap = NOTHING;
	let outputs: LiteralMap = NOTHING;
	const bound = new Set<string>();
	const times: number[] = [];
	const ordinals: number[] = [];
	const entered = <T>(what: string, read: () => T): T => {
		const outer = r.enter(what);
		const value = read();
		r.leave(outer);
		return value;
	};
	while (r.more) {
		const tag = r.tag();
		switch (tag >>> 3) {
			case COUNT:
				count = r.varint();
				break;
			case BASE:
				since = r.double();
				break;
			case HEAD:
				head = entered("head", () => readHead(r));
				break;
			case FIRST:
				first = r.varint();
				break;
			case INPUTS:
				inputs = entered("inputs", () => readEntries(r));
				break;
			case BOUND:
				bound.add(r.string());
				break;
			case OUTPUTS:
				outputs = entered("outputs", () => readEntries(r));
				break;
			case TIMES:
				entered("times", () => {
					while (r.more) times.push(r.varint());
				});
				break;
			case ORDINALS:
				entered("ordinals", () => {
					while (r.more) ordinals.push(r.varint());
				});
				break;
			default:
				r.skip(tag);
		}
	}
	for (let i = 0; i < count; i++) {
		const given = encodeLiteralMap(itemsAt(i, inputs, bound));
		const base = baseOfCall(head.key, `task ${head.name}`, given);
		const key = keyAmong(base, ordinals[i] ?? 0, 0);
		const startedAt = since + (times[2 * i + 1] as number) / 1e3;
		visit({
			type: "call",
			key,
			...(key === base ? {} : { base }),
			version: head.version,
			path: `${head.path}[${first + i}]`,
			name: head.name,
			kind: "task",
			phase: "succeeded",
			source: "run",
			startedAt,
			endedAt: startedAt + (times[2 * i] as number) / 1e3,
			attempts: 1,
			inputs: given,
			outputs: encodeLiteralMap(itemsAt(i, outputs, NONE_BOUND)),
			error: undefined,
		});
	}
}

const NOTHING: LiteralMap = new Map();
const NONE_BOUND: ReadonlySet<string> = new Set();

/** What one element has of lists. */
function itemsAt(i: number, lists: LiteralMap, bound: ReadonlySet<string>): LiteralMap {
	const own = new Map<string, Literal>();
	for (const [name, value] of lists)
		own.set(name, bound.has(name) || value.kind !== "collection" ? value : (value.items[i] as Literal));
	return own;
}
