import { createHash } from "node:crypto";
import type { Clock } from "../../../src/context/ports/index.js";
import { settle } from "../../engine/fake-clock.js";

interface Due {
	readonly at: number;
	readonly order: number;
	readonly act: () => void;
	cancelled: boolean;
}

const DAY = 86_400_000;

/**
 * Time of a simulated process: it goes on only from one thing that is due to the next, in an order that is the same each time. The
 * wall clock may jump or stand still meanwhile; the monotonic one does neither.
 */
export class World implements Clock {
	/** What became of the process: what is dead tells nothing more. */
	dead = false;
	readonly #due: Due[] = [];
	readonly #trace = createHash("sha256");
	#order = 0;
	#time = 0;
	#wall = 1_764_000_000_000;
	#frozen = false;

	now(): number {
		return this.#wall + (this.#frozen ? 0 : this.#time);
	}

	monotonic(): number {
		return this.#time;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) return reject(signal.reason);
			const cancel = this.schedule(ms, resolve);
			const stop = () => {
				cancel();
				reject(signal?.reason);
			};
			signal?.addEventListener("abort", stop, { once: true });
		});
	}

	/** Calls back when `ms` have gone by; gives what cancels that. */
	schedule(ms: number, act: () => void): () => void {
		const due: Due = { at: this.#time + ms, order: this.#order++, act, cancelled: false };
		this.#due.push(due);
		return () => {
			due.cancelled = true;
		};
	}

	/** Lets the wall clock jump by a day, there or back, or stand still. */
	jump(how: number): void {
		if (how < 0.3) this.#wall += DAY;
		else if (how < 0.6) this.#wall -= DAY;
		else {
			this.#wall = this.now();
			this.#frozen = !this.#frozen;
			if (!this.#frozen) this.#wall -= this.#time;
		}
	}

	/** Does what is due next, and all that follows from it at once. False: nothing is due. */
	async step(): Promise<boolean> {
		await settle();
		let next: Due | undefined;
		for (const due of this.#due) {
			if (next === undefined || due.at < next.at || (due.at === next.at && due.order < next.order)) next = due;
		}
		if (next === undefined) return false;
		this.#due.splice(this.#due.indexOf(next), 1);
		if (next.cancelled) return true;
		this.#time = Math.max(this.#time, next.at);
		next.act();
		await settle();
		return true;
	}

	/** Notes what happened; two runs of one seed note the same. */
	note(what: string): void {
		if (!this.dead) this.#trace.update(`${this.#time} ${what}\n`);
	}

	/** What was noted so far, in 16 digits. */
	get hash(): string {
		return this.#trace.copy().digest("hex").slice(0, 16);
	}
}
