import type { CallKey } from "./call-keys.js";
import type { JournalRecord, RecordedCall } from "./record.js";

/** A call that an earlier stretch of a run has committed, or whose graph it has begun. */
interface PastCall {
	readonly key: CallKey;
	readonly path: string;
	/** Where it comes from. */
	readonly from: number;
	/** Of the code that gave {@link outputs}. */
	readonly version: string;
	/** In wire form; undefined where it had not succeeded. */
	readonly outputs: Uint8Array | undefined;
	/** Key of the call that it was given to. */
	takenBy: CallKey | undefined;
}

/** Which call asks for what is known of it. */
export interface Asking {
	readonly key: CallKey;
	/** What it has in common with those that are equal in entity and inputs: see baseOfCall. */
	readonly base: CallKey;
	readonly version: string;
	readonly path: string;
	/** Whether another call of the same name may stand at a path. */
	isOthers(path: string): boolean;
	/** Whether a call of the same name that has not begun comes from there: see SiblingCalls. */
	isExpected(from: number): boolean;
}

/** Calls that are equal in entity and inputs, and whose keys are not what they have in common. */
interface Equals {
	readonly calls: PastCall[];
	/** By path, and those whose path is no other call's: of those that are there when the first is looked for. */
	byPath?: ReadonlyMap<string, PastCall>;
	free?: readonly PastCall[];
}

/**
 * What is known of the calls of earlier stretches of a run. A call is given what has its very key. Where code was changed, keys may have
 * changed too: then it is given what an equal call gave that stood at its path, or at one where no such call stands any more. Nothing is
 * given to two calls.
 */
export class PastCalls {
	/** How many have outputs. */
	committed = 0;
	readonly #calls = new Map<CallKey, PastCall>();
	/** By what they have in common. */
	readonly #equal = new Map<CallKey, Equals>();

	/** Takes the next record of the journal. */
	know(record: JournalRecord): void {
		if (record.type === "call") {
			const { path, version, phase, outputs } = record;
			if (phase === "succeeded" && outputs !== undefined) this.#add(record, path, version, outputs);
		} else if ((record.type === "graph" || record.type === "state") && record.call !== undefined) {
			if (!this.#calls.has(record.call.key)) this.#add(record.call, record.path, "", undefined);
		}
	}

	get isKnown(): boolean {
		return this.#calls.size > 0;
	}

	/** Outputs of a call, in wire form; undefined where other code gave them. */
	outputsOf(key: CallKey, version: string): Uint8Array | undefined {
		const known = this.#calls.get(key);
		return known?.version === version ? known.outputs : undefined;
	}

	/** Whether what has this key was given to a call whose own key is another. */
	isTaken(key: CallKey): boolean {
		const by = this.#calls.get(key)?.takenBy;
		return by !== undefined && by !== key;
	}

	/** Gives the call with this key what is known of it; false where nothing is. */
	take(key: CallKey): boolean {
		const known = this.#calls.get(key);
		if (known !== undefined) known.takenBy = key;
		return known !== undefined;
	}

	/** Gives a call of which nothing is known what an equal one gave; that one's key. */
	takeEqual({ key, base, version, path, isOthers, isExpected }: Asking): CallKey | undefined {
		const equal = this.#equal.get(base);
		const first = this.#calls.get(base);
		if (equal === undefined && first === undefined) return undefined;
		const isFree = (one: PastCall | undefined): one is PastCall => {
			if (one === undefined || (one.takenBy !== undefined && one.takenBy !== key)) return false;
			if (one.outputs !== undefined && one.version !== version) return false;
			// else its own call is still to come
			return !isExpected(one.from);
		};
		let found = first?.path === path ? first : undefined;
		if (equal !== undefined) {
			equal.byPath ??= new Map(equal.calls.map((one) => [one.path, one]));
			equal.free ??= equal.calls.filter((one) => !isOthers(one.path));
			found ??= equal.byPath.get(path);
		}
		if (!isFree(found)) {
			found = first !== undefined && !isOthers(first.path) && isFree(first) ? first : equal?.free?.find(isFree);
		}
		if (found !== undefined) found.takenBy = key;
		return found?.key;
	}

	#add({ key, base, from = 0 }: RecordedCall, path: string, version: string, outputs: Uint8Array | undefined): void {
		const before = this.#calls.get(key);
		if (before?.outputs === undefined && outputs !== undefined) this.committed++;
		const call = { key, path, from, version, outputs, takenBy: undefined };
		this.#calls.set(key, call);
		if (base === undefined) return;
		const equal = this.#equal.get(base);
		if (equal === undefined) this.#equal.set(base, { calls: [call] });
		else if (before === undefined) equal.calls.push(call);
		else equal.calls[equal.calls.indexOf(before)] = call;
	}
}
