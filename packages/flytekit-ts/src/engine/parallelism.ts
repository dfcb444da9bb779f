import { Fifo } from "./fifo.js";
import type { Waiting } from "./launch.js";

/**
 * Nodes of one execution that run at a time: propeller's max parallelism. A dynamic counts until its graph begins, whose nodes
 * then count themselves; elements of an array do not.
 */
export class Parallelism {
	readonly most: number;
	readonly #inside = new Set<string>();
	readonly #waiting = new Fifo<Waiting>();

	constructor(most: number) {
		this.most = most;
	}

	/** Whether the node at `path` may begin; if not, it stands in line until somebody wakes it. */
	enter(path: string, waiting: Waiting): boolean {
		if (this.#inside.size >= this.most) {
			this.#waiting.push(waiting);
			return false;
		}
		this.#inside.add(path);
		return true;
	}

	/** The node at `path` does not count any more. */
	leave(path: string): void {
		this.#inside.delete(path);
	}

	/** Gives who waits to `enqueue`, as many as there is room for. They enter again, and may find that others were faster. */
	wake(enqueue: (waiting: Waiting) => void): void {
		for (let room = this.most - this.#inside.size; room > 0; ) {
			const next = this.#waiting.shift();
			if (next === undefined) return;
			if (next.owner.stopped) continue;
			enqueue(next);
			room--;
		}
	}
}
