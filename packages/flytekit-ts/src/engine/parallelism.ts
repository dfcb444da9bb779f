import { Fifo } from "./fifo.js";
import type { Waiting } from "./launch.js";
import type { Owner } from "./owner.js";

/**
 * Nodes of one execution that run at a time: propeller's max parallelism. A dynamic counts until its graph begins, whose nodes
 * then count themselves; elements of an array do not.
 */
export class Parallelism {
	readonly most: number;
	readonly #inside = new Set<string>();
	readonly #waiting = new Fifo<Waiting & { readonly path: string }>();
	/** Those inside who were woken and have not entered yet. */
	readonly #woken = new Map<string, Owner>();

	constructor(most: number) {
		this.most = most;
	}

	/** Whether the node at `path` may begin; if not, it stands in line until somebody wakes it. */
	enter(path: string, waiting: Waiting): boolean {
		if (this.#woken.delete(path)) return true;
		if (this.#inside.size >= this.most) {
			this.#waiting.push({ ...waiting, path });
			return false;
		}
		this.#inside.add(path);
		return true;
	}

	/** The node at `path` does not count any more. */
	leave(path: string): void {
		this.#inside.delete(path);
	}

	/** Nodes of a graph that was stopped do not enter: their room is for others. */
	stopped(owner: Owner): void {
		for (const [path, whose] of this.#woken) {
			if (whose !== owner) continue;
			this.#woken.delete(path);
			this.#inside.delete(path);
		}
	}

	/** Gives who waits to `enqueue`, as many as there is room for, which is theirs from now on: equal calls are to begin in their order. */
	wake(enqueue: (waiting: Waiting) => void): void {
		for (let room = this.most - this.#inside.size; room > 0; ) {
			const next = this.#waiting.shift();
			if (next === undefined) return;
			if (next.owner.stopped) continue;
			this.#inside.add(next.path);
			this.#woken.set(next.path, next.owner);
			enqueue(next);
			room--;
		}
	}
}
