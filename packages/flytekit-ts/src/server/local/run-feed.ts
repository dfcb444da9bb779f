import { setImmediate as turn } from "node:timers/promises";
import type { RunStore, RunSummary } from "../../engine/journal/run-store.js";
import type { RunDetail, RunUpdate } from "../view-model.js";
import type { RunReader } from "./run-reader.js";

/** How often a run that is looked at is read on, in milliseconds. */
const EVERY_MS = 100;

/**
 * One run, as all pages that look at it see it: its journal is read once, and each page hears what is new. Nothing is read while
 * nobody looks.
 */
export class RunFeed {
	readonly reader: RunReader;
	readonly #store: RunStore;
	readonly #detail: (summary: RunSummary) => RunDetail;
	readonly #hearers = new Set<(update: RunUpdate) => void>();
	#timer: NodeJS.Timeout | undefined = undefined;
	#reading: Promise<void> | undefined = undefined;
	#shown = "";
	#run: RunDetail | undefined = undefined;

	constructor(store: RunStore, reader: RunReader, detail: (summary: RunSummary) => RunDetail) {
		this.reader = reader;
		this.#store = store;
		this.#detail = detail;
	}

	/** Reads what is there and tells it; then what comes, until `signal` aborts. */
	async hear(tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void> {
		await this.read();
		if (signal.aborted) return;
		const { graphs, nodes, gates } = this.reader.model;
		tell({
			gates,
			reset: true,
			...(this.#run === undefined ? {} : { run: this.#run }),
			graphs: [...graphs.values()],
			nodes: [...nodes.values()],
		});
		// it may have heard enough
		if (signal.aborted) return;
		this.#hearers.add(tell);
		this.#timer ??= setInterval(() => void this.read().catch((error) => this.#lost(error)), EVERY_MS);
		await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
		this.#hearers.delete(tell);
		if (this.#hearers.size === 0) {
			clearInterval(this.#timer);
			this.#timer = undefined;
		}
	}

	/** Reads on to the end of the journal. Throws JOURNAL_*. */
	read(): Promise<void> {
		this.#reading ??= this.#readOn().finally(() => {
			this.#reading = undefined;
		});
		return this.#reading;
	}

	async #readOn(): Promise<void> {
		// the state first: what a run that is over has written was there before
		const found = this.#store.find(this.reader.id);
		while (this.reader.advance()) await turn();
		const { graphs, nodes } = this.reader.model.changes();
		const gates = this.reader.model.changedGates();
		if (found === undefined) {
			this.#tell({ graphs: [], nodes: [], gone: { code: "JOURNAL_NO_RUN", message: "the run was deleted" } });
			return;
		}
		const { summary } = found;
		const shown = `${summary.state} ${summary.recovered} ${this.reader.damage}`;
		const isNew = shown !== this.#shown;
		if (isNew) {
			this.#shown = shown;
			this.#run = this.#detail(summary);
		}
		if (isNew || graphs.length > 0 || nodes.length > 0 || gates !== undefined) {
			const run = isNew && this.#run !== undefined ? { run: this.#run } : {};
			this.#tell({ ...run, graphs, nodes, ...(gates === undefined ? {} : { gates }) });
		}
	}

	#lost(error: unknown): void {
		const { code = "SERVER_NOT_FOUND", message } = error as { code?: string; message: string };
		this.#tell({ graphs: [], nodes: [], gone: { code, message } });
	}

	#tell(update: RunUpdate): void {
		for (const tell of this.#hearers) tell(update);
	}
}
