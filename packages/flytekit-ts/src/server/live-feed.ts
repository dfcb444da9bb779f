import { isFlyteError } from "../errors/index.js";
import type { Programs } from "./programs/programs.js";
import type { RunSource } from "./run-source.js";
import type { AboutView, ErrorView, LiveEvents, RunUpdate, RunView } from "./view-model.js";

/** How often the list of runs is looked at while a page is open. */
const EVERY_MS = 400;
/** Runs that are looked at for changes: the newest. */
const NEWEST = 200;

type Send = (event: keyof LiveEvents, data: string) => Promise<void>;

/** What a page hears while it is open: one stream for all of it, as browsers open few connections to a server. */
export class LiveFeed {
	readonly #about: AboutView;
	readonly #source: RunSource;
	readonly #programs: () => Programs;
	readonly #everyMs: number;
	readonly #hearers = new Set<Send>();
	readonly #known = new Map<string, string>();
	#timer: NodeJS.Timeout | undefined = undefined;
	#problem: string | undefined = undefined;
	#isLooking = false;

	constructor(about: AboutView, source: RunSource, programs: () => Programs, everyMs = EVERY_MS) {
		this.#everyMs = everyMs;
		this.#about = about;
		this.#source = source;
		this.#programs = programs;
	}

	/** Sends what there is, then what changes; `run` is the one whose page it is. Resolves when `signal` aborts. */
	async hear(run: string | undefined, send: Send, signal: AbortSignal): Promise<void> {
		const quiet: Send = (event, data) => send(event, data).catch(() => undefined);
		await quiet("hello", JSON.stringify(this.#about));
		await quiet("programs", JSON.stringify(this.#programs().views));
		if (this.#problem !== undefined) await quiet("runs", this.#problem);
		this.#hearers.add(quiet);
		this.#timer ??= setInterval(() => void this.#look(), this.#everyMs);
		const following = run === undefined ? undefined : this.#follow(run, quiet, signal);
		if (!signal.aborted) {
			await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
		}
		await following;
		this.#hearers.delete(quiet);
		if (this.#hearers.size === 0) this.close();
	}

	/** Tells all pages of the programs as they are now. */
	tellPrograms(): void {
		this.#tell("programs", JSON.stringify(this.#programs().views));
	}

	close(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
		this.#known.clear();
		this.#problem = undefined;
	}

	async #follow(run: string, send: Send, signal: AbortSignal): Promise<void> {
		// what a slow page has not taken yet is not added to without end
		let sending: Promise<void> = Promise.resolve();
		const tell = (update: RunUpdate) => {
			sending = sending.then(() => send("run", JSON.stringify(update)));
		};
		try {
			await this.#source.follow(run, tell, signal);
		} catch (error) {
			tell({ graphs: [], nodes: [], gone: errorView(error) });
		}
		await sending;
	}

	async #look(): Promise<void> {
		if (this.#isLooking) return;
		this.#isLooking = true;
		try {
			const changed: RunView[] = [];
			for (const run of await this.#source.runs({ limit: NEWEST })) {
				const shown = `${run.state} ${run.endedAt} ${run.recovered}`;
				if (this.#known.get(run.id) === shown) continue;
				this.#known.set(run.id, shown);
				changed.push(run);
			}
			const wasWrong = this.#problem !== undefined;
			this.#problem = undefined;
			if (changed.length > 0 || wasWrong) this.#tell("runs", JSON.stringify({ changed }));
		} catch (error) {
			const text = JSON.stringify({ changed: [], problem: errorView(error) });
			if (text !== this.#problem) this.#tell("runs", text);
			this.#problem = text;
		} finally {
			this.#isLooking = false;
		}
	}

	#tell(event: keyof LiveEvents, data: string): void {
		for (const send of this.#hearers) void send(event, data);
	}
}

/** An error as the page shows it. */
export function errorView(error: unknown): ErrorView {
	if (isFlyteError(error)) return { code: error.code, message: error.message };
	return { code: "CLI_INTERNAL", message: error instanceof Error ? error.message : String(error) };
}
