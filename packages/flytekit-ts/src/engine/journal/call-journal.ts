import type { AttemptError } from "../../attempt/classify.js";
import type { CallKey } from "./call-keys.js";
import type { CallRecord, JournalRecord } from "./record.js";

/** Where calls are recorded, and what is known of them: a run's journal, or the part of it that is one eager call's. */
export interface CallJournal {
	/** Outputs that this very call gave before, in wire form; undefined where other code gave them. */
	recall(key: CallKey, version: string): Uint8Array | undefined;
	/** How this very call failed before, where that is given back: of calls of an eager body that goes on. */
	failure(key: CallKey, version: string): CallRecord | undefined;
	/** Attempts of a call that had failed when its process was gone, and were to be made again; none where other code made them. */
	failuresOf(key: CallKey, version: string): readonly AttemptError[];
	/** Calls inside of the eager call `key`, at any depth, that may be given back; without their inputs. */
	within(key: CallKey): Iterable<CallRecord>;
	append(record: JournalRecord): void;
	/** Has the {@link stateWriters} called before long. */
	statesChanged(): void;
	/** Each appends what has been noted of calls that are not over. */
	readonly stateWriters: Set<() => void>;
}
