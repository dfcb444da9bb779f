import type { AttemptError } from "../../attempt/classify.js";
import type { CallJournal } from "./call-journal.js";
import type { CallKey } from "./call-keys.js";
import { frameOf, readFrames } from "./frame.js";
import { innerKeys, KnownCalls } from "./known-calls.js";
import type { Asking } from "./past-calls.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";
import { Recorder, type VersionOf, versionFor } from "./recorder.js";

/**
 * The part of a journal that is one eager call's: the calls of its body. Each is recorded as it ends, and given back when the body
 * runs again, after a crash or in another attempt: the outputs of what succeeded; and what failed fails alike, so that a body
 * that caught it goes the same way. After an attempt that failed by itself what failed in it is made again, as on Flyte.
 */
export class EagerCalls implements CallJournal {
	readonly hasPast = true;
	readonly key: CallKey;
	readonly #journal: CallJournal;
	readonly #versionOf: VersionOf;
	readonly #known = new KnownCalls();
	#recorder: Recorder | undefined = undefined;
	#isAgain = false;

	constructor(journal: CallJournal, key: CallKey, versionOf: VersionOf) {
		this.#journal = journal;
		this.key = key;
		this.#versionOf = versionOf;
		for (const record of journal.within(key)) this.#known.know(record);
	}

	/** Begins an attempt of the body: what its calls are recorded with. */
	attempt(): Recorder {
		this.#begin();
		this.#recorder = new Recorder(this, this.#versionOf, this.key);
		return this.#recorder;
	}

	/** The same for a body that runs in another thread or process: frames of what may be given back there. */
	attemptApart(): Uint8Array {
		this.#begin();
		const frames: Uint8Array[] = [];
		for (const record of this.within(this.key)) {
			if (record.version === versionFor(record, this.#versionOf)) frames.push(frameOf({ ...record, version: "" }));
		}
		return Buffer.concat(frames);
	}

	/** Takes records of a body that runs in another thread or process, where no versions are known. */
	heard(frames: Uint8Array): void {
		readFrames(frames, {
			record: (record) => {
				if (record.type === "call") {
					const { eager: _, ...plain } = record;
					const inner = innerKeys(record.eager);
					const version = versionFor(record, this.#versionOf);
					this.append({ ...plain, version, ...(inner === undefined ? {} : { eager: inner }) });
				} else if (record.type === "attempt" && record.call !== undefined) {
					this.append({ ...record, call: { ...record.call, version: this.#versionOf(record.name) } });
				} else this.append(record);
			},
			damaged() {},
		});
	}

	/** The eager call is over. */
	close(): void {
		this.#recorder?.close();
		this.#recorder = undefined;
	}

	take(key: CallKey): boolean {
		return this.#known.within(this.key).has(key) || this.#journal.take(key);
	}

	isTaken(key: CallKey): boolean {
		return this.#journal.isTaken(key);
	}

	takeEqual(asking: Asking): CallKey | undefined {
		return this.#journal.takeEqual(asking);
	}

	recall(key: CallKey, version: string): Uint8Array | undefined {
		const known = this.#known.within(this.key).get(key);
		if (known?.version !== version || known.phase !== "succeeded") return this.#journal.recall(key, version);
		return known.outputs;
	}

	failure(key: CallKey, version: string): CallRecord | undefined {
		const known = this.#known.within(this.key).get(key);
		return known?.version === version && known.phase === "failed" ? known : undefined;
	}

	failuresOf(key: CallKey, version: string): readonly AttemptError[] {
		return this.#journal.failuresOf(key, version);
	}

	within(key: CallKey): Iterable<CallRecord> {
		return this.#known.within(key).values();
	}

	append(record: JournalRecord | StatesRecord): void {
		const own = record.type === "call" ? { ...record, eager: this.key + (record.eager ?? "") } : record;
		this.#known.know(own);
		this.#journal.append(own);
	}

	appendCall(): boolean {
		return false; // each has to say which eager calls it is inside of
	}

	appendElements(): boolean {
		return false;
	}

	statesChanged(): void {
		this.#journal.statesChanged();
	}

	get stateWriters(): Set<() => void> {
		return this.#journal.stateWriters;
	}

	#begin(): void {
		this.close();
		if (this.#isAgain) this.#known.forgetFailures(this.key);
		this.#isAgain = true;
	}
}
