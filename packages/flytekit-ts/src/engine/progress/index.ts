import picocolors from "picocolors";
import { type Clock, systemClock } from "../../context/ports/index.js";
import type { RunListener } from "../events.js";
import { LiveView } from "./live-view.js";
import { PlainView } from "./plain-view.js";
import type { ProgressStream } from "./view.js";

export type { ProgressStream } from "./view.js";

export interface ProgressOptions {
	/** A terminal: lines are painted over. Else each line stays. */
	readonly isTTY: boolean;
	/** Default: on a terminal, unless NO_COLOR is set in the environment. */
	readonly color?: boolean;
	readonly clock?: Clock;
}

/** Shows one run on a stream. */
export interface Progress {
	/** The run's `onEvent`. */
	readonly listener: RunListener;
	/** Takes the live lines away and gives the cursor back; what was final stays. To be called however the run ends. */
	stop(): void;
}

/**
 * Shows a run while it runs: live on a terminal, as plain lines elsewhere. Names and messages are stripped of what a
 * terminal would act on. While it is live, what is written to `stream` appears above the live lines.
 */
export function attachProgress(stream: ProgressStream, options: ProgressOptions): Progress {
	const noColor = process.env.NO_COLOR;
	const color = options.color ?? (options.isTTY && (noColor === undefined || noColor === ""));
	const colors = picocolors.createColors(color);
	const view = options.isTTY
		? new LiveView(stream, options.clock ?? systemClock, colors)
		: new PlainView(stream, colors);
	return { listener: (event) => view.handle(event), stop: () => view.stop() };
}
