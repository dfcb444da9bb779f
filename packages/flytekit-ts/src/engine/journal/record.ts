import { crc32 } from "node:zlib";
import type { ErrorKind } from "../../attempt/events.js";
import { FlyteError } from "../../errors/index.js";
import { Reader } from "../../wire/codec/reader.js";
import { Writer } from "../../wire/codec/writer.js";
import type { NodeKind } from "../events.js";

/** How a call that a journal knows ended. */
export type CallPhase = "succeeded" | "failed" | "aborted";

/** Where a result came from: the body ran, the cache had it, or an earlier run of the same journal had committed it. */
export type ResultSource = "run" | "cache" | "recovered";

/** What went wrong with a call, for people. */
export interface RecordedError {
	readonly code: string;
	readonly message: string;
	/** The user's frames, where it was thrown by a task. */
	readonly stack?: string;
}

/** A call that is over. Literals are in their wire form (flyteidl.core.LiteralMap). */
export interface CallRecord {
	readonly type: "call";
	/** Which call it is (see CallKeys): 16 bytes, one character each. */
	readonly key: string;
	/** Version of the code that ran. */
	readonly version: string;
	/** `main/n0/dn3`; an element of an array `main/n0[7]`. */
	readonly path: string;
	readonly name: string;
	readonly kind: NodeKind;
	readonly phase: CallPhase;
	readonly source: ResultSource;
	/** Milliseconds since the epoch by the run's clock. */
	readonly startedAt: number;
	/** `startedAt` and how long it took by the monotonic clock. */
	readonly endedAt: number;
	/** Attempts that were begun; 0 when nothing ran. */
	readonly attempts: number;
	readonly inputs: Uint8Array | undefined;
	/** Set when it succeeded. */
	readonly outputs: Uint8Array | undefined;
	readonly error: RecordedError | undefined;
	/** Keys of the eager calls that it is inside of, the outermost first, one after the other. */
	readonly eager?: string;
	/** Of a call that an eager body made and that failed: what the body was given to catch (see eager-failure.ts). */
	readonly thrown?: string;
}

/** An attempt that failed, or lines that an attempt printed. */
export interface AttemptRecord {
	readonly type: "attempt";
	readonly path: string;
	readonly name: string;
	/** 0 for the first. */
	readonly attempt: number;
	/** How many it may have in all, as far as was known. */
	readonly maxAttempts: number;
	readonly at: number;
	readonly error: RecordedError | undefined;
	/** Whose fault it was. */
	readonly kind: ErrorKind;
	readonly willRetry: boolean;
	/** Which call it is of, and the version of its code; undefined in records of the first stores. */
	readonly call?: { readonly key: string; readonly version: string };
}

/** What an attempt printed, in pieces as it came. */
export interface LogRecord {
	readonly type: "log";
	readonly path: string;
	/** Name of the task. */
	readonly name: string;
	readonly attempt: number;
	readonly at: number;
	readonly stream: "stdout" | "stderr";
	readonly text: string;
}

/** A graph that began: how many nodes it has. */
export interface GraphRecord {
	readonly type: "graph";
	readonly path: string;
	readonly name: string;
	readonly nodes: number;
	readonly at: number;
	/** What it looks like, for `shapeOf`; absent from journals of before 0.2. */
	readonly shape?: string;
}

/** A node, or an element of an array, that is not over: it is in line, or runs; or it never will. */
export interface StateRecord {
	readonly type: "state";
	readonly path: string;
	/** "reused" by a run that was gone on with: its outputs were committed before. */
	readonly state: "queued" | "running" | "skipped" | "reused";
	readonly at: number;
	/** Elements of an array that begins to run. */
	readonly elements?: number;
}

/** A gate that asks: which one, and for what. */
export interface AskRecord {
	readonly type: "ask";
	readonly path: string;
	/** Name of the gate: what an answer is addressed to. */
	readonly name: string;
	readonly ask: "approve" | "signal";
	readonly at: number;
	/** flyteidl.core.LiteralType of the answer. */
	readonly expects: Uint8Array;
	/** flyteidl.core.Literal of what is to be approved. */
	readonly value: Uint8Array | undefined;
}

/** From here on another process goes on with the run: what was under way is so no more. */
export interface StretchRecord {
	readonly type: "stretch";
	readonly at: number;
}

/** One entry of a run's journal. New kinds may be added: a reader passes over what it does not know. */
export type JournalRecord =
	| CallRecord
	| AttemptRecord
	| LogRecord
	| GraphRecord
	| StateRecord
	| AskRecord
	| StretchRecord;

const KINDS: readonly NodeKind[] = ["task", "dynamic", "workflow", "launchPlan", "array", "branch", "gate"];
const PHASES: readonly CallPhase[] = ["succeeded", "failed", "aborted"];
const SOURCES: readonly ResultSource[] = ["run", "cache", "recovered"];
const STATES = ["queued", "running", "skipped", "reused"] as const;
const TYPES = ["call", "attempt", "log", "graph", "state", "ask", "stretch"] as const;

