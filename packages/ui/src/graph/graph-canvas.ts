import type { Box, Scene } from "./layout.js";
import { Minimap } from "./minimap.js";
import { paint, type Said, type View } from "./painter.js";
import { onTheme, type Palette, paletteOf } from "./palette.js";
import { onPointers } from "./pointers.js";

/** Of a frame, what painting may take. */
const BUDGET_MS = 6;
/** How much further than the window is painted ahead, on each side. */
const MARGIN = 0.4;
/** A large picture is painted again at most this often when only states have changed. */
const REPAINT_MS = 120;

interface Buffer {
	readonly canvas: HTMLCanvasElement;
	readonly context: CanvasRenderingContext2D;
	view: View;
}

/**
 * The graph on a canvas. What is seen and a margin around it are painted into a buffer, in slices, so that a frame never waits for the
 * whole; moving and zooming only copy the buffer until the next one is ready.
 */
export class GraphCanvas {
	onSelect: (path: string | undefined) => void = () => undefined;
	onOpen: (path: string) => void = () => undefined;
	readonly #canvas: HTMLCanvasElement;
	readonly #said: (box: Box) => Said;
	readonly #end: (() => void)[] = [];
	#scene: Scene | undefined;
	#palette: Palette;
	#view: View = { scale: 1, x: 0, y: 0 };
	#front: Buffer | undefined;
	#back: Buffer | undefined;
	#painting: Generator<void> | undefined;
	#isStale = true;
	#paintedAt = 0;
	#frame = 0;
	#selected: string | undefined;
	#found: readonly string[] = [];
	#w = 1;
	#h = 1;
	#isFitted = false;
	readonly #map: Minimap;

