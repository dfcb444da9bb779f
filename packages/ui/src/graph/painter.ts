import { UNKNOWN } from "../model/run-model.js";
import { STATES, stateShape } from "../parts/states.js";
import { durationText } from "../time.js";
import type { Box, Scene } from "./layout.js";
import type { Palette } from "./palette.js";

/** Where the picture is looked at from: pixels = world * scale + offset. */
export interface View {
	readonly scale: number;
	readonly x: number;
	readonly y: number;
}

/** What a box says. */
export interface Said {
	readonly state: string;
	readonly title: string;
	readonly line: string;
	readonly mosaic: Uint8Array | undefined;
	/** Where its result is from, when it did not run. */
	readonly source: "cached" | "kept" | undefined;
}

/** Primitives between two looks at the clock. */
const SLICE = 600;

const shapes = new Map<string, Path2D>();
function shapeOf(state: string): Path2D {
	let shape = shapes.get(state);
	if (shape === undefined) {
		shape = new Path2D(stateShape(state));
		shapes.set(state, shape);
	}
	return shape;
}

/**
 * Paints what lies inside of `w` by `h` pixels, in slices: it yields where it may be interrupted. At a small scale nodes are dots
 * of their colour, edges straight lines; text comes where it can be read.
 */
export function* paint(
	context: CanvasRenderingContext2D,
	scene: Scene,
	view: View,
	w: number,
	h: number,
	said: (box: Box) => Said,
	palette: Palette,
): Generator<void> {
	const { scale } = view;
	const [left, top] = [-view.x / scale, -view.y / scale];
	const [right, bottom] = [left + w / scale, top + h / scale];
	const isSeen = (box: Box) => box.x < right && box.x + box.w > left && box.y < bottom && box.y + box.h > top;
	context.fillStyle = palette.surface;
	context.fillRect(0, 0, w, h);
	context.save();
	context.translate(view.x, view.y);
	context.scale(scale, scale);
	for (const box of scene.boxes) if (box.isOpen && isSeen(box)) paintGroup(context, box, said(box), scale, palette);
	yield;
	yield* paintEdges(context, scene, { left, top, right, bottom }, scale, palette);
	if (scale < 0.3) yield* paintDots(context, scene, isSeen, said, scale, palette);
	else {
		let count = 0;
		for (const box of scene.boxes) {
			if (box.isOpen || !isSeen(box)) continue;
			paintBox(context, box, said(box), scale, palette);
			if (++count % 60 === 0) yield;
		}
	}
	context.restore();
}

function* paintEdges(
	context: CanvasRenderingContext2D,
	{ boxes, edges }: Scene,
	seen: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
	scale: number,
	palette: Palette,
): Generator<void> {
	context.strokeStyle = palette.edge;
	context.lineWidth = Math.max(1, 0.7 / scale);
	const many = edges.length / 2 > 4000;
	context.globalAlpha = many && scale < 0.3 ? 0.35 : 0.85;
	const straight = scale < 0.25;
	context.beginPath();
	let count = 0;
	for (let e = 0; e < edges.length; e += 2) {
		const from = boxes[edges[e] as number] as Box;
		const to = boxes[edges[e + 1] as number] as Box;
		const [x1, y1] = [from.x + from.w, from.isOpen ? from.y + 13 : from.y + from.h / 2];
		const [x2, y2] = [to.x, to.isOpen ? to.y + 13 : to.y + to.h / 2];
		if (Math.min(x1, x2) > seen.right || Math.max(x1, x2) < seen.left) continue;
		if (Math.min(y1, y2) > seen.bottom || Math.max(y1, y2) < seen.top) continue;
		context.moveTo(x1, y1);
		if (straight) context.lineTo(x2, y2);
		else {
			const bend = Math.max(24, Math.min(120, (x2 - x1) / 2));
			context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
		}
		if (++count % SLICE === 0) {
			context.stroke();
			yield;
			context.beginPath();
		}
	}
	context.stroke();
	context.globalAlpha = 1;
}

function* paintDots(
	context: CanvasRenderingContext2D,
	{ boxes }: Scene,
	isSeen: (box: Box) => boolean,
	said: (box: Box) => Said,
	scale: number,
	palette: Palette,
): Generator<void> {
	const least = 2 / scale;
	let count = 0;
	for (const box of boxes) {
		if (box.isOpen || !isSeen(box)) continue;
		const { state } = said(box);
		const h = Math.max(box.h, least);
		context.fillStyle = palette.states.get(state) ?? palette.line;
		context.fillRect(box.x, box.y, Math.max(box.w, least), h);
		if (state === "failed") {
			// not by colour alone: a notch
			context.fillStyle = palette.surface;
			context.fillRect(box.x + box.w * 0.4, box.y, box.w * 0.2, h / 2);
		}
		if (++count % SLICE === 0) yield;
	}
}

