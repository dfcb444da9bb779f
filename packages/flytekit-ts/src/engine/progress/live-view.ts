import type { Colors } from "picocolors/types.js";
import type { Clock } from "../../context/ports/index.js";
import type { RunEvent } from "../events.js";
import { attemptLine, lateLine, liveLines, summaryLine } from "./lines.js";
import { ProgressModel } from "./model.js";
import type { ProgressStream, ProgressView } from "./view.js";

const FRAME_MS = 80;
const MAX_LINES = 10;
const MAX_FAILURE_LINES = 20;
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

/**
 * A few lines at the foot of a terminal that are painted over and over while a run goes on. What others write to the stream
 * meanwhile goes above them. Paints at most every {@link FRAME_MS} ms.
 */
export class LiveView implements ProgressView {
	readonly #stream: ProgressStream;
	readonly #clock: Clock;
	readonly #colors: Colors;
	readonly #model = new ProgressModel();
	readonly #write: ProgressStream["write"];
	readonly #began: number;
	readonly #endRepaints: (() => void) | undefined;
	readonly #restore = () => this.stop();
	#painted = 0;
	#lastPaint = Number.NEGATIVE_INFINITY;
	#failureLines = 0;
	#lineOpen = false;
	#over = false;

	constructor(stream: ProgressStream, clock: Clock, colors: Colors) {
		this.#stream = stream;
		this.#clock = clock;
		this.#colors = colors;
		this.#began = clock.monotonic();
		const own = Object.getOwnPropertyDescriptor(stream, "write");
		this.#write = stream.write.bind(stream);
		this.#unpatch = () => {
			if (own === undefined) delete (stream as { write?: unknown }).write;
			else Object.defineProperty(stream, "write", own);
		};
		Object.defineProperty(stream, "write", { value: this.#writeAbove.bind(this), configurable: true, writable: true });
		this.#write(HIDE_CURSOR);
		// while no event comes, the elapsed time moves on all the same
		this.#endRepaints = clock.every?.(FRAME_MS, () => this.#paint());
		process.once("exit", this.#restore);
	}

	readonly #unpatch: () => void;

	handle(event: RunEvent): void {
		if (this.#over) return;
		this.#model.apply(event);
		if (event.type === "attemptFailed") this.#tellFailure(event);
		else if (event.type === "lateFailure") this.#above(lateLine(event, this.#colors));
		else if (event.type === "runFinished") {
			this.#above(summaryLine(event, this.#model, this.#colors));
			this.stop();
			return;
		}
		// tasks may keep the event loop busy so that the timer never comes round
		if (this.#clock.monotonic() - this.#lastPaint >= FRAME_MS) this.#paint();
	}

	stop(): void {
		if (this.#over) return;
		this.#over = true;
		this.#endRepaints?.();
		process.off("exit", this.#restore);
		this.#unpatch();
		this.#write(this.#erased() + SHOW_CURSOR);
	}

	#tellFailure(event: RunEvent & { type: "attemptFailed" }): void {
		if (!this.#model.isNews(event)) return;
		this.#failureLines++;
		if (this.#failureLines < MAX_FAILURE_LINES) this.#above(attemptLine(event, this.#colors));
		else if (this.#failureLines === MAX_FAILURE_LINES) this.#above("further failed attempts are only counted");
	}

	#above(line: string): void {
		this.#write(`${this.#erased()}${line}\n`);
		this.#lastPaint = Number.NEGATIVE_INFINITY;
	}

	/** Stands in for the stream's write: the text of others goes above the live lines. */
	#writeAbove(...args: Parameters<ProgressStream["write"]>): ReturnType<ProgressStream["write"]> {
		this.#write(this.#erased());
		const text = args[0];
		const last = typeof text === "string" ? text.at(-1) : text.at(-1) === 10 ? "\n" : "";
		if (last !== undefined) this.#lineOpen = last !== "\n";
		this.#lastPaint = Number.NEGATIVE_INFINITY;
		return this.#write(...args);
	}

	#paint(): void {
		if (this.#over) return;
		const now = this.#clock.monotonic();
		this.#lastPaint = now;
		const elapsed = now - this.#began;
		// a pseudo-terminal nobody has sized says 0
		const columns = (this.#stream.columns || 80) - 1;
		const size = { columns, lines: Math.min(MAX_LINES, Math.max(2, (this.#stream.rows || 24) - 2)) };
		const lines = liveLines(this.#model, Math.floor(elapsed / FRAME_MS), elapsed, size, this.#colors);
		const erased = this.#erased();
		// somebody's unfinished line must not be painted over
		const opened = this.#lineOpen ? "\n" : "";
		this.#lineOpen = false;
		this.#painted = lines.length;
		this.#write(`${erased}${opened}${lines.join("\n")}\n`);
	}

	/** Moves up over what was painted and clears it. */
	#erased(): string {
		const painted = this.#painted;
		this.#painted = 0;
		// to the first column first: a terminal that echoes ^C has moved on
		return painted === 0 ? "" : `\r\u001b[${painted}A\u001b[0J`;
	}
}
