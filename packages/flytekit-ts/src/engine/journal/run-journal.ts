import type { AttemptError } from "../../attempt/classify.js";
import type { LiteralMap } from "../../types/literal.js";
import type { CallJournal } from "./call-journal.js";
import type { CallKey } from "./call-keys.js";
import type { StoreDatabase } from "./database.js";
import { headFrame } from "./frame.js";
import { FrameBuffer } from "./frame-buffer.js";
import { checkedEnd, type RunEnd } from "./header.js";
import type { KnownCalls } from "./known-calls.js";
import type { PackableCall } from "./packed-calls.js";
import type { PackableElements } from "./packed-elements.js";
import type { Asking, PastCalls } from "./past-calls.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";

/** A moment of a commit, for tests that kill the process there. */
export type CommitPoint = "append" | "before-commit" | "in-commit" | "after-commit" | "before-end" | "after-end";

/** How records become commits. */
export interface CommitOptions {
	/** A commit is made when the oldest record that waits is this old, in milliseconds. Default 20. */
	readonly everyMs?: number;
	/** Or when this many wait. Default 8,192. */
	readonly records?: number;
	/** Or this many bytes. Default 1 MiB. */
	readonly bytes?: number;
	/** What is not over is noted when it has been so for this long, in milliseconds; 0: at once. Default 200. */
	readonly statesMs?: number;
	/** Calls back after some milliseconds, and gives what cancels that. */
	readonly schedule?: (ms: number, act: () => void) => () => void;
	readonly atPoint?: (point: CommitPoint) => void;
}

/** A failure that was to be tried again, and the version of the code that failed. */
export interface FailedAttempt extends AttemptError {
	readonly version: string;
}

const NONE: readonly AttemptError[] = [];

/**
 * One run's journal. Records are kept in order and committed in groups, so what is committed is always a beginning of what
 * happened: a call's record never gets to the disk before those it was given results by. A crash loses at most the last group.
 */
export class RunJournal implements CallJournal {
	readonly id: string;
	readonly hasPast: boolean;
	/** Hears, once, that a commit failed: nothing is recorded from then on, and the run had better stop. */
	onFailure: ((error: unknown) => void) | undefined = undefined;
	readonly stateWriters = new Set<() => void>();
	readonly #database: StoreDatabase;
	readonly #seq: number;
	readonly #failures: ReadonlyMap<CallKey, readonly FailedAttempt[]>;
	readonly #inEager: KnownCalls | undefined;
	/** Segments that are committed. */
	#segments: number;
	readonly #past: PastCalls;
	readonly #options: Required<Omit<CommitOptions, "atPoint">> & Pick<CommitOptions, "atPoint">;
	readonly #frames = new FrameBuffer();
	#cancel: (() => void) | undefined = undefined;
	#cancelStates: (() => void) | undefined = undefined;
	#failure: { readonly error: unknown } | undefined = undefined;

