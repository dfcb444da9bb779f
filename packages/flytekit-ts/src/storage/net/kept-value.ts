import type { Clock } from "../../context/ports/index.js";

/** Something that is good for a while: credentials, a token. */
export interface Expiring<T> {
	readonly value: T;
	/** Milliseconds since the epoch; good for ever when left out. */
	readonly expiresAt?: number;
}

/** From here on a new value is asked for; the old one serves where that fails. */
const EARLY_MS = 5 * 60_000;
/** From here on the old value does not serve: a request on its way may arrive late, clocks differ. */
const LATE_MS = 60_000;

/** Keeps a value until it is about to expire. However many ask at a time, it is fetched once. */
export class KeptValue<T> {
	readonly #clock: Clock;
	readonly #fetch: () => Promise<Expiring<T>>;
	#kept: Expiring<T> | undefined;
	#coming: Promise<Expiring<T>> | undefined;

	constructor(clock: Clock, fetch: () => Promise<Expiring<T>>) {
		this.#clock = clock;
		this.#fetch = fetch;
	}

	/** The value; rejects as `fetch` does when there is no good one. */
	async get(): Promise<T> {
		const kept = this.#kept;
		const left = kept === undefined ? -1 : (kept.expiresAt ?? Number.POSITIVE_INFINITY) - this.#clock.now();
		if (kept !== undefined && left > EARLY_MS) return kept.value;
		try {
			return (await this.#renew()).value;
		} catch (error) {
			if (kept !== undefined && left > LATE_MS) return kept.value;
			throw error;
		}
	}

	/** Makes the next call fetch afresh, as when the store says that `value` has expired. A newer value stays. */
	forget(value: T): void {
		if (this.#kept?.value === value) this.#kept = undefined;
	}

	#renew(): Promise<Expiring<T>> {
		this.#coming ??= this.#fetch()
			.then((fresh) => {
				this.#kept = fresh;
				return fresh;
			})
			.finally(() => {
				this.#coming = undefined;
			});
		return this.#coming;
	}
}
