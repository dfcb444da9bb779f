import type { LiteralMap } from "../../types/literal.js";
import { Reader } from "../../wire/codec/reader.js";
import { writeEntries } from "../../wire/codec/write-literal.js";
import { Writer } from "../../wire/codec/writer.js";
import { type CallKey, keyOfCall } from "./call-keys.js";
import { plain } from "./read-record.js";
import type { CallRecord, ResultSource } from "./record.js";
import { PACKED_CALLS, SOURCES } from "./record-fields.js";

/*
 * Most records say that a task succeeded, beside many like it. Such calls share a frame: what they have in common is written once,
 * and no key at all, for a key follows from what is written. A frame has one checksum, so damage costs as many calls as share it.
 */

/** Calls of one frame; bytes after which it gets no more; entities, and calls around them, of one frame. */
const MOST_CALLS = 64;
const MOST_BYTES = 1 << 13;
const MOST_HEADS = 8;
/** Times are written in microseconds of so many bits. */
const MOST_US = 2 ** 32;

/** Fields: of the frame, then of a head. */
const [COUNT, BASE, HEADS, CALLS] = [2, 3, 4, 15];
const [KEY, PATH, NAME, VERSION] = [1, 2, 3, 4];
/** The only field of a call that says that it is one: what its path adds. */
const STEP = 1;

/** A call of a task that succeeded, as far as it can share a frame. */
export interface PackableCall {
	/** The call that it is inside of. */
	readonly outside: { readonly key: CallKey; readonly path: string };
	/** What its path adds to that of the call that it is inside of. */
	readonly step: string;
	readonly called: { readonly name: string };
	readonly version: string;
	readonly source: ResultSource;
	readonly startedAt: number;
	readonly attempts: number;
	/** See CallKeys. */
	readonly ordinal: number;
	/** flyteidl.core.LiteralMap, a character for each byte. */
	readonly inputs: string;
}

type Head = Pick<PackableCall, "outside" | "called" | "version">;

/** Whether a time is one that a packed call can have taken, in microseconds. */
export function isPackable(tookUs: number): boolean {
	return tookUs >= 0 && tookUs < MOST_US;
}

/** The calls that share the next frame. They are written backwards, the last one first. */
export class PackedCalls {
	count = 0;
	readonly body = new Writer(MOST_BYTES * 2);
	readonly #heads: Head[] = [];
	/** Place of the head of the call before. */
	#head = 0;
	#base = 0;

	/** It gets no more. */
	get isFull(): boolean {
		return this.count >= MOST_CALLS || this.body.size >= MOST_BYTES;
	}