	/** `past`: what earlier stretches of this run have committed. */
	constructor(
		database: StoreDatabase,
		run: {
			readonly id: string;
			readonly seq: number;
			readonly segments?: number;
			readonly failures?: ReadonlyMap<CallKey, readonly FailedAttempt[]>;
			readonly inEager?: KnownCalls;
		},
		past: PastCalls,
		options: CommitOptions = {},
	) {
		this.id = run.id;
		this.#seq = run.seq;
		this.#segments = run.segments ?? 0;
		this.#failures = run.failures ?? new Map();
		this.#inEager = run.inEager;
		this.#database = database;
		this.#past = past;
		this.hasPast = past.isKnown || this.#failures.size > 0;
		this.#options = {
			everyMs: 20,
			statesMs: 200,
			records: 8192,
			bytes: 1 << 20,
			schedule(ms, act) {
				const timer = setTimeout(act, ms);
				return () => clearTimeout(timer);
			},
			...options,
		};
	}

	/** How many calls can be recalled. */
	get recallable(): number {
		return this.#past.committed;
	}

	/** Outputs that this very call gave before a crash, in wire form; undefined where other code gave them. */
	recall(key: CallKey, version: string): Uint8Array | undefined {
		return this.#past.outputsOf(key, version);
	}

	take(key: CallKey): boolean {
		return this.#past.take(key) || this.#failures.has(key);
	}

	isTaken(key: CallKey): boolean {
		return this.#past.isTaken(key);
	}

	takeEqual(asking: Asking): CallKey | undefined {
		return this.#past.takeEqual(asking);
	}

	/** Attempts of a call that had failed when its process was gone, and were to be made again; none where other code made them. */
	failuresOf(key: CallKey, version: string): readonly AttemptError[] {
		const failures = this.#failures.get(key);
		return failures === undefined ? NONE : failures.filter((one) => one.version === version);
	}

	failure(): undefined {
		return undefined; // a call of a graph that failed is made again
	}

	within(key: CallKey): Iterable<CallRecord> {
		return this.#inEager?.within(key).values() ?? [];
	}

	/** Puts a record in line for the next commit. Throws what an encoder throws, and nothing for a disk that fails: see onFailure. */
	append(record: JournalRecord | StatesRecord): void {
		if (this.#failure !== undefined) return;
		this.#frames.add(record);
		this.#added();
	}

	appendCall(call: PackableCall, outputs: LiteralMap, tookUs: number): boolean {
		if (this.#failure !== undefined) return true;
		if (!this.#frames.addCall(call, outputs, tookUs)) return false;
		this.#added();
		return true;
	}

	appendElements(elements: PackableElements): boolean {
		if (this.#failure !== undefined) return true;
		if (!this.#frames.addElements(elements)) return false;
		this.#added();
		return true;
	}

	#added(): void {
		this.#options.atPoint?.("append");
		const { records, bytes, everyMs, schedule } = this.#options;
		if (this.#frames.count >= records || this.#frames.length >= bytes) this.#commitOrTell();
		else this.#cancel ??= schedule(everyMs, () => this.#commitOrTell());
	}

	/** Has the state writers called before long: most calls are over by then, and nobody wants to know that they were in line. */
	statesChanged(): void {
		if (this.#cancelStates !== undefined || this.#failure !== undefined) return;
		const { statesMs, schedule } = this.#options;
		if (statesMs === 0) {
			this.#writeStates();
			return;
		}
		this.#cancelStates = schedule(statesMs, () => {
			this.#cancelStates = undefined;
			this.#writeStates();
		});
	}

	#writeStates(): void {
		for (const write of this.stateWriters) write();
	}

	/** Commits what waits. Throws JOURNAL_IO, JOURNAL_BUSY, JOURNAL_DAMAGED; also when an earlier commit has failed. */
	flush(): void {
		if (this.#failure !== undefined) throw this.#failure.error;
		this.#cancel?.();
		this.#cancel = undefined;
		if (this.#frames.length === 0) return;
		const { atPoint } = this.#options;
		atPoint?.("before-commit");
		try {
			this.#database.transaction(() => {
				this.#writeFrames();
				atPoint?.("in-commit");
			});
		} catch (error) {
			this.#failure = { error };
			throw error;
		}
		this.#frames.clear();
		atPoint?.("after-commit");
	}

	/** Commits what waits and how the run ended, together. From then on the run belongs to nobody. Throws as {@link flush}. */
	end(end: RunEnd): void {
		if (this.#failure !== undefined) throw this.#failure.error;
		this.#cancel?.();
		this.#cancel = undefined;
		this.#cancelStates?.();
		this.#cancelStates = undefined;
		const { atPoint } = this.#options;
		const { bytes, crc } = checkedEnd(end);
		atPoint?.("before-end");
		this.#database.transaction(() => {
			if (this.#frames.length > 0) this.#writeFrames();
			this.#database.run(
				"update runs set state = ?, ended_at = ?, result = ?, result_crc = ?, owner = null where seq = ?",
				end.phase,
				end.endedAt,
				bytes,
				crc,
				this.#seq,
			);
		});
		this.#frames.clear();
		atPoint?.("after-end");
	}

	#writeFrames(): void {
		const frames = this.#frames.take();
		const head = headFrame({ run: this.id, ordinal: this.#segments });
		this.#database.run(
			"insert into segments (run, records, data) values (?, ?, ?)",
			this.#seq,
			this.#frames.count,
			Buffer.concat([head, frames]),
		);
		this.#database.run("insert or replace into heads values (?, ?)", this.#seq, ++this.#segments);
	}

	#commitOrTell(): void {
		try {
			this.flush();
		} catch (error) {
			this.#frames.clear();
			this.onFailure?.(error);
		}
	}
}
