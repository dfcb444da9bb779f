import type { CallRecord, JournalRecord } from "../../engine/journal/record.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import type { Segments } from "../../engine/journal/segments.js";
import type { AttemptView, ErrorView, LogChunk } from "../view-model.js";
import { RunModel } from "./run-model.js";

/** Segments that are read at a time, so that a long journal never holds the server up for long. */
const SEGMENTS = 64;

interface Piece {
	readonly segment: number;
	readonly bytes: number;
}

/** Where in a journal the records of one path are. */
interface Places {
	/** Segment of its last call. */
	call?: number;
	readonly attempts: Set<number>;
	/** By attempt. */
	readonly logs: Map<number, Piece[]>;
}

/**
 * Reads one run's journal as it grows. Large things (values, logs) stay in the store: it notes where they are and gets them when
 * somebody looks.
 */
export class RunReader {
	readonly id: string;
	readonly model = new RunModel();
	readonly #store: RunStore;
	readonly #segments: Segments;
	readonly #places = new Map<string, Places>();

	constructor(store: RunStore, run: { readonly id: string; readonly seq: number }) {
		this.#store = store;
		this.id = run.id;
		this.#segments = store.segments(run);
	}

	/** Reads on. True when there may be more to read at once. Throws JOURNAL_*. */
	advance(): boolean {
		return this.#segments.read((record, segment) => this.#take(record, segment), SEGMENTS);
	}

	/** Parts of the journal that could not be read. */
	get damage(): number {
		return this.#segments.damage.length;
	}

	/** The last call at `path`, with its values. */
	call(path: string): CallRecord | undefined {
		const of = this.model.recordPath(path);
		const segment = this.#places.get(of)?.call;
		let found: CallRecord | undefined;
		if (segment !== undefined) {
			this.#store.segment(segment, (record) => {
				if (record.type === "call" && record.path === of) found = record;
			});
		}
		return found;
	}

	attempts(path: string): readonly AttemptView[] {
		const of = this.model.recordPath(path);
		const found: AttemptView[] = [];
		for (const segment of this.#places.get(of)?.attempts ?? []) {
			this.#store.segment(segment, (record) => {
				if (record.type !== "attempt" || record.path !== of) return;
				const { attempt, at, willRetry, error = NO_ERROR } = record;
				const { code, message, stack } = { stack: "", ...error };
				found.push({ attempt, at, willRetry, error: { code, message: [message, stack].filter(Boolean).join("\n") } });
			});
		}
		return found;
	}

	/** Attempts that printed something, and how much. */
	logs(path: string): readonly { readonly attempt: number; readonly bytes: number }[] {
		return [...(this.#places.get(this.model.recordPath(path))?.logs ?? [])].map(([attempt, pieces]) => ({
			attempt,
			bytes: pieces.reduce((sum, { bytes }) => sum + bytes, 0),
		}));
	}

	/** A part of what an attempt printed: `size` bytes from `from`, or the last ones when it is undefined. */
	log(path: string, attempt: number, from: number | undefined, size: number): LogChunk {
		const of = this.model.recordPath(path);
		const pieces = this.#places.get(of)?.logs.get(attempt) ?? [];
		const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
		const begin = Math.min(from ?? Math.max(0, total - size), total);
		const end = Math.min(total, begin + size);
		const parts: Buffer[] = [];
		let at = 0;
		for (const { segment, bytes } of pieces) {
			const [first, last] = [at, at + bytes];
			at = last;
			if (last <= begin || first >= end) continue;
			const whole: Buffer[] = [];
			this.#store.segment(segment, (record) => {
				if (record.type === "log" && record.path === of && record.attempt === attempt) {
					whole.push(Buffer.from(record.text));
				}
			});
			parts.push(Buffer.concat(whole).subarray(Math.max(0, begin - first), Math.min(bytes, end - first)));
		}
		return { text: Buffer.concat(parts).toString("utf8"), from: begin, to: end, total };
	}

	#take(record: JournalRecord, segment: number): void {
		this.model.apply(record);
		if (record.type !== "call" && record.type !== "attempt" && record.type !== "log") return;
		let places = this.#places.get(record.path);
		if (places === undefined) {
			places = { attempts: new Set(), logs: new Map() };
			this.#places.set(record.path, places);
		}
		if (record.type === "call") places.call = segment;
		else if (record.type === "attempt") places.attempts.add(segment);
		else {
			const pieces = places.logs.get(record.attempt) ?? [];
			const bytes = Buffer.byteLength(record.text);
			const last = pieces.at(-1);
			if (last?.segment === segment) pieces[pieces.length - 1] = { segment, bytes: last.bytes + bytes };
			else pieces.push({ segment, bytes });
			places.logs.set(record.attempt, pieces);
		}
	}
}

const NO_ERROR: ErrorView = { code: "", message: "the attempt failed" };
