import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { onTheme, type Palette, paletteOf } from "../graph/palette.js";
import type { RunModel } from "../model/run-model.js";
import { durationText } from "../time.js";
import { type Timeline, timelineOf } from "./rows.js";

const ROW = 22;
const TOP = 24;
const LABEL = 190;
/** A long list is put together again at most this often while it grows. */
const EVERY_MS = 250;

/** When each node was in line and ran, with what the end waited for marked. */
export function TimelinePane({
	model,
	selected,
	onSelect,
}: {
	model: RunModel;
	selected: string | undefined;
	onSelect: (path: string | undefined) => void;
}) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [timeline, setTimeline] = useState<Timeline>(() => timelineOf(model));
	const [onlyCritical, setOnlyCritical] = useState(false);
	const look = useRef({ top: 0, from: 0, scale: 1 });
	const shown = useMemo(() => {
		if (!onlyCritical) return timeline;
		const rows = timeline.rows.filter((row) => row.isCritical);
		return { ...timeline, rows, placeOf: new Map(rows.map(({ path }, index) => [path, index])) };
	}, [timeline, onlyCritical]);
	const state = useRef({ shown, selected });
	state.current = { shown, selected };
	const draw = useRef<() => void>(() => undefined);

	useEffect(() => {
		let timer = 0;
		const again = () => {
			timer = 0;
			setTimeline(timelineOf(model));
		};
		again();
		const stop = model.hear(() => {
			if (timer === 0) timer = setTimeout(again, EVERY_MS + model.nodes.size / 10);
		});
		const clock = setInterval(() => model.run?.state === "running" && timer === 0 && again(), 1000);
		return () => {
			stop();
			clearTimeout(timer);
			clearInterval(clock);
		};
	}, [model]);

	useEffect(() => {
		const element = canvas.current;
		if (element === null) return undefined;
		let palette = paletteOf(element);
		let frame = 0;
		draw.current = () => {
			if (frame !== 0) return;
			frame = requestAnimationFrame(() => {
				frame = 0;
				drawTimeline(element, state.current.shown, state.current.selected, model, look.current, palette);
			});
		};
		const observer = new ResizeObserver(() => draw.current());
		observer.observe(element);
		const untheme = onTheme(() => {
			palette = paletteOf(element);
			draw.current();
		});
		const wheel = (event: WheelEvent) => {
			event.preventDefault();
			const view = look.current;
			const by = event.deltaMode === 1 ? 16 : 1;
			if (event.ctrlKey || event.metaKey) {
				const factor = Math.exp(-event.deltaY * by * 0.01);
				const scale = Math.min(5000, Math.max(1, view.scale * factor));
				const width = element.clientWidth - LABEL - 12;
				const at = Math.max(0, event.offsetX - LABEL) / width;
				const span = 1 / view.scale;
				view.from = view.from + at * span - at / scale;
				view.scale = scale;
			} else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
				view.from += ((event.deltaX || event.deltaY) * by) / element.clientWidth / view.scale;
			} else view.top += event.deltaY * by;
			bound(view, element, state.current.shown);
			draw.current();
		};
		element.addEventListener("wheel", wheel, { passive: false });
		draw.current();
		return () => {
			cancelAnimationFrame(frame);
			observer.disconnect();
			untheme();
			element.removeEventListener("wheel", wheel);
		};
	}, [model]);

	useEffect(() => {
		const element = canvas.current;
		const place = selected === undefined ? undefined : shown.placeOf.get(selected);
		if (element !== null && place !== undefined) {
			const view = look.current;
			const height = element.clientHeight - TOP;
			if (place * ROW < view.top) view.top = place * ROW;
			else if ((place + 1) * ROW > view.top + height) view.top = (place + 1) * ROW - height;
		}
		draw.current();
	}, [selected, shown]);

	const onKey = (event: KeyboardEvent) => {
		// the last key may not have been rendered yet
		const { selected: from } = state.current;
		const place = from === undefined ? -1 : (shown.placeOf.get(from) ?? -1);
		const page = Math.floor(((canvas.current?.clientHeight ?? 200) - TOP) / ROW);
		const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
		if (by === undefined) return;
		event.preventDefault();
		const next = Math.max(0, Math.min(shown.rows.length - 1, place + by));
		const path = shown.rows[next]?.path;
		state.current.selected = path;
		onSelect(path);
	};
	const critical = timeline.rows.filter((row) => row.isCritical).length;
	return (
		<>
			<div class="tools">
				<h2>Timeline</h2>
				<span class="muted small">
					{shown.rows.length} row{shown.rows.length === 1 ? "" : "s"} over {durationText(timeline.to - timeline.from)}
				</span>
				<span class="end">
					<button
						type="button"
						class="plain"
						aria-pressed={onlyCritical}
						onClick={() => {
							look.current.top = 0;
							setOnlyCritical(!onlyCritical);
						}}
					>
						Critical path ({critical})
					</button>
				</span>
			</div>
			<div class="drawing">
				<canvas
					ref={canvas}
					tabIndex={0}
					role="application"
					aria-roledescription="timeline"
					aria-label={`Timeline of ${shown.rows.length} nodes by when they began. Up and down go from row to row.`}
					onKeyDown={onKey}
					onClick={(event) => {
						const row = Math.floor((event.offsetY - TOP + look.current.top) / ROW);
						if (event.offsetY > TOP) onSelect(shown.rows[row]?.path);
					}}
				/>
			</div>
		</>
	);
}