	/** Whether a call can be put in; an empty one takes any. */
	takes({ startedAt, outside, called, version }: PackableCall): boolean {
		if (this.count === 0) {
			this.#base = startedAt;
			this.#heads.length = 0;
			this.#heads.push({ outside, called, version });
			this.#head = 0;
			return true;
		}
		const us = this.#sinceBase(startedAt);
		if ((us << 1) >> 1 !== us || this.#base + us / 1e3 !== startedAt) return false;
		const head = this.#heads[this.#head] as Head;
		if (head.called === called && head.outside === outside && head.version === version) return true;
		const at = this.#heads.findIndex(
			(one) => one.called === called && one.outside === outside && one.version === version,
		);
		if (at < 0 && this.#heads.length === MOST_HEADS) return false;
		this.#head = at < 0 ? this.#heads.push({ outside, called, version }) - 1 : at;
		return true;
	}

	/** Puts in a call that it {@link takes}. Throws WIRE_* for outputs that have no wire form, and is as before. */
	add(call: PackableCall, outputs: LiteralMap, tookUs: number): void {
		const w = this.body;
		const mark = w.size;
		try {
			writeEntries(w, outputs);
			w.varint(w.size - mark);
			w.latin1(call.inputs);
			w.varint(call.ordinal);
			w.varint(call.attempts * SOURCES.length + SOURCES.indexOf(call.source));
			w.varint(tookUs);
			const us = this.#sinceBase(call.startedAt);
			w.varint(((us << 1) ^ (us >> 31)) >>> 0);
			w.varint(this.#head);
			w.string(STEP, call.step);
		} catch (error) {
			w.rewind(mark);
			throw error;
		}
		this.count++;
	}

	/** Ends {@link body}, which is to be read out, and then {@link clear}ed. */
	end(): void {
		const w = this.body;
		w.close(CALLS, 0);
		for (let i = this.#heads.length - 1; i >= 0; i--) {
			const { outside, called, version } = this.#heads[i] as Head;
			const mark = w.size;
			w.string(VERSION, version);
			w.string(NAME, called.name);
			w.string(PATH, outside.path);
			w.latin1(outside.key);
			w.varint((KEY << 3) | 2);
			w.close(HEADS, mark);
		}
		w.double(BASE, this.#base);
		w.uint32(COUNT, this.count);
		w.uint32(1, PACKED_CALLS);
	}

	clear(): void {
		this.count = 0;
		this.body.reset();
	}

	#sinceBase(at: number): number {
		return Math.round((at - this.#base) * 1e3);
	}
}

/** Whether the body of a frame is of packed calls: the type comes first, as its field has the lowest number. */
export function isPackedCalls(body: Uint8Array): boolean {
	return body[0] === 1 << 3 && body[1] === PACKED_CALLS;
}

/** Gives the calls of a frame, as records of their own, in the order in which they ended. */
export function readPackedCalls(body: Uint8Array, visit: (record: CallRecord) => void): void {
	const r = new Reader(body, "PackedCalls");
	const heads: StoredHead[] = [];
	const calls: CallRecord[] = [];
	let base = 0;
	while (r.more) {
		const tag = r.tag();
		switch (tag >>> 3) {
			case BASE:
				base = r.double();
				break;
			case HEADS: {
				const outer = r.enter("head");
				heads.push(readHead(r));
				r.leave(outer);
				break;
			}
			case CALLS: {
				const outer = r.enter("calls");
				while (r.more) calls.push(readCall(r, heads, base));
				r.leave(outer);
				break;
			}
			default:
				r.skip(tag);
		}
	}
	for (let i = calls.length - 1; i >= 0; i--) visit(calls[i] as CallRecord);
}

interface StoredHead {
	key: string;
	path: string;
	name: string;
	version: string;
}

function readHead(r: Reader): StoredHead {
	const head = { key: "", path: "", name: "", version: "" };
	while (r.more) {
		const tag = r.tag();
		switch (tag >>> 3) {
			case KEY:
				head.key = Buffer.from(r.bytes()).toString("latin1");
				break;
			case PATH:
				head.path = r.string();
				break;
			case NAME:
				head.name = r.string();
				break;
			case VERSION:
				head.version = r.string();
				break;
			default:
				r.skip(tag);
		}
	}
	return head;
}

function readCall(r: Reader, heads: readonly StoredHead[], base: number): CallRecord {
	r.tag();
	const step = r.string();
	const { key, path, name, version } = heads[r.varint()] as StoredHead;
	const us = r.varint();
	const startedAt = base + ((us >>> 1) ^ -(us & 1)) / 1e3;
	const took = r.varint() / 1e3;
	const made = r.varint();
	const ordinal = r.varint();
	const inputs = plain(r.bytes());
	const outputs = plain(r.bytes());
	return {
		type: "call",
		key: keyOfCall(key, `task ${name}`, inputs, ordinal),
		version,
		path: path + step,
		name,
		kind: "task",
		phase: "succeeded",
		source: SOURCES[made % SOURCES.length] as ResultSource,
		startedAt,
		endedAt: startedAt + took,
		attempts: Math.floor(made / SOURCES.length),
		inputs,
		outputs,
		error: undefined,
	};
}
