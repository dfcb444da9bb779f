import { crc32 } from "node:zlib";
import type { LiteralMap } from "../../types/literal.js";
import { Reader } from "../../wire/codec/reader.js";
import { writeEntries } from "../../wire/codec/write-literal.js";
import { putVarint, Writer } from "../../wire/codec/writer.js";
import { baseOfCall, keyAmong } from "./call-keys.js";
import { type PackedHead, readHead, type StoredHead, writeHead } from "./packed-head.js";
import { plain } from "./read-record.js";
import type { CallRecord, ResultSource } from "./record.js";
import { CHECKED_CALLS, PACKED_CALLS, SOURCES } from "./record-fields.js";

/*
 * Most records say that a task succeeded, beside many like it. Such calls share a frame: what they have in common is written once,
 * and no key at all, for a key follows from what is written. A frame has one checksum, for who reads it. Where that does not hold,
 * what is damaged is told by smaller ones: each call has its own, and so has what the calls have in common.
 */

/** Calls of one frame; bytes after which it gets no more; entities, and calls around them, of one frame. */
const MOST_CALLS = 64;
const MOST_BYTES = 1 << 13;
const MOST_HEADS = 8;
/** Times are written in microseconds of so many bits. */
const MOST_US = 2 ** 32;

/** Fields of the frame. */
const [COUNT, BASE, HEADS, CHECK, CALLS] = [2, 3, 4, 5, 15];
/** The only field of a call that says that it is one: what its path adds. */
const STEP = 1;

/** A call of a task that succeeded, as far as it can share a frame. */
export interface PackableCall extends PackedHead {
	/** What its path adds to that of the call that it is inside of. */
	readonly step: string;
	readonly source: ResultSource;
	readonly startedAt: number;
	readonly attempts: number;
	/** See CallKeys. */
	readonly ordinal: number;
	readonly from: number;
	/** flyteidl.core.LiteralMap, a character for each byte. */
	readonly inputs: string;
}

/** Whether a time is one that a packed call can have taken, in microseconds. */
export function isPackable(tookUs: number): boolean {
	return tookUs >= 0 && tookUs < MOST_US;
}

/** Bytes of a check. */
const CHECK_BYTES = 4;

/** A check of some bytes. */
function checkOf(bytes: Buffer, from: number, to: number): number {
	return crc32(bytes.subarray(from, to));
}

/** Puts in the check of what follows: a frame is written backwards. */
function putCheck(w: Writer, check: number): void {
	const at = w.reserve(CHECK_BYTES) - CHECK_BYTES;
	const { buffer } = w;
	buffer[at] = check;
	buffer[at + 1] = check >>> 8;
	buffer[at + 2] = check >>> 16;
	buffer[at + 3] = check >>> 24;
	w.wrote(at);
}

