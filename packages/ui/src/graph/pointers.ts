/** What pointers and wheels do to a picture that can be moved; places are those of the canvas. */
export interface PointerActions {
	pan(dx: number, dy: number): void;
	zoom(factor: number, x: number, y: number): void;
	click(x: number, y: number): void;
	doubleClick(x: number, y: number): void;
}

interface Point {
	readonly x: number;
	readonly y: number;
}

/** How far a pointer may move and still have clicked. */
const STILL = 5;

/** Hears a canvas: one finger moves, two zoom, a wheel moves and with Ctrl zooms. @returns what ends it */
export function onPointers(canvas: HTMLCanvasElement, act: PointerActions): () => void {
	const end = new AbortController();
	const on = <K extends keyof HTMLElementEventMap>(
		name: K,
		hear: (event: HTMLElementEventMap[K]) => void,
		passive = true,
	) => canvas.addEventListener(name, hear, { signal: end.signal, passive });
	const held = new Map<number, Point>();
	let moved = 0;
	on("pointerdown", (event) => {
		canvas.setPointerCapture(event.pointerId);
		held.set(event.pointerId, { x: event.clientX, y: event.clientY });
		moved = 0;
	});
	on("pointermove", (event) => {
		const last = held.get(event.pointerId);
		if (last === undefined) return;
		const now = { x: event.clientX, y: event.clientY };
		const [dx, dy] = [now.x - last.x, now.y - last.y];
		moved += Math.abs(dx) + Math.abs(dy);
		if (held.size === 1) act.pan(dx, dy);
		else {
			const other = [...held].find(([id]) => id !== event.pointerId)?.[1] ?? last;
			const far = (point: Point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
			const at = canvas.getBoundingClientRect();
			act.zoom(far(now) / far(last), other.x - at.left, other.y - at.top);
		}
		held.set(event.pointerId, now);
	});
	on("pointerup", (event) => {
		held.delete(event.pointerId);
		if (moved <= STILL) act.click(event.offsetX, event.offsetY);
	});
	on("pointercancel", (event) => void held.delete(event.pointerId));
	on("dblclick", (event) => act.doubleClick(event.offsetX, event.offsetY));
	on(
		"wheel",
		(event) => {
			event.preventDefault();
			const by = event.deltaMode === 1 ? 16 : 1;
			if (event.ctrlKey || event.metaKey) act.zoom(Math.exp(-event.deltaY * by * 0.01), event.offsetX, event.offsetY);
			else if (event.shiftKey) act.pan(-event.deltaY * by, 0);
			else act.pan(-event.deltaX * by, -event.deltaY * by);
		},
		false,
	);
	return () => end.abort();
}