function paintGroup(context: CanvasRenderingContext2D, box: Box, said: Said, scale: number, palette: Palette): void {
	context.fillStyle = box.depth % 2 === 0 ? palette.sunken : palette.surface;
	context.strokeStyle = palette.line;
	context.lineWidth = 1;
	context.beginPath();
	context.roundRect(box.x, box.y, box.w, box.h, 8);
	context.fill();
	context.stroke();
	if (scale < 0.3) return;
	icon(context, said.state, box.x + 8, box.y + 7, 12, palette);
	context.fillStyle = palette.muted;
	context.font = `600 12px ${palette.sans}`;
	context.fillText(fitted(context, said.title, box.w - 40), box.x + 26, box.y + 17);
}

function paintBox(context: CanvasRenderingContext2D, box: Box, said: Said, scale: number, palette: Palette): void {
	const { x, y, w, h } = box;
	const color = palette.states.get(said.state) ?? palette.line;
	context.fillStyle = palette.surface;
	context.strokeStyle = said.state === "none" || said.state === "queued" ? palette.line : color;
	context.lineWidth = said.state === "failed" ? 2 : 1;
	if (said.state === "skipped") context.setLineDash([4, 3]);
	context.beginPath();
	context.roundRect(x, y, w, h, 6);
	context.fill();
	context.stroke();
	context.setLineDash([]);
	context.fillStyle = color;
	context.fillRect(x, y + 6, 3, h - 12);
	if (scale < 0.42) return;
	icon(context, said.state, x + 10, y + 7, 13, palette);
	context.fillStyle = palette.text;
	context.font = `600 12px ${palette.sans}`;
	context.fillText(fitted(context, said.title, w - 58), x + 29, y + 17);
	if (box.canOpen) {
		context.fillStyle = palette.muted;
		context.fillText("▸", x + w - 18, y + 17);
	}
	context.fillStyle = palette.muted;
	context.font = `11px ${palette.sans}`;
	context.fillText(
		fitted(context, said.source === undefined ? said.line : `${said.source} · ${said.line}`, w - 40),
		x + 29,
		y + 32,
	);
	if (said.mosaic !== undefined) paintMosaic(context, said.mosaic, x + 10, y + 40, w - 20, h - 48, palette);
}

/** Elements as tiles; where they are more than there is room for, a tile stands for several and shows the worst of them. */
export function paintMosaic(
	context: CanvasRenderingContext2D,
	mosaic: Uint8Array,
	x: number,
	y: number,
	w: number,
	h: number,
	palette: Palette,
): void {
	if (mosaic.length === 0) return;
	const side = Math.max(3, Math.min(12, Math.floor(Math.sqrt((w * h) / mosaic.length))));
	const across = Math.max(1, Math.floor(w / side));
	const down = Math.max(1, Math.floor(h / side));
	const each = Math.max(1, Math.ceil(mosaic.length / (across * down)));
	const tiles = Math.ceil(mosaic.length / each);
	for (let tile = 0; tile < tiles; tile++) {
		let code = UNKNOWN;
		for (let i = tile * each; i < Math.min(mosaic.length, (tile + 1) * each); i++)
			code = worse(code, mosaic[i] as number);
		const [tx, ty] = [x + (tile % across) * side, y + Math.floor(tile / across) * side];
		const state = STATES[code] ?? "none";
		context.fillStyle = palette.states.get(state) ?? palette.line;
		context.fillRect(tx, ty, side - 1, side - 1);
		if (state === "failed" && side >= 5) {
			context.fillStyle = palette.surface;
			context.fillRect(tx + side / 2 - 1.5, ty + side / 2 - 1.5, 2, 2);
		}
	}
}

/** Failed before running before waiting before done. */
const RANK = new Map(
	["failed", "interrupted", "aborted", "waiting", "running", "queued", "skipped", "succeeded"].map((state, rank) => [
		STATES.indexOf(state as never),
		rank,
	]),
);
function worse(a: number, b: number): number {
	return (RANK.get(a) ?? 99) <= (RANK.get(b) ?? 99) ? a : b;
}

function icon(
	context: CanvasRenderingContext2D,
	state: string,
	x: number,
	y: number,
	size: number,
	palette: Palette,
): void {
	context.save();
	context.translate(x, y);
	context.scale(size / 16, size / 16);
	context.fillStyle = state === "none" ? palette.muted : (palette.states.get(state) ?? palette.muted);
	context.fill(shapeOf(state), "evenodd");
	context.restore();
}

const widths = new Map<string, string>();
/** Text that fits, with an ellipsis where it was cut. Measuring is slow, so what was found is kept. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
	const key = `${context.font} ${width | 0} ${text}`;
	const known = widths.get(key);
	if (known !== undefined) return known;
	let shown = text;
	if (context.measureText(text).width > width) {
		let [low, high] = [0, text.length];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
			else high = middle - 1;
		}
		shown = `${text.slice(0, low)}…`;
	}
	if (widths.size > 20_000) widths.clear();
	widths.set(key, shown);
	return shown;
}

/** How long a node took, or has been at it. */
export function tookText(
	view: { readonly startedAt?: number; readonly endedAt?: number } | undefined,
	now: number,
	isRunning: boolean,
): string {
	if (view?.startedAt === undefined) return "";
	if (view.endedAt !== undefined) return durationText(view.endedAt - view.startedAt);
	return isRunning ? durationText(now - view.startedAt) : "";
}
