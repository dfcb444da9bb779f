import { hash } from "node:crypto";

/** Which call something is: 16 bytes of a hash, one character each, fit for a Map. */
export type CallKey = string;

/** Inputs longer than this are told apart by a hash of them: they are not to be held for as long as the graph runs. */
const LONG = 64;

/**
 * Names the calls of one graph, or the elements of one array. A call is known by the call around it, its entity, its inputs, where
 * these come from if that tells it from others (see SiblingCalls), and an ordinal among calls that are equal in all of these: so it is
 * the same call again after a crash, in another process, and when calls beside it came or went. Node ids are not in it: they count.
 * The version of its code is kept beside the key, not in it: a workflow that was changed still holds the same calls.
 *
 * The ordinal has to be given as calls begin: those that are equal in all else begin in the order of the body. The key itself is a
 * hash that follows from it, and is made for those who ask.
 */
export class CallKeys {
	readonly #parent: CallKey;
	/** Inputs of the calls that have begun, by entity. */
	readonly #begun = new Map<string, Set<string>>();
	/** Calls of each of those inputs, where there are several. */
	readonly #several = new Map<string, number>();
	/** Of the call before: mostly of the next one too. */
	#entity = "";
	#same = new Set<string>();
	/** The same of calls that come from somewhere: mostly one from each place. */
	readonly #from = new Map<string, Map<number, string | Set<string>>>();
	#sameFrom: Map<number, string | Set<string>> | undefined = undefined;

	/** `parent`: the key of the call that made the graph; the run's own at the top. */
	constructor(parent: CallKey) {
		this.#parent = parent;
	}

	/**
	 * The ordinal of a call that begins now: how many began that are equal to it. `entity`: its kind and name. `inputs` in their wire form,
	 * which is deterministic, with a character for each byte. `from`: see SiblingCalls.
	 */
	begin(entity: string, inputs: string, from: number): number {
		if (entity !== this.#entity) this.#same = this.#of(entity);
		const known = shortened(inputs);
		if (from !== 0) {
			if (this.#isFirstFrom(from, known)) return 0;
		} else {
			const same = this.#same;
			const before = same.size;
			same.add(known);
			if (same.size > before) return 0;
		}
		const call = `${from}@${entity}:${known}`;
		const ordinal = this.#several.get(call) ?? 1;
		this.#several.set(call, ordinal + 1);
		return ordinal;
	}

	/** The key of a call with this ordinal and provenance; without them, of the first of those that are equal in entity and inputs. */
	key(entity: string, inputs: string, ordinal = 0, from = 0): CallKey {
		return keyOfCall(this.#parent, entity, bytesOf(inputs), ordinal, from);
	}

	/** Notes a call of the entity of now that comes from somewhere; false where one is known that is equal to it. */
	#isFirstFrom(from: number, inputs: string): boolean {
		this.#sameFrom ??= new Map();
		const known = this.#sameFrom.get(from);
		if (known === undefined) {
			this.#sameFrom.set(from, inputs);
			return true;
		}
		if (known === inputs) return false;
		if (typeof known === "string") {
			this.#sameFrom.set(from, new Set([known, inputs]));
			return true;
		}
		const before = known.size;
		return known.add(inputs).size > before;
	}

	#of(entity: string): Set<string> {
		this.#entity = entity;
		let from = this.#from.get(entity);
		if (from === undefined) {
			from = new Map();
			this.#from.set(entity, from);
		}
		this.#sameFrom = from;
		let same = this.#begun.get(entity);
		if (same === undefined) {
			same = new Set();
			this.#begun.set(entity, same);
		}
		return same;
	}
}

/** What calls that are equal in entity and inputs have in common. Stores keep calls whose keys are made again: it may never give another. */
export function baseOfCall(parent: CallKey, entity: string, inputs: Uint8Array): CallKey {
	return keyOf(`${parent}${entity.length}:${entity}`, inputs);
}

/** The key of one of them. It may never give another either. */
export function keyAmong(base: CallKey, ordinal: number, from: number): CallKey {
	if (from !== 0) return keyOf(`${base}${ordinal}@${from}`, NOTHING);
	return ordinal === 0 ? base : keyOf(`${base}${ordinal}`, NOTHING);
}

/** The key of a call: that of one of those that it is equal to. */
export function keyOfCall(parent: CallKey, entity: string, inputs: Uint8Array, ordinal = 0, from = 0): CallKey {
	return keyAmong(baseOfCall(parent, entity, inputs), ordinal, from);
}

/** Inputs, or what stands for them where they are long. */
export function shortened(inputs: string): string {
	return inputs.length <= LONG ? inputs : digest(bytesOf(inputs));
}

/** The key of a run: what it runs, of which version, with which inputs. */
export function runKey(name: string, inputs: Uint8Array): CallKey {
	return keyOf(`run:${name}:`, inputs);
}

const NOTHING = Buffer.alloc(0);

function bytesOf(text: string): Uint8Array {
	return Buffer.from(text, "latin1");
}

function keyOf(head: string, tail: Uint8Array): CallKey {
	const length = Buffer.byteLength(head);
	const data = Buffer.allocUnsafe(length + tail.length);
	data.write(head, 0, "utf8");
	data.set(tail, length);
	return digest(data);
}

function digest(data: Uint8Array): CallKey {
	return hash("sha256", data, "binary").slice(0, 16);
}
