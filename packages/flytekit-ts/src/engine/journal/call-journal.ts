import type { AttemptError } from "../../attempt/classify.js";
import type { LiteralMap } from "../../types/literal.js";
import type { CallKey } from "./call-keys.js";
import type { PackableCall } from "./packed-calls.js";
import type { PackableElements } from "./packed-elements.js";
import type { Asking } from "./past-calls.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";

/** Where calls are recorded, and what is known of them: a run's journal, or the part of it that is one eager call's. */
export interface CallJournal {
	/** Something may be known of calls: whoever begins one has to ask. */
	readonly hasPast: boolean;
	/** Gives the call with this key what is known of it; false where nothing is. */
	take(key: CallKey): boolean;
	/** Whether what has this key was given to a call whose own key is another. */
	isTaken(key: CallKey): boolean;
	/** Gives a call of which nothing is known what an equal one gave, where no other call is that one; its key. */
	takeEqual(asking: Asking): CallKey | undefined;
	/** Outputs that this very call gave before, in wire form; undefined where other code gave them. */
	recall(key: CallKey, version: string): Uint8Array | undefined;
	/** How this very call failed before, where that is given back: of calls of an eager body that goes on. */
	failure(key: CallKey, version: string): CallRecord | undefined;
	/** Attempts of a call that had failed when its process was gone, and were to be made again; none where other code made them. */
	failuresOf(key: CallKey, version: string): readonly AttemptError[];
	/** Calls inside of the eager call `key`, at any depth, that may be given back; without their inputs. */
	within(key: CallKey): Iterable<CallRecord>;
	/** Puts a record in line for the next commit. Throws what an encoder throws. */
	append(record: JournalRecord | StatesRecord): void;
	/**
	 * Puts the record of a task's call that succeeded in line, beside others like it; false where it needs a record of its own. Throws
	 * WIRE_* for outputs that have no wire form. `tookUs`: microseconds.
	 */
	appendCall(call: PackableCall, outputs: LiteralMap, tookUs: number): boolean;
	/** The same for elements of an array; false where each needs a record of its own. Throws nothing. */
	appendElements(elements: PackableElements): boolean;
	/** Has the {@link stateWriters} called before long. */
	statesChanged(): void;
	/** Each appends what has been noted of calls that are not over. */
	readonly stateWriters: Set<() => void>;
}