/** Bytes before each record: its length and the CRC-32 of its bytes, both little-endian. */
export const FRAME = 8;

/** A record as it is stored: a frame, then protobuf-like fields, so that later versions may add some. */
export function frameOf(record: JournalRecord): Buffer {
	let frame = Buffer.alloc(0);
	writeFrame(
		record,
		(size) => {
			frame = Buffer.allocUnsafe(FRAME + size);
			return frame;
		},
		0,
	);
	return frame;
}

function framed(body: Uint8Array): Buffer {
	const frame = Buffer.allocUnsafe(FRAME + body.length);
	frame.writeUInt32LE(body.length, 0);
	frame.writeUInt32LE(checksum(body), 4);
	frame.set(body, FRAME);
	return frame;
}

/** One for all frames: what it holds is copied out at once. */
let writer = new Writer(1024);
/** A writer that has grown larger than this is let go. */
const LARGE = 1 << 20;

/** Writes a frame to `at` of the buffer that `room` gives for a body of so many bytes; returns where it ends. */
export function writeFrame(record: JournalRecord, room: (size: number) => Buffer, at: number): number {
	writer.reset();
	write(writer, record);
	writer.uint32(1, TYPES.indexOf(record.type));
	const { size } = writer;
	const target = room(size);
	const [start, end] = [at + FRAME, at + FRAME + size];
	writer.copyTo(target, start);
	target.writeUInt32LE(size, at);
	target.writeUInt32LE(checksum(target.subarray(start, end)), at + 4);
	if (size > LARGE) writer = new Writer(1024);
	return end;
}

/** Not that of no bytes at all, so that a page of zeros is no row of empty records. */
function checksum(body: Uint8Array): number {
	return crc32(body, 1);
}

// Fields in reverse, as the Writer wants them.
function write(w: Writer, record: JournalRecord): void {
	switch (record.type) {
		case "call":
			if (record.thrown !== undefined) w.string(21, record.thrown);
			if (record.eager !== undefined) w.string(20, Buffer.from(record.eager, "latin1").toString("hex"));
			if (record.version !== "") w.string(16, record.version);
			writeError(w, record.error);
			if (record.outputs !== undefined) w.bytesField(12, record.outputs);
			if (record.inputs !== undefined) w.bytesField(11, record.inputs);
			w.uint32(10, record.attempts);
			w.double(9, record.endedAt);
			w.double(8, record.startedAt);
			w.uint32(7, SOURCES.indexOf(record.source));
			w.uint32(6, PHASES.indexOf(record.phase));
			w.uint32(5, KINDS.indexOf(record.kind));
			w.string(4, record.name);
			w.string(3, record.path);
			w.latin1(2, record.key);
			return;
		case "attempt":
			if (record.call !== undefined && record.call.version !== "") w.string(16, record.call.version);
			writeError(w, record.error);
			w.uint32(18, record.kind === "system" ? 1 : 0);
			w.uint32(17, record.maxAttempts);
			w.uint32(7, record.willRetry ? 1 : 0);
			w.double(9, record.at);
			w.uint32(10, record.attempt);
			w.string(4, record.name);
			w.string(3, record.path);
			if (record.call !== undefined) w.bytesField(2, Buffer.from(record.call.key, "latin1"));
			return;
		case "log":
			w.optionalString(15, record.text.toWellFormed());
			w.double(9, record.at);
			w.uint32(10, record.attempt);
			w.uint32(7, record.stream === "stdout" ? 0 : 1);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "graph":
			if (record.shape !== undefined) w.string(15, record.shape);
			w.double(9, record.at);
			w.uint32(10, record.nodes);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "state":
			// 0 is not written, and an array may be empty
			if (record.elements !== undefined) w.uint32(10, record.elements + 1);
			w.double(9, record.at);
			w.uint32(7, STATES.indexOf(record.state));
			w.string(3, record.path);
			return;
		case "ask":
			if (record.value !== undefined) w.bytesField(12, record.value);
			w.bytesField(11, record.expects);
			w.double(9, record.at);
			w.uint32(7, record.ask === "approve" ? 0 : 1);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "stretch":
			w.double(9, record.at);
	}
}

function writeError(w: Writer, error: RecordedError | undefined): void {
	if (error === undefined) return;
	if (error.stack !== undefined && error.stack !== "") w.string(19, error.stack.toWellFormed());
	w.string(14, error.message.toWellFormed());
	w.string(13, error.code);
}

/** What a segment begins with: whose it is, and which one, so that none can be lost or come to another run unseen. */
export interface SegmentHead {
	readonly run: string;
	/** 0 for a run's first segment. */
	readonly ordinal: number;
}

/** The type of a {@link SegmentHead} among records. Readers that do not know it pass over it. */
const HEAD = 100;

/** A segment's head as it is stored, before its records. */
export function headFrame({ run, ordinal }: SegmentHead): Buffer {
	const w = new Writer(64);
	w.uint32(10, ordinal);
	w.string(3, run);
	w.uint32(1, HEAD);
	return framed(w.bytes());
}

