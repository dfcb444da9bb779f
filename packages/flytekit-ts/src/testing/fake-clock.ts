import type { Clock } from "../context/ports/index.js";
import { FlyteError } from "../errors/index.js";

interface Sleeper {
	readonly until: number;
	readonly wake: () => void;
}

/** How a {@link FakeClock} starts and moves. */
export interface FakeClockOptions {
	/** What `now()` says first: milliseconds since the epoch, or a date. Default: 2024-01-01T00:00:00Z. */
	readonly start?: number | Date;
	/** Goes on by itself to the next sleeper when all else has come to rest, so that no test waits. Default: false. */
	readonly auto?: boolean;
}

/** Time that stands still until a test moves it. Give it to `runLocal` as `clock`. */
export class FakeClock implements Clock {
	readonly #sleeping: Sleeper[] = [];
	readonly #auto: boolean;
	#time: number;

	constructor(options: FakeClockOptions = {}) {
		this.#time = Number(options.start ?? Date.UTC(2024, 0, 1));
		this.#auto = options.auto ?? false;
	}

	now(): number {
		return this.#time;
	}

	monotonic(): number {
		return this.#time;
	}

	/** Who waits for time to pass. */
	get sleepers(): number {
		return this.#sleeping.length;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) {
				reject(signal.reason);
				return;
			}
			const sleeper: Sleeper = {
				until: this.#time + ms,
				wake: () => {
					signal?.removeEventListener("abort", giveUp);
					resolve();
				},
			};
			const giveUp = () => {
				const index = this.#sleeping.indexOf(sleeper);
				if (index >= 0) this.#sleeping.splice(index, 1);
				reject(signal?.reason);
			};
			signal?.addEventListener("abort", giveUp, { once: true });
			this.#sleeping.push(sleeper);
			if (this.#auto) setImmediate(() => void this.#next(Number.POSITIVE_INFINITY));
		});
	}

	/** Moves on by `ms`, waking sleepers in the order of their time; each has its effect before the next wakes. */
	async advance(ms: number): Promise<void> {
		if (!(ms >= 0)) throw new FlyteError("TESTING_CLOCK", `the clock cannot go on by ${ms} ms`);
		const end = this.#time + ms;
		await settled();
		while (await this.#next(end));
		this.#time = end;
		await settled();
	}

	/** Moves on to the next sleeper's time and wakes it. @returns whether there was one up to `end` */
	async #next(end: number): Promise<boolean> {
		this.#sleeping.sort((a, b) => a.until - b.until);
		const [next] = this.#sleeping;
		if (next === undefined || next.until > end) return false;
		this.#sleeping.shift();
		this.#time = Math.max(this.#time, next.until);
		next.wake();
		await settled();
		return true;
	}
}

/** Lets everything run that waits for promises alone. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