function bound(
	view: { top: number; from: number; scale: number },
	element: HTMLCanvasElement,
	{ rows }: Timeline,
): void {
	view.top = Math.max(0, Math.min(view.top, rows.length * ROW - (element.clientHeight - TOP)));
	view.from = Math.max(0, Math.min(view.from, 1 - 1 / view.scale));
}

function drawTimeline(
	element: HTMLCanvasElement,
	{ rows, from, to }: Timeline,
	selected: string | undefined,
	model: RunModel,
	view: { top: number; from: number; scale: number },
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
		context.fillText(durationText(at), x + 4, 11);
	}
	context.save();
	context.beginPath();
	context.rect(0, TOP, w, h - TOP);
	context.clip();
	const first = Math.max(0, Math.floor(view.top / ROW));
	const last = Math.min(rows.length, Math.ceil((view.top + h - TOP) / ROW));
	for (let index = first; index < last; index++) {
		const row = rows[index];
		if (row === undefined) break;
		const y = TOP + index * ROW - view.top;
		if (row.path === selected) {
			context.fillStyle = palette.sunken;
			context.fillRect(0, y, w, ROW);
			context.fillStyle = palette.accent;
			context.fillRect(0, y, 3, ROW);
		}
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
		const ended = row.endedAt ?? (state === "running" || state === "queued" ? now : started);
		const bar = (a: number, b: number, least: number) => {
			const x1 = Math.max(LABEL, xOf(a));
			const x2 = Math.min(w - 6, Math.max(xOf(b), xOf(a) + least));
			return x2 > x1 ? ([x1, x2 - x1] as const) : undefined;
		};
		const queued = bar(row.queuedAt, Math.min(started, ended), 0);
		if (queued !== undefined) {
			context.fillStyle = palette.states.get("queued") ?? palette.line;
			context.globalAlpha = 0.35;
			context.fillRect(queued[0], y + 9, queued[1], 4);
			context.globalAlpha = 1;
		}
		const ran = row.startedAt === undefined ? undefined : bar(started, ended, 2);
		if (ran !== undefined) {
			context.fillStyle = color;
			context.fillRect(ran[0], y + 5, ran[1], 12);
			if (row.isCritical) {
				context.fillStyle = palette.critical;
				context.fillRect(ran[0], y + 18, ran[1], 2);
			}
			const nodeView = model.nodes.get(row.path);
			for (const at of nodeView?.failedAt ?? []) {
				const x = xOf(at);
				if (x < LABEL || x > w) continue;
				cross(context, x, y + 11, palette.surface, 5);
				cross(context, x, y + 11, palette.states.get("failed") ?? palette.text, 2);
			}
			const said =
				nodeView?.source === undefined
					? durationText(ended - started)
					: nodeView.source === "cache"
						? "cached"
						: "kept";
			context.font = `11px ${palette.sans}`;
			const room = w - 6 - (ran[0] + ran[1]);
			context.fillStyle = palette.muted;
			if (room > 56) context.fillText(said, ran[0] + ran[1] + 5, y + ROW / 2);
		}
	}
	context.restore();
	if (rows.length * ROW > h - TOP) {
		const size = Math.max(24, (h - TOP) ** 2 / (rows.length * ROW));
		context.fillStyle = palette.line;
		context.fillRect(w - 5, TOP + (view.top / (rows.length * ROW)) * (h - TOP), 4, size);
	}
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

/** A round number of milliseconds, so that some ten ticks fit. */
function tickStep(span: number, width: number): number {
	const least = (span / width) * 90;
	for (let step = 1; ; step *= 10) {
		for (const by of [1, 2, 5]) if (step * by >= least) return step * by;
	}
}
