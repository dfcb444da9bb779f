import type { Clock } from "../../src/context/ports/index.js";

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
	time = 1_000_000;
	readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = [];
	readonly #repeating = new Set<{ readonly ms: number; next: number; readonly act: () => void }>();

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

	every(ms: number, act: () => void): () => void {
		const one = { ms, next: this.time + ms, act };
		this.#repeating.add(one);
		return () => this.#repeating.delete(one);
	}

	get sleepers(): number {
		return this.#sleeping.length;
	}

	get repeating(): number {
		return this.#repeating.size;
	}

	/** Moves on by `ms`, waking sleepers in the order of their time, and calling what repeats in between. */
	async advance(ms: number): Promise<void> {
		const end = this.time + ms;
		for (;;) {
			this.#sleeping.sort((a, b) => a.until - b.until);
			const sleeper = this.#sleeping[0];
			const [repeat] = [...this.#repeating].sort((a, b) => a.next - b.next);
			const at = Math.min(sleeper?.until ?? Number.POSITIVE_INFINITY, repeat?.next ?? Number.POSITIVE_INFINITY);
			if (at > end) break;
			// a test may have set the time itself, past what was due
			this.time = Math.max(this.time, at);
			if (sleeper !== undefined && sleeper.until === at) {
				this.#sleeping.shift();
				sleeper.wake();
			} else if (repeat !== undefined) {
				repeat.next += repeat.ms;
				repeat.act();
			}
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
