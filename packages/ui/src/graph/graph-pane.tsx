import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RunModel } from "../model/run-model.js";
import { Drawing } from "../parts/drawing.js";
import { kindText } from "../parts/kind.js";
import { GraphCanvas } from "./graph-canvas.js";
import { type Box, layOut, type Scene } from "./layout.js";
import { type Said, tookText } from "./painter.js";

/** Graphs inside others open by themselves while all that is drawn stays below this. */
const OPEN_BELOW = 300;

type Arrow = "left" | "right" | "up" | "down";

export interface GraphPaneProps {
	readonly model: RunModel;
	readonly selected: string | undefined;
	readonly onSelect: (path: string | undefined) => void;
	/** Hears which nodes are drawn, for what is drawn beside it. */
	readonly onScene?: (scene: Scene) => void;
}

/** The graph, live: to be moved, zoomed, searched and opened in place, by mouse or keys. */
export function GraphPane({ model, selected, onSelect, onScene }: GraphPaneProps) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const minimap = useRef<HTMLCanvasElement>(null);
	const search = useRef<HTMLInputElement>(null);
	const drawing = useRef<GraphCanvas>(undefined);
	const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
	const [structure, setStructure] = useState(model.structure);
	const [sought, setSought] = useState("");
	const scene = useMemo(() => sceneOf(model, toggled), [model, structure, toggled]);
	const found = useMemo(() => foundIn(scene, sought, model), [scene, sought, model]);
	const at = useRef(0);

	useEffect(() => {
		setStructure(model.structure);
		let timer = 0;
		const stop = model.hear(() => {
			drawing.current?.repaint();
			// a graph that comes in pieces is not laid out for each of them
			if (timer === 0) {
				timer = setTimeout(() => {
					timer = 0;
					setStructure(model.structure);
				}, 80);
			}
		});
		return () => {
			clearTimeout(timer);
			stop();
		};
	}, [model]);

	// before the next key: what is on the screen can be gone to
	useLayoutEffect(() => {
		if (canvas.current === null || minimap.current === null) return undefined;
		const made = new GraphCanvas(canvas.current, minimap.current, (box) => saidOf(model, box));
		drawing.current = made;
		// running nodes say how long they have been at it
		const timer = setInterval(() => model.run?.state === "running" && made.repaint(), 1000);
		return () => {
			clearInterval(timer);
			made.close();
		};
	}, [model]);

	useLayoutEffect(() => {
		drawing.current?.setScene(scene);
		onScene?.(scene);
	}, [scene, model]);
	useEffect(() => drawing.current?.select(selected, true), [selected, scene]);
	useEffect(() => drawing.current?.setFound(found), [found]);

	const toggle = (path: string) => {
		const place = scene.placeOf.get(path);
		const box = place === undefined ? undefined : scene.boxes[place];
		if (box?.canOpen === true) setToggled((before) => new Map(before).set(path, !box.isOpen));
	};
	if (drawing.current !== undefined) {
		drawing.current.onSelect = onSelect;
		drawing.current.onOpen = toggle;
	}
	useEffect(() => {
		if (drawing.current === undefined) return;
		drawing.current.onSelect = onSelect;
		drawing.current.onOpen = toggle;
	});

	const onKey = (event: KeyboardEvent) => {
		const made = drawing.current;
		if (made === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
		const arrow = /^Arrow(Left|Right|Up|Down)$/.exec(event.key)?.[1]?.toLowerCase() as Arrow | undefined;
		if (arrow !== undefined) {
			if (event.shiftKey)
				made.pan(arrow === "left" ? 60 : arrow === "right" ? -60 : 0, arrow === "up" ? 60 : arrow === "down" ? -60 : 0);
			else {
				// at once: the next key may come before this one was rendered
				const next = made.neighbour(arrow) ?? selected;
				made.select(next, true);
				onSelect(next);
			}
		} else if (event.key === "+" || event.key === "=") made.zoom(1.25);
		else if (event.key === "-") made.zoom(0.8);
		else if (event.key === "0") made.fit();
		else if (event.key === "f") made.reveal(selected);
		else if (event.key === "Enter" || event.key === " ") selected !== undefined && toggle(selected);
		else if (event.key === "Escape") onSelect(undefined);
		else if (event.key === "/") search.current?.focus();
		else return;
		event.preventDefault();
	};
	const next = (by: number) => {
		if (found.length === 0) return;
		at.current = (at.current + by + found.length) % found.length;
		onSelect(found[at.current]);
	};
	const info = selected === undefined ? undefined : model.info(selected);
	const count = scene.boxes.length;
	return (
		<>
			<div class="tools">
				<h2>Graph</h2>
				<span class="muted small">
					{count} node{count === 1 ? "" : "s"}
				</span>
				<input
					ref={search}
					type="search"
					aria-label="Search nodes"
					placeholder="Search ( / )"
					value={sought}
					onInput={(event) => {
						setSought(event.currentTarget.value);
						at.current = -1;
					}}
					onKeyDown={(event) => {
						if (event.key === "Enter") next(event.shiftKey ? -1 : 1);
						if (event.key === "Escape") setSought("");
					}}
				/>
				<span class="muted small" role="status">
					{sought === "" ? "" : `${found.length} found`}
				</span>
				<span class="end">
					<button type="button" class="plain" aria-label="Smaller" onClick={() => drawing.current?.zoom(0.8)}>
						−
					</button>
					<button type="button" class="plain" aria-label="Larger" onClick={() => drawing.current?.zoom(1.25)}>
						+
					</button>
					<button type="button" class="plain" onClick={() => drawing.current?.fit()}>
						Fit
					</button>
					<button type="button" class="plain" onClick={() => setToggled(allOf(scene, true))}>
						Open all
					</button>
					<button type="button" class="plain" onClick={() => setToggled(allOf(scene, false))}>
						Close all
					</button>
				</span>
			</div>
			<Drawing
				canvas={canvas}
				kind="graph"
				label={`Graph of ${count} nodes. Arrow keys go from node to node, Enter opens, plus and minus zoom, 0 shows all, slash searches.`}
				onKeyDown={onKey}
				boxes={count}
			>
				<canvas ref={minimap} class="minimap" aria-hidden="true" />
				<span class="hidden" aria-live="polite">
					{info === undefined
						? ""
						: `${info.path}, ${info.name}, ${kindText(info.kind)}, ${info.state === "none" ? "not begun" : info.state}`}
				</span>
			</Drawing>
		</>
	);
}

