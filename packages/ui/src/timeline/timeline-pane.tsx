import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { onTheme, paletteOf } from "../graph/palette.js";
import type { RunModel } from "../model/run-model.js";
import { Drawing } from "../parts/drawing.js";
import { durationText } from "../time.js";
import { drawTimeline, LABEL, type Look, ROW, TOP } from "./draw-timeline.js";
import { Legend } from "./legend.js";
import { type Timeline, timelineOf } from "./rows.js";

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
	const look = useRef<Look>({ top: 0, from: 0, scale: 1 });
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
		const place = selected === undefined ? undefined : shown.placeOf.get(selected.replace(/\[\d+\]$/, ""));
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
				<Legend rows={shown.rows} model={model} />
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
			<Drawing
				canvas={canvas}
				kind="timeline"
				label={`Timeline of ${shown.rows.length} nodes by when they began. Up and down go from row to row.`}
				onKeyDown={onKey}
				onClick={(event) => {
					const row = Math.floor((event.offsetY - TOP + look.current.top) / ROW);
					if (event.offsetY > TOP) onSelect(shown.rows[row]?.path);
				}}
			/>
		</>
	);
}

function bound(view: Look, element: HTMLCanvasElement, { rows }: Timeline): void {
	view.top = Math.max(0, Math.min(view.top, rows.length * ROW - (element.clientHeight - TOP)));
	view.from = Math.max(0, Math.min(view.from, 1 - 1 / view.scale));
}
