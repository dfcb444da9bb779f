import type { PackedThrown } from "./packed.js";

/** How an attempt ended that ran apart. */
export type RunningEnd =
	| { readonly type: "outputs"; readonly bytes: Uint8Array }
	| { readonly type: "graph"; readonly bytes: Uint8Array }
	/** `thrown`: an Error that reads as what was thrown there, or a verdict on it. */
	| { readonly type: "failed"; readonly thrown: unknown };

/** An attempt that runs apart, as whoever watches it sees it: a thread or a process. */
export interface Running {
	/** Its own code begins: from here its time counts. Never rejects; settles at the latest with `ended`. */
	readonly begun: Promise<void>;
	/** Never rejects. */
	readonly ended: Promise<RunningEnd>;
	/** Asks it to end by itself. */
	abort(reason: PackedThrown): void;
	/** Ends it, whatever it does; resolves when it is gone. */
	kill(): Promise<void>;
}

/** What it writes, as it comes. */
export type LogListener = (stream: "stdout" | "stderr", text: string) => void;