function sceneOf(model: RunModel, toggled: ReadonlyMap<string, boolean>): Scene {
	const { root } = model;
	let left = OPEN_BELOW - (model.inside(root)?.nodes.length ?? 0);
	const opened = new Map<string, boolean>();
	const source = {
		inside: (path: string) => model.inside(path),
		isOpen(path: string): boolean {
			const chosen = toggled.get(path) ?? opened.get(path);
			if (chosen !== undefined) return chosen;
			const size = model.inside(path)?.nodes.length ?? 0;
			const isOpen = size <= left;
			if (isOpen) left -= size;
			opened.set(path, isOpen);
			return isOpen;
		},
	};
	const scene = layOut(root, source);
	if (scene.boxes.length > 0 || root === "") return scene;
	// a task alone has no graph: it is the picture
	const { kind, name } = model.info(root);
	return alone(root, kind, name);
}

function alone(root: string, kind: string, name: string): Scene {
	const node = { id: root, kind: kind as "task", name, needs: [] };
	const box: Box = { path: root, node, x: 0, y: 0, w: 184, h: 40, isOpen: false, canOpen: false, parent: -1, depth: 0 };
	return { boxes: [box], edges: new Int32Array(0), width: 184, height: 40, placeOf: new Map([[root, 0]]) };
}

function allOf(scene: Scene, isOpen: boolean): Map<string, boolean> {
	return new Map(scene.boxes.filter(({ canOpen }) => canOpen).map(({ path }) => [path, isOpen]));
}

function foundIn(scene: Scene, sought: string, model: RunModel): string[] {
	const text = sought.trim().toLowerCase();
	if (text === "") return [];
	const boxes = scene.boxes
		.filter(({ path, node }) => node.name.toLowerCase().includes(text) || path.toLowerCase().endsWith(text))
		.map(({ path }) => path);
	// a call that was folded into an array is an element of it
	return [...boxes, ...model.callsNamed(text)];
}

function saidOf(model: RunModel, box: Box): Said {
	const { path, node } = box;
	const view = model.nodes.get(path);
	const state = model.stateOf(path);
	const mosaic = model.mosaics.get(path);
	const took = tookText(view, Date.now(), state === "running");
	const tries = (view?.failedAt?.length ?? 0) > 0 ? ` · ${(view?.failedAt?.length ?? 0) + 1} attempts` : "";
	const size = node.calls?.count ?? mosaic?.length;
	const elements = size === undefined ? "" : ` × ${size}`;
	return {
		state,
		title: lastPart(node.name) + elements,
		line: `${node.calls?.ids ?? node.id}${took === "" ? "" : ` · ${took}`}${tries}`,
		mosaic,
		source: view?.source === undefined ? undefined : view.source === "cache" ? "cached" : "kept",
	};
}

const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1);
