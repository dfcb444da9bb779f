import type { Palette } from "../graph/palette.js";
import type { RunModel } from "../model/run-model.js";
import { durationText } from "../time.js";
import type { Timeline, TimelineRow } from "./rows.js";

/** Height of a row and of the line of times above them, width of the names. */
export const ROW = 22;
export const TOP = 24;
export const LABEL = 190;

/** What of the timeline is seen: from which pixel down, from which part of the time on, how often enlarged. */
export interface Look {
	top: number;
	from: number;
	scale: number;
}

/** What all rows are drawn with. */
interface Drawn {
	readonly context: CanvasRenderingContext2D;
	readonly model: RunModel;
	readonly palette: Palette;
	readonly width: number;
	readonly now: number;
	xOf(at: number): number;
}

/** Draws what is seen of a timeline. */
export function drawTimeline(
	element: HTMLCanvasElement,
	{ rows, from, to }: Timeline,
	selected: string | undefined,
	model: RunModel,
	view: Look,
	palette: Palette,
): void {
	const context = element.getContext("2d", { alpha: false });
	const [w, h] = [element.clientWidth, element.clientHeight];
	if (context === null || w === 0) return;
	const ratio = devicePixelRatio;
	if (element.width !== Math.round(w * ratio) || element.height !== Math.round(h * ratio)) {
		element.width = Math.round(w * ratio);
		element.height = Math.round(h * ratio);
	}
	if (rows.length * ROW < h - TOP) view.top = 0;
	context.setTransform(ratio, 0, 0, ratio, 0, 0);
	context.fillStyle = palette.surface;
	context.fillRect(0, 0, w, h);
	const width = w - LABEL - 12;
	const span = (to - from) / view.scale;
	const begin = from + view.from * (to - from);
	const xOf = (at: number) => LABEL + ((at - begin) / span) * width;
	const now = Math.max(to, model.run?.state === "running" ? Date.now() : to);
	context.font = `11px ${palette.sans}`;
	context.textBaseline = "middle";
	const step = tickStep(span, width);
	context.strokeStyle = palette.line;
	context.lineWidth = 1;
	for (let at = Math.ceil((begin - from) / step) * step; at <= begin - from + span; at += step) {
		const x = Math.round(xOf(from + at)) + 0.5;
		context.beginPath();
		context.moveTo(x, TOP - 6);
		context.lineTo(x, h);
		context.stroke();
		context.fillStyle = palette.muted;
		const text = durationText(at);
		if (x + 4 + context.measureText(text).width < w) context.fillText(text, x + 4, 11);
	}
	context.save();
	context.beginPath();
	context.rect(0, TOP, w, h - TOP);
	context.clip();
	const drawn = { context, model, palette, width: w, now, xOf };
	const first = Math.max(0, Math.floor(view.top / ROW));
	for (const [index, row] of rows.slice(first, Math.ceil((view.top + h - TOP) / ROW)).entries()) {
		const y = TOP + (first + index) * ROW - view.top;
		if (row.path === selected?.replace(/\[\d+\]$/, "")) {
			context.fillStyle = palette.sunken;
			context.fillRect(0, y, w, ROW);
			context.fillStyle = palette.accent;
			context.fillRect(0, y, 3, ROW);
		}
		drawRow(drawn, row, y);
	}
	context.restore();
	if (rows.length * ROW > h - TOP) {
		const size = Math.max(24, (h - TOP) ** 2 / (rows.length * ROW));
		context.fillStyle = palette.line;
		context.fillRect(w - 5, TOP + (view.top / (rows.length * ROW)) * (h - TOP), 4, size);
	}
}

