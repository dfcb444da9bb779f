import type { CallKey } from "./call-keys.js";
import type { CallRecord, JournalRecord, StatesRecord } from "./record.js";

/** Characters of a key. */
const LENGTH = 16;
const NOTHING: ReadonlyMap<CallKey, CallRecord> = new Map();

/**
 * What may be given back of the calls that eager bodies made: what succeeded; and what failed, for as long as the attempt of the
 * body that it failed in has not failed itself. From then on it is made again: a body that is tried anew could do no better otherwise.
 */
export class KnownCalls {
	/** By each of the eager calls that a call is inside of, and its own key. */
	readonly #within = new Map<CallKey, Map<CallKey, CallRecord>>();

	/** Takes the next record of the journal. */
	know(record: JournalRecord | StatesRecord): void {
		if (record.type === "attempt" && record.call !== undefined) this.forgetFailures(record.call.key);
		if (record.type !== "call") return;
		if (record.phase === "failed") this.forgetFailures(record.key);
		if (record.eager === undefined) return;
		const counts = record.phase === "succeeded" || (record.phase === "failed" && record.thrown !== undefined);
		if (!counts) return;
		const known = { ...record, inputs: undefined };
		for (const key of keysOf(record.eager)) {
			const calls = this.#within.get(key);
			if (calls === undefined) this.#within.set(key, new Map([[record.key, known]]));
			else calls.set(record.key, known);
		}
	}

	/** Calls inside of an eager call, at any depth. */
	within(key: CallKey): ReadonlyMap<CallKey, CallRecord> {
		return this.#within.get(key) ?? NOTHING;
	}

	/** What the body of an eager call saw fail is no answer any more. */
	forgetFailures(key: CallKey): void {
		for (const record of this.within(key).values()) {
			if (record.phase !== "failed" || !record.eager?.endsWith(key)) continue;
			for (const around of keysOf(record.eager)) this.#within.get(around)?.delete(record.key);
		}
	}
}

/** The keys of {@link CallRecord.eager}, the outermost first. */
function* keysOf(eager: string): Generator<CallKey> {
	for (let at = 0; at < eager.length; at += LENGTH) yield eager.slice(at, at + LENGTH);
}

/** {@link CallRecord.eager} without the first of its keys; undefined where there is no other. */
export function innerKeys(eager: string | undefined): string | undefined {
	return eager === undefined || eager.length <= LENGTH ? undefined : eager.slice(LENGTH);
}