/** The calls that share the next frame. They are written backwards, the last one first. */
export class PackedCalls {
	count = 0;
	readonly body = new Writer(MOST_BYTES * 2);
	readonly #heads: PackedHead[] = [];
	/** Place of the head of the call before. */
	#head = 0;
	#base = 0;
	/** Of the call that was taken: microseconds since the first of the frame. */
	#us = 0;

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
			this.#us = 0;
			return true;
		}
		const us = Math.round((startedAt - this.#base) * 1e3);
		if ((us << 1) >> 1 !== us || this.#base + us / 1e3 !== startedAt) return false;
		this.#us = us;
		const head = this.#heads[this.#head] as PackedHead;
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
			const us = this.#us;
			let at = w.reserve(6 * 5);
			const { buffer } = w;
			if (call.from !== 0) at = putVarint(buffer, at, call.from);
			at = putVarint(buffer, at, call.ordinal * 2 + (call.from === 0 ? 0 : 1));
			at = putVarint(buffer, at, call.attempts * SOURCES.length + SOURCES.indexOf(call.source));
			at = putVarint(buffer, at, tookUs);
			at = putVarint(buffer, at, ((us << 1) ^ (us >> 31)) >>> 0);
			w.wrote(putVarint(buffer, at, this.#head));
			w.string(STEP, call.step);
			const length = w.size - mark;
			const start = w.reserve(0);
			const check = checkOf(w.buffer, start, start + length);
			w.varint(length);
			putCheck(w, check);
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
		const rest = w.size;
		putCheck(w, 0);
		w.varint((CHECK << 3) | 5);
		for (let i = this.#heads.length - 1; i >= 0; i--) writeHead(w, HEADS, this.#heads[i] as PackedHead);
		w.double(BASE, this.#base);
		w.uint32(COUNT, this.count);
		w.uint32(1, CHECKED_CALLS);
		const at = w.reserve(0);
		const end = at + w.size - rest - CHECK_BYTES;
		w.buffer.writeUInt32LE(checkOf(w.buffer, at, end), end);
	}

	clear(): void {
		this.count = 0;
		this.body.reset();
	}
}

/** Whether the body of a frame is of packed calls: the type comes first, as its field has the lowest number. */
export function isPackedCalls(body: Uint8Array): boolean {
	return body[0] === 1 << 3 && (body[1] === CHECKED_CALLS || body[1] === PACKED_CALLS);
}

/** Gives those calls of a damaged frame that are whole; how many are lost. Undefined where it is no such frame, or cannot be told. */
export function salvagePackedCalls(body: Buffer, visit: (record: CallRecord) => void): number | undefined {
	if (body[1] !== CHECKED_CALLS || !isPackedCalls(body)) return undefined;
	const common = readCommon(body);
	if (common === undefined) return undefined;
	const calls: CallRecord[] = [];
	for (let at = common.end; at + CHECK_BYTES < body.length; ) {
		const found = wholeCall(body, at);
		// what a damaged call's length was is not known: the next whole one is looked for at each byte
		if (found === undefined) at++;
		else {
			calls.push(readCall(new Reader(found, "PackedCalls"), common, CHECKED_CALLS));
			at = found.byteOffset + found.length - body.byteOffset;
		}
	}
	for (let i = calls.length - 1; i >= 0; i--) visit(calls[i] as CallRecord);
	return common.count - calls.length;
}

/** The bytes of the call whose check is at a byte of a frame's body; undefined where there is none, or a damaged one. */
function wholeCall(body: Buffer, at: number): Buffer | undefined {
	let length = 0;
	let from = at + CHECK_BYTES;
	for (let shift = 0; ; shift += 7) {
		const byte = body[from++];
		if (byte === undefined || shift > 21) return undefined;
		length |= (byte & 0x7f) << shift;
		if (byte < 0x80) break;
	}
	const end = from + length;
	if (length === 0 || end > body.length || checkOf(body, from, end) !== body.readUInt32LE(at)) return undefined;
	return body.subarray(from, end);
}

/** What the calls of a frame have in common, and where they begin; undefined where that is damaged. */
function readCommon(body: Buffer): (Common & { readonly end: number }) | undefined {
	try {
		const r = new Reader(body, "PackedCalls");
		const common: Common = { heads: [], base: 0, count: 0 };
		for (;;) {
			const tag = r.tag();
			if (tag >>> 3 !== CHECK) {
				readShared(r, tag, common);
				continue;
			}
			const at = r.offset;
			if (checkOf(body, 0, at) !== body.readUInt32LE(at)) return undefined;
			r.skip(tag);
			r.tag();
			r.varint();
			return { ...common, end: at + CHECK_BYTES + 1 };
		}
	} catch {
		return undefined;
	}
}

/** Gives the calls of a frame, as records of their own, in the order in which they ended. */
export function readPackedCalls(body: Uint8Array, visit: (record: CallRecord) => void): void {
	const r = new Reader(body, "PackedCalls");
	const common: Common = { heads: [], base: 0, count: 0 };
	const calls: CallRecord[] = [];
	const type = body[1] as number;
	while (r.more) {
		const tag = r.tag();
		if (tag >>> 3 !== CALLS) {
			readShared(r, tag, common);
			continue;
		}
		const outer = r.enter("calls");
		while (r.more) {
			if (type === CHECKED_CALLS) r.skip(5);
			const after = type === CHECKED_CALLS ? r.enter("call") : undefined;
			calls.push(readCall(r, common, type));
			if (after !== undefined) r.leave(after);
		}
		r.leave(outer);
	}
	for (let i = calls.length - 1; i >= 0; i--) visit(calls[i] as CallRecord);
}

/** What the calls of a frame have in common. */
interface Common {
	readonly heads: StoredHead[];
	base: number;
	count: number;
}

/** Reads a field of a frame that is no call's. */
function readShared(r: Reader, tag: number, common: Common): void {
	switch (tag >>> 3) {
		case COUNT:
			common.count = r.varint();
			break;
		case BASE:
			common.base = r.double();
			break;
		case HEADS: {
			const outer = r.enter("head");
			common.heads.push(readHead(r));
			r.leave(outer);
			break;
		}
		default:
			r.skip(tag);
	}
}

function readCall(r: Reader, { heads, base }: Common, type: number): CallRecord {
	r.tag();
	const step = r.string();
	const { key, path, name, version } = heads[r.varint()] as StoredHead;
	const us = r.varint();
	const startedAt = base + ((us >>> 1) ^ -(us & 1)) / 1e3;
	const took = r.varint() / 1e3;
	const made = r.varint();
	const place = r.varint();
	const [ordinal, from] =
		type === PACKED_CALLS ? [place, 0] : [Math.floor(place / 2), place % 2 === 0 ? 0 : r.varint()];
	const inputs = plain(r.bytes());
	const outputs = plain(r.bytes());
	const common = baseOfCall(key, `task ${name}`, inputs);
	const own = keyAmong(common, ordinal, from);
	return {
		type: "call",
		key: own,
		...(own === common ? {} : { base: common }),
		...(from === 0 ? {} : { from }),
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
