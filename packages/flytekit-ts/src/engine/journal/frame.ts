import { crc32 } from "node:zlib";
import { Writer } from "../../wire/codec/writer.js";
import { isPackedCalls, readPackedCalls, salvagePackedCalls } from "./packed-calls.js";
import { isPackedElements, readPackedElements } from "./packed-elements.js";
import { readRecord } from "./read-record.js";
import type { JournalRecord, StateRecord, StatesRecord } from "./record.js";
import { HEAD, TYPES } from "./record-fields.js";
import { writeRecord } from "./write-record.js";

/** Bytes before each record: its length and the CRC-32 of its bytes, both little-endian. */
export const FRAME = 8;

/** What a segment begins with: whose it is, and which one, so that none can be lost or come to another run unseen. */
export interface SegmentHead {
	readonly run: string;
	/** 0 for a run's first segment. */
	readonly ordinal: number;
}

/** A record as it is stored: a frame, then protobuf-like fields, so that later versions may add some. */
export function frameOf(record: JournalRecord | StatesRecord): Buffer {
	let frame = Buffer.alloc(0);
	writeFrame(
		record,
		(size) => {
			frame = Buffer.allocUnsafe(size);
			return frame;
		},
		0,
	);
	return frame;
}

/** A segment's head as it is stored, before its records. */
export function headFrame({ run, ordinal }: SegmentHead): Buffer {
	const w = new Writer(64);
	w.uint32(10, ordinal);
	w.string(3, run);
	w.uint32(1, HEAD);
	const frame = Buffer.allocUnsafe(FRAME + w.size);
	seal(frame, 0, w);
	return frame;
}

/** Gives a buffer that has room for so many bytes more. */
export type Room = (size: number) => Buffer;

/** One for all frames: what it holds is copied out at once. */
let writer = new Writer(1024);
/** A writer that has grown larger than this is let go. */
const LARGE = 1 << 20;

/** Writes a frame to `at` of the buffer that `room` gives; returns where it ends. Throws WIRE_SURROGATE. */
export function writeFrame(record: JournalRecord | StatesRecord, room: Room, at: number): number {
	writer.reset();
	writeRecord(writer, record);
	writer.uint32(1, TYPES.indexOf(record.type));
	const { size } = writer;
	const end = seal(room(FRAME + size), at, writer);
	if (size > LARGE) writer = new Writer(1024);
	return end;
}

/** Puts what a writer holds into a frame at `at` of `target`; returns where it ends. */
export function seal(target: Buffer, at: number, body: Writer): number {
	const { size } = body;
	const start = at + FRAME;
	const end = start + size;
	body.copyTo(target, start);
	target.writeUInt32LE(size, at);
	target.writeUInt32LE(checksum(target.subarray(start, end)), at + 4);
	return end;
}

/** Not that of no bytes at all, so that a page of zeros is no row of empty records. */
function checksum(body: Uint8Array): number {
	return crc32(body, 1);
}

/** What {@link readFrames} hears of. */
export interface FrameVisitor {
	record(record: JournalRecord): void;
	head?(head: SegmentHead): void;
	/** A record whose bytes are not what was written; what follows it is still read where its length holds. */
	damaged(at: number, why: string): void;
}

function* eachOf({ path, state, at, steps }: StatesRecord): Generator<StateRecord> {
	for (const step of steps) yield { type: "state", path: path + step, state, at };
}

/** Where the frame at a byte ends; undefined where there is none, or a damaged one. */
function endOfWhole(buffer: Buffer, at: number): number | undefined {
	if (at + FRAME > buffer.length) return undefined;
	const end = at + FRAME + buffer.readUInt32LE(at);
	if (end > buffer.length) return undefined;
	return checksum(buffer.subarray(at + FRAME, end)) === buffer.readUInt32LE(at + 4) ? end : undefined;
}

/** Tells of a damaged frame, and gives what is whole in it; where the next one begins. */
function readDamaged(buffer: Buffer, at: number, visitor: FrameVisitor): number {
	const length = at + FRAME > buffer.length ? undefined : buffer.readUInt32LE(at);
	// its length may be what is damaged: then the next whole one is looked for
	let next = at + FRAME + (length ?? 0);
	if (
		length === undefined ||
		next > buffer.length ||
		(next < buffer.length && endOfWhole(buffer, next) === undefined)
	) {
		for (next = at + 1; next < buffer.length && endOfWhole(buffer, next) === undefined; ) next++;
	}
	const why =
		length === undefined
			? "it ends inside a record"
			: at + FRAME + length > buffer.length
				? "a record claims more bytes than there are"
				: "a record's checksum does not hold";
	const lost = salvagePackedCalls(buffer.subarray(at + FRAME, next), (call) => visitor.record(call));
	visitor.damaged(at, lost === undefined ? why : `${why}; calls lost: ${lost}`);
	return next;
}

/** Reads all records of a segment, passing over those that are damaged. */
export function readFrames(data: Uint8Array, visitor: FrameVisitor): void {
	const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	let at = 0;
	while (at < buffer.length) {
		const end = endOfWhole(buffer, at);
		if (end === undefined) {
			at = readDamaged(buffer, at, visitor);
			continue;
		}
		const body = buffer.subarray(at + FRAME, end);
		if (isPackedCalls(body)) readPackedCalls(body, (call) => visitor.record(call));
		else if (isPackedElements(body)) readPackedElements(body, (call) => visitor.record(call));
		else {
			const record = readRecord(body);
			if (record?.type === "head") visitor.head?.(record);
			else if (record?.type === "states") for (const state of eachOf(record)) visitor.record(state);
			else if (record !== undefined) visitor.record(record);
		}
		at = end;
	}
}
