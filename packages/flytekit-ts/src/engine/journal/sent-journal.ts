import type { AttemptError } from "../../attempt/classify.js";
import type { SentCalls } from "../../context/sent-calls.js";
import type { CallJournal } from "./call-journal.js";
import type { CallKey } from "./call-keys.js";
import { frameOf, readFrames } from "./frame.js";
import { KnownCalls } from "./known-calls.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";

const NONE: readonly AttemptError[] = [];

/** The journal of a run in another thread or process: what it knows of an eager call was sent, and what is recorded is sent back. */
export class SentJournal implements CallJournal {
	readonly hasPast = true;
	readonly stateWriters = new Set<() => void>();
	readonly #sent: SentCalls;
	readonly #known = new KnownCalls();

	constructor(sent: SentCalls) {
		this.#sent = sent;
		readFrames(sent.known, { record: (record) => this.#known.know(record), damaged() {} });
	}

	take(): boolean {
		return true;
	}

	isTaken(): boolean {
		return false;
	}

	takeEqual(): undefined {
		return undefined;
	}

	recall(): undefined {
		return undefined; // what is known of the eager call's own calls is asked for by `within`
	}

	failure(): undefined {
		return undefined;
	}

	failuresOf(): readonly AttemptError[] {
		return NONE;
	}

	within(key: CallKey): Iterable<CallRecord> {
		return this.#known.within(key).values();
	}

	append(record: JournalRecord | StatesRecord): void {
		this.#sent.send(frameOf(record));
	}

	appendCall(): boolean {
		return false;
	}

	appendElements(): boolean {
		return false;
	}

	statesChanged(): void {
		// what is under way in another thread is told of when it is over
	}
}