function drawRow({ context, model, palette, width, now, xOf }: Drawn, row: TimelineRow, y: number): void {
	const state = model.stateOf(row.path);
	const color = palette.states.get(state) ?? palette.line;
	context.save();
	context.beginPath();
	context.rect(0, y, LABEL - 8, ROW);
	context.clip();
	context.fillStyle = row.isCritical ? palette.text : palette.muted;
	context.font = `${row.isCritical ? "600 " : ""}12px ${palette.sans}`;
	context.fillText(label(row.path, row.name), 10, y + ROW / 2);
	context.restore();
	const started = row.startedAt ?? now;
	const ended = row.endedAt ?? (state === "running" || state === "queued" || state === "waiting" ? now : started);
	const bar = (a: number, b: number, least: number) => {
		const x1 = Math.max(LABEL, xOf(a));
		const x2 = Math.min(width - 6, Math.max(xOf(b), xOf(a) + least));
		return x2 > x1 ? ([x1, x2 - x1] as const) : undefined;
	};
	const queued = bar(row.queuedAt, Math.min(started, ended), 0);
	if (queued !== undefined) {
		context.fillStyle = palette.states.get("queued") ?? palette.line;
		context.globalAlpha = 0.35;
		context.fillRect(queued[0], y + 9, queued[1], 4);
		context.globalAlpha = 1;
	}
	const view = model.nodes.get(row.path);
	const ran = row.startedAt === undefined ? undefined : bar(started, ended, view?.source === undefined ? 2 : 10);
	if (ran === undefined) return;
	if (view?.source === undefined) {
		context.fillStyle = color;
		context.fillRect(ran[0], y + 5, ran[1], 12);
	} else hatched(context, [ran[0], y + 5, ran[1], 12], color, palette.surface);
	if (row.isCritical) {
		context.fillStyle = palette.critical;
		context.fillRect(ran[0], y + 18, ran[1], 2);
	}
	for (const at of view?.failedAt ?? []) {
		const x = xOf(at);
		if (x < LABEL || x > width) continue;
		cross(context, x, y + 11, palette.surface, 5);
		cross(context, x, y + 11, palette.states.get("failed") ?? palette.text, 2);
	}
	const said = view?.source === undefined ? durationText(ended - started) : SOURCES[view.source];
	context.font = `11px ${palette.sans}`;
	context.fillStyle = palette.muted;
	if (width - 6 - (ran[0] + ran[1]) > 56) context.fillText(said, ran[0] + ran[1] + 5, y + ROW / 2);
}

/** What did not run: an outline with lines across, so that it differs by more than its colour. */
function hatched(
	context: CanvasRenderingContext2D,
	[x, y, w, h]: readonly [number, number, number, number],
	color: string,
	ground: string,
): void {
	context.save();
	context.fillStyle = ground;
	context.fillRect(x, y, w, h);
	context.beginPath();
	context.rect(x, y, w, h);
	context.clip();
	context.strokeStyle = color;
	context.lineWidth = 1.5;
	context.beginPath();
	// lines beyond what is seen are not drawn
	const last = Math.min(x + w, context.canvas.width);
	for (let at = Math.max(x, 0) - h; at < last; at += 5) {
		context.moveTo(at, y + h);
		context.lineTo(at + h, y);
	}
	context.stroke();
	context.lineWidth = 3;
	context.strokeRect(x, y, w, h);
	context.restore();
}

/** A failed attempt. On a bar of any colour: it has a border of its own. */
function cross(context: CanvasRenderingContext2D, x: number, y: number, color: string, width: number): void {
	context.strokeStyle = color;
	context.lineWidth = width;
	context.beginPath();
	context.moveTo(x - 4, y - 5);
	context.lineTo(x + 4, y + 5);
	context.moveTo(x + 4, y - 5);
	context.lineTo(x - 4, y + 5);
	context.stroke();
}

function label(path: string, name: string): string {
	return `${path.slice(path.lastIndexOf("/") + 1)} ${name.slice(name.lastIndexOf(".") + 1)}`;
}

const SOURCES = { cache: "cached", recovered: "kept" } as const;

/** A round number of milliseconds, so that some ten ticks fit. */
function tickStep(span: number, width: number): number {
	const least = (span / width) * 90;
	for (let step = 1; ; step *= 10) {
		for (const by of [1, 2, 5]) if (step * by >= least) return step * by;
	}
}
