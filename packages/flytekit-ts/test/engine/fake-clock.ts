import type { Clock } from "../../src/context/ports/index.js";

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
	time = 1_000_000;
	readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = [];

	now(): number {
		return this.time;
	}

	monotonic(): number {
		return this.time;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) return reject(signal.reason);
			signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
			this.#sleeping.push({ until: this.time + ms, wake: resolve });
		});
	}

	get sleepers(): number {
		return this.#sleeping.length;
	}

	/** Moves on by `ms`, waking sleepers in the order of their time. */
	async advance(ms: number): Promise<void> {
		const end = this.time + ms;
		this.#sleeping.sort((a, b) => a.until - b.until);
		while (this.#sleeping[0] !== undefined && this.#sleeping[0].until <= end) {
			const next = this.#sleeping.shift();
			this.time = next?.until as number;
			next?.wake();
			await settle();
		}
		this.time = end;
		await settle();
	}
}

/** Lets everything run that only waits for promises. */
export function settle(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

/** A promise and its two ends. */
export function deferred<T = void>() {
	let resolve!: (value: T) => void;
	let reject!: (reason: unknown) => void;
	const promise = new Promise<T>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	return { promise, resolve, reject };
}
