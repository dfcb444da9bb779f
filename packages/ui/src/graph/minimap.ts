import type { Box, Scene } from "./layout.js";
import type { Said, View } from "./painter.js";
import type { Palette } from "./palette.js";

/** How often states are painted anew, in milliseconds. */
const EVERY_MS = 700;
/** Boxes that are painted at most; of more, some stand for all. */
const BOXES = 4000;
const EDGE = 4;

/** What the map shows. */
export interface Mapped {
	readonly scene: Scene;
	readonly view: View;
	/** Of the window on the scene. */
	readonly size: readonly [w: number, h: number];
	readonly said: (box: Box) => Said;
	readonly palette: Palette;
	/** The picture itself is being painted: the map waits. */
	readonly isBusy: boolean;
}

/** The whole graph, small, with the part that is seen; a press goes there. */
export class Minimap {
	readonly #canvas: HTMLCanvasElement;
	readonly #end = new AbortController();
	#painted: HTMLCanvasElement | undefined;
	#paintedAt = 0;
	#scene: Scene | undefined;

	/** `go` hears which point of the scene is to be in the middle. */
	constructor(canvas: HTMLCanvasElement, go: (to: { readonly x: number; readonly y: number }) => void) {
		this.#canvas = canvas;
		const jump = (event: PointerEvent) => {
			if (this.#scene === undefined || event.buttons === 0) return;
			const { scale, x, y } = this.#place(this.#scene);
			go({ x: (event.offsetX - x) / scale, y: (event.offsetY - y) / scale });
		};
		for (const name of ["pointerdown", "pointermove"] as const) {
			canvas.addEventListener(name, jump, { signal: this.#end.signal });
		}
	}

	close(): void {
		this.#end.abort();
	}

	/** What was painted holds no more. */
	forget(): void {
		this.#painted = undefined;
	}

	show(at: number, mapped: Mapped): void {
		const context = this.#canvas.getContext("2d");
		if (context === null) return;
		const { scene, view, size, palette } = mapped;
		this.#scene = scene;
		// nothing to find one's way in
		this.#canvas.style.visibility = isWhole(mapped) && view.scale > 0.3 ? "hidden" : "visible";
		const ratio = devicePixelRatio;
		const [w, h] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
		if (this.#canvas.width !== w * ratio) {
			this.#canvas.width = w * ratio;
			this.#canvas.height = h * ratio;
		}
		if (this.#painted === undefined || (at - this.#paintedAt > EVERY_MS && !mapped.isBusy)) {
			this.#paintedAt = at;
			this.#painted = this.#paint(mapped, w, h);
		}
		const { scale, x, y } = this.#place(scene);
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, w, h);
		context.drawImage(this.#painted, 0, 0, w, h);
		context.strokeStyle = palette.accent;
		context.lineWidth = 1.5;
		const by = scale / view.scale;
		context.strokeRect(x - view.x * by, y - view.y * by, size[0] * by, size[1] * by);
	}

	#paint({ scene, said, palette }: Mapped, w: number, h: number): HTMLCanvasElement {
		const painted = this.#painted ?? document.createElement("canvas");
		painted.width = w;
		painted.height = h;
		const context = painted.getContext("2d") as CanvasRenderingContext2D;
		const { scale, x, y } = this.#place(scene);
		const step = Math.max(1, Math.floor(scene.boxes.length / BOXES));
		for (let i = 0; i < scene.boxes.length; i += step) {
			const box = scene.boxes[i] as Box;
			context.fillStyle = box.isOpen ? palette.sunken : (palette.states.get(said(box).state) ?? palette.line);
			context.fillRect(x + box.x * scale, y + box.y * scale, Math.max(1, box.w * scale), Math.max(1, box.h * scale));
		}
		return painted;
	}

	/** Where the scene is on the map. */
	#place({ width, height }: Scene): View {
		const [w, h] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
		const scale = Math.min((w - 2 * EDGE) / Math.max(1, width), (h - 2 * EDGE) / Math.max(1, height));
		return { scale, x: (w - width * scale) / 2, y: (h - height * scale) / 2 };
	}
}

function isWhole({ scene, view: { scale, x, y }, size: [w, h] }: Mapped): boolean {
	return x >= 0 && y >= 0 && x + scene.width * scale <= w && y + scene.height * scale <= h;
}
