import type { RunEvent } from "../events.js";
import type { JournalRecord } from "./record.js";
import type { Damage, RunStore } from "./run-store.js";
import type { Segments } from "./segments.js";
import { StoredEvents } from "./stored-events.js";

/** Reads a run of any process, as far as it is committed, and what comes since. One reader for one who listens. */
export class RunFollower {
	readonly id: string;
	readonly #store: RunStore;
	readonly #seq: number;
	readonly #startedAt: number;
	readonly #events: StoredEvents;
	readonly #segments: Segments;
	#begun = false;
	#isOver = false;

	/** Throws JOURNAL_NO_RUN; `id` may be its beginning, or "latest". */
	constructor(store: RunStore, id: string) {
		const { header, seq } = store.run(id);
		this.id = header.id;
		this.#store = store;
		this.#segments = store.segments({ id: header.id, seq });
		this.#seq = seq;
		this.#startedAt = header.startedAt;
		this.#events = new StoredEvents(header);
	}

	/** What of it could not be read so far. */
	get damage(): readonly Damage[] {
		return this.#segments.damage;
	}

	/** Whether the run had ended, or was left by its process, when it was last read. */
	get isOver(): boolean {
		return this.#isOver;
	}

	/** Gives each event since the last call, in order. Costs one look-up when there is nothing new. */
	read(visit: (event: RunEvent) => void, record?: (record: JournalRecord) => void): void {
		// before the records: an end that is seen has all its records before it
		const state = this.#store.stateOf(this.#seq);
		if (!this.#begun) {
			this.#begun = true;
			visit(this.#events.started(this.#startedAt));
		}
		this.#segments.read((one) => {
			record?.(one);
			for (const event of this.#events.of(one)) visit(event);
		});
		const isOver = state !== "running";
		const end = isOver && !this.#isOver ? this.#store.run(this.id).end : undefined;
		if (end !== undefined) visit(this.#events.finished(end));
		this.#isOver = isOver;
	}
}

/** How to follow a run. */
export interface FollowOptions {
	/** Ends it. */
	readonly signal?: AbortSignal;
	/** Milliseconds between two looks at the store. Default 100. */
	readonly everyMs?: number;
}

/** Events of a run in batches, as they are committed; ends with the run, or when its process is gone. */
export async function* followRun(
	store: RunStore,
	id: string,
	{ signal, everyMs = 100 }: FollowOptions = {},
): AsyncGenerator<readonly RunEvent[], void, undefined> {
	const follower = new RunFollower(store, id);
	while (signal?.aborted !== true) {
		const events: RunEvent[] = [];
		follower.read((event) => events.push(event));
		if (events.length > 0) yield events;
		if (follower.isOver) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(done, everyMs);
			function done() {
				clearTimeout(timer);
				signal?.removeEventListener("abort", done);
				resolve();
			}
			signal?.addEventListener("abort", done, { once: true });
		});
	}
}
