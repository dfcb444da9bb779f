import type { Colors } from "picocolors/types.js";
import { labelled, plainLine } from "../../errors/index.js";
import type { RunEvent } from "../events.js";
import { bar, columnsOf, durationText, fitLine, padColumns, type Segment, shownName } from "./layout.js";
import type { ProgressModel, Row } from "./model.js";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BAR = 16;
/** Below so many nodes a bar says nothing that the numbers do not. */
const SMALLEST_BAR = 4;

/** The live view: what runs now in a few lines, what moves first. */
export function liveLines(model: ProgressModel, frame: number, elapsedMs: number, size: Size, c: Colors): string[] {
	const { totals } = model;
	const head: Segment[] = [
		{ text: `${SPINNER[frame % SPINNER.length]} `, style: c.cyan },
		{ text: shownName(model.name, 40), style: c.bold },
		{ text: `  ${durationText(elapsedMs)}`, style: c.dim },
		{ text: `  ${totals.done} done` },
		{ text: `  ${totals.running} running` },
		...(totals.failed === 0 ? [] : [{ text: `  ${totals.failed} failed`, style: c.red }]),
		...(totals.retries === 0 ? [] : [{ text: `  ${totals.retries} retried`, style: c.yellow }]),
	];
	const rows = [...model.rows.values()].sort(
		(a, b) => Number(b.running > 0) - Number(a.running > 0) || b.touched - a.touched,
	);
	const shown = rows.slice(0, size.lines - 1);
	// in the order in which they first came up, so that lines do not jump
	const order = [...model.rows.keys()];
	shown.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
	const nameWidth = Math.min(40, Math.max(0, ...shown.map((row) => columnsOf(shownName(row.name, 40)))));
	const lines = [
		fitLine(head, size.columns),
		...shown.map((row) => fitLine(rowSegments(row, nameWidth, model.now, c), size.columns)),
	];
	const hidden = rows.length - shown.length;
	if (hidden > 0) lines.push(fitLine([{ text: `  and ${hidden} more`, style: c.dim }], size.columns));
	return lines;
}

export interface Size {
	readonly columns: number;
	/** Lines of the view at most, the head included. */
	readonly lines: number;
}

/** Before so many are over, and so many milliseconds, a rate says nothing. */
const ENOUGH = 10;
const LONG_ENOUGH_MS = 500;

/** `1,240/s, 3.1 s left`, once enough of many is over; "" before, and when all is. */
function paceText({ done, failed, total, since }: Row, now: number): string {
	const over = done + failed;
	const elapsed = now - since;
	if (over < ENOUGH || over >= total || elapsed < LONG_ENOUGH_MS) return "";
	const perSecond = (over / elapsed) * 1000;
	const rate = perSecond >= 10 ? Math.round(perSecond).toLocaleString("en-US") : perSecond.toFixed(1);
	return `  ${rate}/s, ${durationText(((total - over) / perSecond) * 1000)} left`;
}

function rowSegments(row: Row, nameWidth: number, now: number, c: Colors): Segment[] {
	const over = row.done + row.failed;
	const segments: Segment[] = [{ text: `  ${padColumns(shownName(row.name, nameWidth), nameWidth)}  ` }];
	if (row.total >= SMALLEST_BAR) {
		segments.push({ text: bar(over, row.total, BAR), style: row.failed > 0 ? c.yellow : c.green }, { text: "  " });
	}
	segments.push({ text: `${over}/${row.total}` });
	const pace = row.total >= SMALLEST_BAR ? paceText(row, now) : "";
	if (pace !== "") segments.push({ text: pace, style: c.dim });
	if (row.running > 0) segments.push({ text: `  ${row.running} running`, style: c.cyan });
	if (row.failed > 0) segments.push({ text: `  ${row.failed} failed`, style: c.red });
	if (row.retries > 0) segments.push({ text: `  ${row.retries} retried`, style: c.yellow });
	return segments;
}

/** What stays when the run is over. */
export function summaryLine(event: RunEvent & { type: "runFinished" }, model: ProgressModel, c: Colors): string {
	const { totals } = model;
	const mark = { succeeded: c.green("✓"), failed: c.red("✗"), aborted: c.yellow("■") }[event.phase];
	const facts = [`${event.counts.attempts} task ${event.counts.attempts === 1 ? "attempt" : "attempts"}`];
	if (totals.retries > 0) facts.push(`${totals.retries} retried`);
	if (event.counts.failed > 0) facts.push(`${event.counts.failed} failed`);
	if (event.counts.skipped > 0) facts.push(`${event.counts.skipped} skipped`);
	return `${mark} ${shownName(model.name, 60)} ${event.phase} in ${durationText(event.durationMs)}: ${facts.join(", ")}, run ${event.executionId}`;
}

/**
 * One line about an attempt that failed, where it stays readable. What ends the run is told when the run is over: then its text
 * is not said here too. An element's may be all that is heard of it, as an array can do without some.
 */
export function attemptLine(event: RunEvent & { type: "attemptFailed" }, c: Colors): string {
	// the way out is for what ends in failure
	const said = plainLine(labelled(event.thrown).replace(/\n {2}way out: [\s\S]*$/, ""), 160);
	const path = plainLine(event.path, 80);
	if (event.willRetry) {
		return `${c.yellow("↻")} ${path}: attempt ${event.attempt + 1} of ${event.maxAttempts} failed, trying again: ${said}`;
	}
	return event.path.endsWith("]") ? `${c.red("✗")} ${path}: ${said}` : `${c.red("✗")} ${path} failed`;
}

/** One line about a promise that failed after its task. */
export function lateLine(event: RunEvent & { type: "lateFailure" }, c: Colors): string {
	return `${c.yellow("!")} ${plainLine(event.path, 80)}: rejected after the task had ended: ${plainLine(labelled(event.thrown), 160)}`;
}
