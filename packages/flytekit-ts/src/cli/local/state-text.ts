import { durationText } from "../../engine/progress/layout.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";

/** A state in its colour: of a run, a node, an attempt. */
export function stateText(state: string, to: Pick<Sink, "color">): string {
	const paint = painter(to);
	switch (state) {
		case "succeeded":
			return paint.green(state);
		case "failed":
			return paint.red(state);
		case "running":
			return paint.cyan(state);
		case "aborted":
		case "interrupted":
		case "skipped":
			return paint.yellow(state);
		default:
			return state;
	}
}

/** `2026-01-31 12:59:59`, in the machine's own time. */
export function timeText(at: number): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, "0");
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
	return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** How long something took, or has been going on; "" where that cannot be told. */
export function tookText(startedAt: number | undefined, endedAt: number | undefined): string {
	return startedAt === undefined || endedAt === undefined ? "" : durationText(Math.max(0, endedAt - startedAt));
}
