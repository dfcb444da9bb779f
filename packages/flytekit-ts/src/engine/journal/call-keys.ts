import { hash } from "node:crypto";

const NOTHING = Buffer.alloc(0);

/** Which call something is: 16 bytes of a hash, one character each, fit for a Map. */
export type CallKey = string;

/**
 * Names the calls of one graph, or the elements of one array. A call is known by the call around it, its entity, its inputs, and
 * an ordinal among calls that are equal in all of these: so it is the same call again after a crash, in another process, and when
 * calls beside it came or went. Node ids are not in it: they count. The version of its code is kept beside the key, not in it: a
 * workflow that was changed still holds the same calls.
 */
export class CallKeys {
	readonly #parent: CallKey;
	/** Of the call before: mostly of the next one too. */
	#name = "";
	/** What a key is made of, the part of the name first. */
	#head = NOTHING;
	#headLength = 0;
	readonly #equal = new Map<CallKey, number>();

	/** `parent`: the key of the call that made the graph; the run's own at the top. */
	constructor(parent: CallKey) {
		this.#parent = parent;
	}

	/** The key of a call that begins now. `inputs` in their wire form, which is deterministic. */
	next(name: string, inputs: Uint8Array): CallKey {
		if (name !== this.#name) this.#begin(name);
		const length = this.#headLength + inputs.length;
		if (length > this.#head.length) this.#grow(length);
		this.#head.set(inputs, this.#headLength);
		const key = digest(this.#head.subarray(0, length));
		const before = this.#equal.get(key) ?? 0;
		this.#equal.set(key, before + 1);
		return before === 0 ? key : keyOf(`${key}${before}`, NOTHING);
	}

	#begin(name: string): void {
		const text = `${this.#parent}${name.length}:${name}`;
		this.#name = name;
		this.#headLength = Buffer.byteLength(text);
		this.#head = Buffer.allocUnsafe(this.#headLength + 128);
		this.#head.write(text, 0, "utf8");
	}

	#grow(length: number): void {
		const larger = Buffer.allocUnsafe(length * 2);
		larger.set(this.#head.subarray(0, this.#headLength));
		this.#head = larger;
	}
}

/** The key of a run: what it runs, of which version, with which inputs. */
export function runKey(name: string, inputs: Uint8Array): CallKey {
	return keyOf(`run:${name}:`, inputs);
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
