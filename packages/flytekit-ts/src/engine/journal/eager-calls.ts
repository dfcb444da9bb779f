import type { AttemptError } from "../../attempt/classify.js";
import { currentFlow } from "../../context/call-flow.js";
import type { Entity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import type { CallJournal } from "./call-journal.js";
import { type CallKey, keyOfCall } from "./call-keys.js";
import { EagerOrder } from "./eager-order.js";
import { frameOf, readFrames } from "./frame.js";
import { innerKeys, KnownCalls } from "./known-calls.js";
import type { Asking } from "./past-calls.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";
import { Recorder, type VersionOf, versionFor } from "./recorder.js";
import { calledEntity } from "./recording.js";

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
	#order: EagerOrder | undefined = undefined;
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
		this.#order = new EagerOrder(this.#known.within(this.key).values());
		this.#recorder = new Recorder(this, this.#versionOf, this.key);
		return this.#recorder;
	}

	/** Runs a call of the body, which `run` does for the place among equal calls that it is given. `inputs` as they count for which call it is. */
	run<T>(entity: Entity, inputs: LiteralMap, run: (place: { readonly ordinal?: number }) => Promise<T>): Promise<T> {
		if (this.#order === undefined) return run({});
		const called = calledEntity(entity);
		let base: CallKey;
		try {
			base = keyOfCall(this.key, called.entity, encodeLiteralMap(inputs, "inputs"));
		} catch {
			return run({}); // what has no wire form is told of as ever
		}
		const version = versionFor(called, this.#versionOf);
		const isGivenBack = (key: CallKey) =>
			this.recall(key, version) !== undefined || this.failure(key, version) !== undefined;
		return this.#order.run(base, currentFlow(), isGivenBack, (ordinal) => run({ ordinal }));
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
		const own = record.type === "call" ? this.#owned(record) : record;
		this.#known.know(own);
		this.#journal.append(own);
	}

	#owned(record: CallRecord): CallRecord {
		const flow = this.#order?.flowOf(record.key) ?? record.flow;
		return { ...record, eager: this.key + (record.eager ?? ""), ...(flow === undefined ? {} : { flow }) };
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