	constructor(canvas: HTMLCanvasElement, minimap: HTMLCanvasElement, said: (box: Box) => Said) {
		this.#canvas = canvas;
		this.#said = said;
		this.#palette = paletteOf(canvas);
		const observer = new ResizeObserver(() => this.#resize());
		observer.observe(canvas);
		this.#end.push(() => observer.disconnect());
		this.#end.push(
			onTheme(() => {
				this.#palette = paletteOf(this.#canvas);
				this.#map.forget();
				this.repaint(true);
			}),
		);
		this.#map = new Minimap(minimap, ({ x, y }) => {
			const { scale } = this.#view;
			this.#move({ scale, x: this.#w / 2 - x * scale, y: this.#h / 2 - y * scale });
		});
		this.#end.push(() => this.#map.close());
		this.#end.push(
			onPointers(canvas, {
				pan: (dx, dy) => this.pan(dx, dy),
				zoom: (factor, x, y) => this.zoom(factor, x, y),
				click: (x, y) => this.#click(x, y),
				doubleClick: (x, y) => {
					const hit = this.#hit(x, y);
					if (hit?.canOpen === true) this.onOpen(hit.path);
				},
			}),
		);
		this.#resize();
	}

	get view(): View {
		return this.#view;
	}

	close(): void {
		cancelAnimationFrame(this.#frame);
		for (const end of this.#end) end();
	}

	/** Another picture. What is looked at stays where it is, unless nothing was. */
	setScene(scene: Scene): void {
		const before = this.#scene;
		this.#scene = scene;
		this.#map.forget();
		const anchor = this.#selected;
		const [was, is] = [anchor && before?.placeOf.get(anchor), anchor && scene.placeOf.get(anchor)];
		if (!this.#isFitted && scene.boxes.length > 0) this.fit();
		else if (typeof was === "number" && typeof is === "number") {
			const [a, b] = [before?.boxes[was] as Box, scene.boxes[is] as Box];
			const { scale, x, y } = this.#view;
			this.#view = { scale, x: x + (a.x - b.x) * scale, y: y + (a.y - b.y) * scale };
		}
		this.repaint(true);
	}

	/** States have changed. */
	repaint(now = false): void {
		this.#isStale = true;
		if (now) this.#paintedAt = 0;
		this.#ask();
	}

	select(path: string | undefined, reveal = false): void {
		this.#selected = path;
		if (reveal) this.reveal(path);
		this.#ask();
	}

	setFound(paths: readonly string[]): void {
		this.#found = paths;
		this.#ask();
	}

	/** Moves so that a node is in the middle, near enough to read it. */
	reveal(path: string | undefined): void {
		const box = this.#boxAt(path);
		if (box === undefined) return;
		const scale = Math.max(this.#view.scale, 0.8);
		const [w, h] = [this.#w, this.#h];
		const [left, top] = [box.x * this.#view.scale + this.#view.x, box.y * this.#view.scale + this.#view.y];
		const isSeen = left > 0 && top > 0 && left + box.w * scale < w && top + box.h * scale < h;
		if (isSeen && this.#view.scale >= 0.42) return;
		this.#move({ scale, x: w / 2 - (box.x + Math.min(box.w, 184) / 2) * scale, y: h / 2 - (box.y + 20) * scale });
	}

	/** All of it. */
	fit(): void {
		const { width, height } = this.#scene ?? { width: 0, height: 0 };
		if (width === 0 || this.#w < 2) return;
		this.#isFitted = true;
		const scale = Math.min(1.2, Math.max(0.004, Math.min((this.#w - 48) / width, (this.#h - 48) / height)));
		this.#move({ scale, x: (this.#w - width * scale) / 2, y: (this.#h - height * scale) / 2 });
	}

	zoom(factor: number, x = this.#w / 2, y = this.#h / 2): void {
		const scale = Math.min(3, Math.max(0.004, this.#view.scale * factor));
		const by = scale / this.#view.scale;
		this.#move({ scale, x: x - (x - this.#view.x) * by, y: y - (y - this.#view.y) * by });
	}

	pan(dx: number, dy: number): void {
		this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
	}

	/** The node that an arrow key leads to. */
	neighbour(direction: "left" | "right" | "up" | "down"): string | undefined {
		const scene = this.#scene;
		const from = this.#boxAt(this.#selected);
		if (scene === undefined) return undefined;
		if (from === undefined) return scene.boxes[0]?.path;
		let best: Box | undefined;
		let least = Number.POSITIVE_INFINITY;
		const middle = (box: Box) => [box.x + 92, box.y + Math.min(box.h, 40) / 2] as const;
		const [fx, fy] = middle(from);
		for (const box of scene.boxes) {
			if (box === from) continue;
			const [dx, dy] = [middle(box)[0] - fx, middle(box)[1] - fy];
			const along = direction === "left" ? -dx : direction === "right" ? dx : direction === "up" ? -dy : dy;
			const aside = direction === "left" || direction === "right" ? Math.abs(dy) : Math.abs(dx);
			if (along <= 1) continue;
			const far = along + 3 * aside;
			if (far < least) {
				least = far;
				best = box;
			}
		}
		return best?.path;
	}

	/** Of an element, the box of its array. */
	#boxAt(path: string | undefined): Box | undefined {
		const place = path === undefined ? undefined : this.#scene?.placeOf.get(path.replace(/\[\d+\]$/, ""));
		return place === undefined ? undefined : this.#scene?.boxes[place];
	}

	#move(view: View): void {
		this.#view = view;
		this.#ask();
	}

	#ask(): void {
		if (this.#frame !== 0) return;
		this.#frame = requestAnimationFrame((at) => {
			this.#frame = 0;
			this.#draw(at);
		});
	}

	#draw(at: number): void {
		if (this.#scene === undefined) return;
		if (this.#wantsPaint(at)) this.#begin(at);
		const until = performance.now() + BUDGET_MS;
		while (this.#painting !== undefined && performance.now() < until) {
			if (this.#painting.next().done === true) {
				this.#painting = undefined;
				[this.#front, this.#back] = [this.#back, this.#front];
				// for who measures: how many nodes the picture has that is shown now
				this.#canvas.dataset.painted = String(this.#scene.boxes.length);
			}
		}
		this.#show();
		this.#map.show(at, {
			scene: this.#scene,
			view: this.#view,
			size: [this.#w, this.#h],
			said: this.#said,
			palette: this.#palette,
			isBusy: this.#painting !== undefined,
		});
		if (this.#painting !== undefined || this.#isStale || this.#isOff()) this.#ask();
	}

	/** Whether what is seen is not what the front buffer was painted for. */
	#isOff(): boolean {
		const front = this.#front;
		if (front === undefined) return true;
		const { scale, x, y } = this.#view;
		if (front.view.scale !== scale) return true;
		const [dx, dy] = [x - front.view.x + this.#w * MARGIN, y - front.view.y + this.#h * MARGIN];
		return Math.abs(dx) > this.#w * MARGIN * 0.6 || Math.abs(dy) > this.#h * MARGIN * 0.6;
	}

	#wantsPaint(at: number): boolean {
		if (this.#painting !== undefined) return false;
		if (this.#isOff()) return true;
		const pause = (this.#scene?.boxes.length ?? 0) > 500 ? REPAINT_MS : 30;
		return this.#isStale && at - this.#paintedAt >= pause;
	}

	#begin(at: number): void {
		const scene = this.#scene as Scene;
		const ratio = devicePixelRatio;
		const [w, h] = [Math.ceil(this.#w * (1 + 2 * MARGIN)), Math.ceil(this.#h * (1 + 2 * MARGIN))];
		const back = this.#back ?? bufferOf();
		if (back.canvas.width !== Math.ceil(w * ratio) || back.canvas.height !== Math.ceil(h * ratio)) {
			back.canvas.width = Math.ceil(w * ratio);
			back.canvas.height = Math.ceil(h * ratio);
		}
		back.view = {
			scale: this.#view.scale,
			x: this.#view.x + this.#w * MARGIN,
			y: this.#view.y + this.#h * MARGIN,
		};
		back.context.setTransform(ratio, 0, 0, ratio, 0, 0);
		this.#back = back;
		this.#isStale = false;
		this.#paintedAt = at;
		this.#painting = paint(back.context, scene, back.view, w, h, this.#said, this.#palette);
	}

	#show(): void {
		const context = this.#canvas.getContext("2d", { alpha: false });
		if (context === null) return;
		const ratio = devicePixelRatio;
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.fillStyle = this.#palette.surface;
		context.fillRect(0, 0, this.#w, this.#h);
		const { scale, x, y } = this.#view;
		const front = this.#front;
		if (front !== undefined) {
			const by = scale / front.view.scale;
			const [dx, dy] = [x - front.view.x * by, y - front.view.y * by];
			context.drawImage(front.canvas, dx, dy, (front.canvas.width / ratio) * by, (front.canvas.height / ratio) * by);
		}
		const mark = (box: Box | undefined, color: string, width: number) => {
			if (box === undefined) return;
			context.strokeStyle = color;
			context.lineWidth = width;
			const [w, h] = [Math.max(6, box.w * scale), Math.max(6, box.h * scale)];
			context.strokeRect(box.x * scale + x - 2, box.y * scale + y - 2, w + 4, h + 4);
		};
		for (const path of this.#found.slice(0, 500)) mark(this.#boxAt(path), this.#palette.critical, 2);
		mark(this.#boxAt(this.#selected), this.#palette.accent, 3);
	}

	#resize(): void {
		const [w, h] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
		if (w === 0 || h === 0) return;
		[this.#w, this.#h] = [w, h];
		this.#canvas.width = Math.round(w * devicePixelRatio);
		this.#canvas.height = Math.round(h * devicePixelRatio);
		if (!this.#isFitted && this.#scene !== undefined) this.fit();
		this.#front = undefined;
		this.#painting = undefined;
		this.repaint(true);
	}

	/** Selects; the mark at the right of a node opens it. */
	#click(px: number, py: number): void {
		const hit = this.#hit(px, py);
		this.onSelect(hit?.path);
		const { scale, x } = this.#view;
		const isMark = hit !== undefined && px > (hit.x + hit.w - 28) * scale + x;
		if (isMark && hit.canOpen && !hit.isOpen) this.onOpen(hit.path);
	}

	/** The innermost box at a place of the canvas. */
	#hit(px: number, py: number): Box | undefined {
		const { scale, x, y } = this.#view;
		const [wx, wy] = [(px - x) / scale, (py - y) / scale];
		return this.#scene?.boxes.findLast(
			(box) => wx >= box.x && wx <= box.x + box.w && wy >= box.y && wy <= box.y + box.h,
		);
	}
}

function bufferOf(): Buffer {
	const canvas = document.createElement("canvas");
	const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
	return { canvas, context, view: { scale: 1, x: 0, y: 0 } };
}
