import type {
	AboutView,
	ErrorView,
	LiveEvents,
	ProgramView,
	RunUpdate,
} from "../../flytekit-ts/src/server/view-model.js";
import { get } from "./api.js";
import { Observable } from "./observable.js";

/** After a lost connection it is tried again this often, in milliseconds. */
const AGAIN_MS = 1000;

/** A page that is not seen for so long gives its connection up. */
const HIDDEN_MS = 20_000;

/** The page's one stream from the server: it comes back by itself, and says what happened meanwhile. */
class Live extends Observable {
	about: AboutView | undefined;
	programs: readonly ProgramView[] | undefined;
	/** "closed": who looks has no token of this server. */
	state: "opening" | "open" | "lost" | "closed" = "opening";
	/** The store's own trouble. */
	problem: ErrorView | undefined;
	/** Raised when runs came or changed. */
	runsRevision = 0;
	notice: string | undefined;
	#source: EventSource | undefined;
	#run: string | undefined;
	#onRun: ((update: RunUpdate) => void) | undefined;
	#noticeTimer = 0;
	#isPaused = false;

	/** Hears of one run beside the rest; undefined of none. */
	watch(run: string | undefined, onRun?: (update: RunUpdate) => void): void {
		this.#onRun = onRun;
		if (run === this.#run && this.#source !== undefined) return;
		this.#run = run;
		this.#open();
	}

	say(notice: string): void {
		this.notice = notice;
		clearTimeout(this.#noticeTimer);
		this.#noticeTimer = setTimeout(() => {
			this.notice = undefined;
			this.changed();
		}, 6000);
		this.changed();
	}

	/** Closes the stream until {@link resume}. */
	pause(): void {
		this.#source?.close();
		this.#source = undefined;
		this.#isPaused = true;
	}

	resume(): void {
		if (!this.#isPaused) return;
		this.#isPaused = false;
		this.#open();
	}

	#open(): void {
		if (this.#isPaused) return;
		this.#source?.close();
		const source = new EventSource(
			`/api/live${this.#run === undefined ? "" : `?run=${encodeURIComponent(this.#run)}`}`,
		);
		this.#source = source;
		const on = <K extends keyof LiveEvents>(name: K, act: (data: LiveEvents[K]) => void) =>
			source.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data) as LiveEvents[K]));
		on("hello", (about) => {
			const isOther = this.about !== undefined && this.about.start !== about.start;
			if (isOther) this.say("The server was restarted. What is shown is up to date again.");
			else if (this.state === "lost") this.say("Connected again.");
			this.about = about;
			this.state = "open";
			this.runsRevision++;
			this.changed();
		});
		on("programs", (programs) => {
			this.programs = programs;
			this.changed();
		});
		on("runs", ({ problem }) => {
			this.problem = problem;
			this.runsRevision++;
			this.changed();
		});
		on("run", (update) => this.#onRun?.(update));
		source.onerror = () => {
			source.close();
			if (this.#source !== source) return;
			this.#source = undefined;
			void this.#lost();
		};
	}

	async #lost(): Promise<void> {
		let isKnown = true;
		try {
			await get("/api/about");
		} catch (error) {
			isKnown = (error as { status?: number }).status !== 401;
		}
		this.state = isKnown ? "lost" : "closed";
		this.changed();
		if (isKnown) setTimeout(() => this.#source === undefined && this.#open(), AGAIN_MS);
	}
}

export const live = new Live();

// browsers open six connections to a server: a page that nobody sees leaves its own to others
let leaving: ReturnType<typeof setTimeout> | undefined;
document.addEventListener("visibilitychange", () => {
	clearTimeout(leaving);
	if (document.hidden) leaving = setTimeout(() => live.pause(), HIDDEN_MS);
	else live.resume();
});
