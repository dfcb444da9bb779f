import type { CallFlow } from "../../context/call-flow.js";
import { type CallKey, keyAmong } from "./call-keys.js";
import type { CallRecord } from "./record.js";

/** A call that is known: its place among equal ones, and what it came after. */
interface Known {
	readonly ordinal: number;
	readonly flow: number | undefined;
	isTaken: boolean;
}

/** Calls of an eager body that are equal in entity and inputs. */
interface Equals {
	readonly known: readonly Known[];
	/** Ordinals that are taken, those of known calls too. */
	readonly ordinals: Set<number>;
	next: number;
}

/** Turns of the event loop in which nothing is given back before a body is believed to have caught up; and the most that it is waited for. */
const QUIET_TURNS = 3;
const MOST_TURNS = 200;

/**
 * Gives each call of one attempt of an eager body its place among equal calls. One that is known has the place that it had: it is known by
 * the call that it comes after in its chain. A call that might be one of several is decided on when the body has been given back all that
 * is known and would be called for by now; so that what is there is neither given to another chain nor made again.
 */
export class EagerOrder {
	readonly #equals = new Map<CallKey, Equals>();
	readonly #known = new Map<CallKey, CallRecord[]>();
	readonly #flows = new Map<CallKey, number>();
	/** Calls that are being given back, or not decided on. */
	#busy = 0;
	/** How many were given back. */
	#given = 0;

	/** `known`: records of the calls that may be given back. */
	constructor(known: Iterable<CallRecord>) {
		for (const record of known) {
			const base = record.base ?? record.key;
			const before = this.#known.get(base);
			if (before === undefined) this.#known.set(base, [record]);
			else before.push(record);
		}
	}

	/** What the call with this key came after. */
	flowOf(key: CallKey): number | undefined {
		return this.#flows.get(key);
	}

	/**
	 * Runs a call as `run` does that is given its place. `base`: what it has in common with equal ones. `isGivenBack` says whether a call is
	 * over before it begins.
	 */
	async run<T>(
		base: CallKey,
		flow: CallFlow | undefined,
		isGivenBack: (key: CallKey) => boolean,
		run: (ordinal: number) => Promise<T>,
	): Promise<T> {
		const equals = this.#equalsOf(base);
		this.#busy++;
		let isBusy = true;
		try {
			const ordinal = this.#placeOf(equals, flow) ?? (await this.#caughtUp(equals));
			const key = keyAmong(base, ordinal, 0);
			if (flow !== undefined) {
				flow.key = key;
				this.#flows.set(key, flow.after);
			}
			if (!isGivenBack(key)) {
				this.#busy--;
				isBusy = false;
			} else this.#given++;
			return await run(ordinal);
		} finally {
			if (isBusy) this.#busy--;
		}
	}

	/** Undefined where it may be one of those that are known, and is not known to be. */
	#placeOf(equals: Equals, flow: CallFlow | undefined): number | undefined {
		const free = equals.known.filter(({ isTaken }) => !isTaken);
		if (free.length === 0) return fresh(equals);
		const own = flow === undefined ? free[0] : free.find((one) => one.flow === flow.after);
		if (own === undefined && free.some((one) => one.flow !== undefined)) return undefined;
		return taken(own ?? (free[0] as Known));
	}

	/** The place of a call that comes after none of the calls that those come after that are left; when the body has caught up. */
	async #caughtUp(equals: Equals): Promise<number> {
		this.#busy--;
		let given = this.#given;
		let quiet = 0;
		for (let turns = 0; turns < MOST_TURNS && quiet < QUIET_TURNS; turns++) {
			await new Promise((resolve) => setImmediate(resolve));
			quiet = this.#busy === 0 && given === this.#given ? quiet + 1 : 0;
			given = this.#given;
		}
		this.#busy++;
		this.#given++; // others that wait look again
		const left = equals.known.find(({ isTaken }) => !isTaken);
		return left === undefined ? fresh(equals) : taken(left);
	}

	#equalsOf(base: CallKey): Equals {
		let equals = this.#equals.get(base);
		if (equals !== undefined) return equals;
		const records = this.#known.get(base) ?? [];
		const byKey = new Map(records.map((record) => [record.key, record]));
		const known: Known[] = [];
		// an attempt may have made calls between them that are not known any more
		for (let ordinal = 0; known.length < byKey.size && ordinal < 1000 + 2 * byKey.size; ordinal++) {
			const record = byKey.get(keyAmong(base, ordinal, 0));
			if (record !== undefined) known.push({ ordinal, flow: record.flow, isTaken: false });
		}
		equals = { known, ordinals: new Set(known.map(({ ordinal }) => ordinal)), next: 0 };
		this.#equals.set(base, equals);
		return equals;
	}
}

function taken(known: Known): number {
	known.isTaken = true;
	return known.ordinal;
}

function fresh(equals: Equals): number {
	while (equals.ordinals.has(equals.next)) equals.next++;
	return equals.next++;
}
