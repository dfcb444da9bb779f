import type { RunEvent } from "../events.js";

/** Where progress is written: process.stderr, or anything that takes text. */
export interface ProgressStream {
	write(text: string | Uint8Array, ...rest: never[]): boolean;
	readonly columns?: number | undefined;
	readonly rows?: number | undefined;
}

/** One way to show a run. */
export interface ProgressView {
	handle(event: RunEvent): void;
	/** Takes away what is not meant to stay. Safe to call twice. */
	stop(): void;
}