/** What {@link readFrames} hears of. */
export interface FrameVisitor {
	record(record: JournalRecord): void;
	head?(head: SegmentHead): void;
	/** A record whose bytes are not what was written; what follows it is still read where its length holds. */
	damaged(at: number, why: string): void;
}

/** Reads all records of a segment, passing over those that are damaged. */
export function readFrames(data: Uint8Array, visitor: FrameVisitor): void {
	const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	let at = 0;
	while (at < buffer.length) {
		if (at + FRAME > buffer.length) {
			visitor.damaged(at, "it ends inside a record");
			return;
		}
		const length = buffer.readUInt32LE(at);
		const end = at + FRAME + length;
		if (end > buffer.length) {
			visitor.damaged(at, "a record claims more bytes than there are");
			return;
		}
		const body = buffer.subarray(at + FRAME, end);
		if (checksum(body) !== buffer.readUInt32LE(at + 4)) visitor.damaged(at, "a record's checksum does not hold");
		else {
			const record = read(body);
			if (record?.type === "head") visitor.head?.(record);
			else if (record !== undefined) visitor.record(record);
		}
		at = end;
	}
}

/** Undefined for a kind that a later version added. */
function read(body: Uint8Array): JournalRecord | (SegmentHead & { readonly type: "head" }) | undefined {
	const r = new Reader(body, "JournalRecord");
	const f = {
		numbers: new Map<number, number>(),
		texts: new Map<number, string>(),
		bytes: new Map<number, Uint8Array>(),
	};
	while (r.more) {
		const tag = r.tag();
		const field = tag >>> 3;
		switch (tag & 7) {
			case 0:
				f.numbers.set(field, r.varint());
				break;
			case 1:
				f.numbers.set(field, r.double());
				break;
			case 2:
				if (field === 2 || field === 11 || field === 12) f.bytes.set(field, plain(r.bytes()));
				else f.texts.set(field, r.string());
				break;
			default:
				r.skip(tag);
		}
	}
	const number = (field: number) => f.numbers.get(field) ?? 0;
	const text = (field: number) => f.texts.get(field) ?? "";
	const stack = f.texts.get(19);
	const error = f.texts.has(14)
		? { code: text(13), message: text(14), ...(stack === undefined ? {} : { stack }) }
		: undefined;
	const [path, name] = [text(3), text(4)];
	if (number(1) === HEAD) return { type: "head", run: path, ordinal: number(10) };
	switch (TYPES[number(1)]) {
		case "call":
			return {
				type: "call",
				key: keyText(f.bytes.get(2)),
				version: text(16),
				path,
				name,
				kind: one(KINDS, number(5)),
				phase: one(PHASES, number(6)),
				source: one(SOURCES, number(7)),
				startedAt: number(8),
				endedAt: number(9),
				attempts: number(10),
				inputs: f.bytes.get(11),
				outputs: f.bytes.get(12),
				error,
				...(f.texts.has(20) ? { eager: Buffer.from(text(20), "hex").toString("latin1") } : {}),
				...(f.texts.has(21) ? { thrown: text(21) } : {}),
			};
		case "attempt":
			return {
				type: "attempt",
				path,
				name,
				attempt: number(10),
				maxAttempts: number(17),
				at: number(9),
				error,
				kind: number(18) === 1 ? "system" : "user",
				willRetry: number(7) === 1,
				...(f.bytes.has(2) ? { call: { key: keyText(f.bytes.get(2)), version: text(16) } } : {}),
			};
		case "log":
			return {
				type: "log",
				path,
				name,
				attempt: number(10),
				at: number(9),
				stream: number(7) === 0 ? "stdout" : "stderr",
				text: text(15),
			};
		case "graph":
			return {
				type: "graph",
				path,
				name,
				nodes: number(10),
				at: number(9),
				...(f.texts.has(15) ? { shape: text(15) } : {}),
			};
		case "state":
			return {
				type: "state",
				path,
				state: one(STATES, number(7)),
				at: number(9),
				...(number(10) === 0 ? {} : { elements: number(10) - 1 }),
			};
		case "ask":
			return {
				type: "ask",
				path,
				name,
				ask: number(7) === 0 ? "approve" : "signal",
				at: number(9),
				expects: f.bytes.get(11) ?? new Uint8Array(0),
				value: f.bytes.get(12),
			};
		case "stretch":
			return { type: "stretch", at: number(9) };
		default:
			return undefined;
	}
}

function keyText(bytes: Uint8Array | undefined): string {
	return Buffer.from(bytes ?? []).toString("latin1");
}

/** No Buffer: records are compared, and sent to other threads, as plain bytes. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

function one<T>(of: readonly T[], index: number): T {
	const found = of[index];
	if (found !== undefined) return found;
	throw new FlyteError("JOURNAL_NEWER", `a record of the journal says ${index}, which this version does not know`, {
		wayOut: "read it with the version of flytekit-ts that wrote it, or a newer one",
	});
}
