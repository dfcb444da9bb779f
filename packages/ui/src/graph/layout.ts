import type { GraphNode, GraphView } from "../../../flytekit-ts/src/server/view-model.js";

/** Sizes of what is drawn, in pixels at scale 1. */
export const NODE_W = 184;
export const NODE_H = 40;
export const ARRAY_H = 76;
const GAP_X = 56;
const GAP_Y = 14;
const SUB_GAP_X = 14;
const PAD = 14;
const HEAD = 26;

/** A node that is drawn. */
export interface Box {
	readonly path: string;
	readonly node: GraphNode;
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
	/** The graph inside it is drawn in it. */
	readonly isOpen: boolean;
	readonly canOpen: boolean;
	/** Place of the node around it; -1 at the top. */
	readonly parent: number;
	readonly depth: number;
}

/** What is drawn: boxes, those around others first, and edges as pairs of their places. */
export interface Scene {
	readonly boxes: readonly Box[];
	readonly edges: Int32Array;
	readonly width: number;
	readonly height: number;
	readonly placeOf: ReadonlyMap<string, number>;
}

interface Item {
	readonly node: GraphNode;
	readonly path: string;
	readonly w: number;
	readonly h: number;
	readonly inner: Level | undefined;
	readonly canOpen: boolean;
}

interface Level {
	readonly items: readonly Item[];
	readonly xs: Float64Array;
	readonly ys: Float64Array;
	readonly w: number;
	readonly h: number;
}

/** Which graphs there are, and which are open. */
export interface LayoutSource {
	inside(path: string): GraphView | undefined;
	isOpen(path: string): boolean;
}

/**
 * Lays out the graph at `root` from left to right: what waits for something is right of it. A column that is much longer than
 * the rest is broken into several, so that a thousand nodes side by side are a block and not a thread. Linear in nodes and edges,
 * but for sorting.
 */
export function layOut(root: string, source: LayoutSource): Scene {
	const graph = source.inside(root);
	const level = graph === undefined ? undefined : levelOf(graph, source, 0);
	if (level === undefined) return { boxes: [], edges: new Int32Array(0), width: 0, height: 0, placeOf: new Map() };
	const boxes: Box[] = [];
	const edges: number[] = [];
	const placeOf = new Map<string, number>();
	flatten(level, 0, 0, -1, 0, boxes, edges, placeOf);
	return { boxes, edges: Int32Array.from(edges), width: level.w, height: level.h, placeOf };
}

function levelOf(graph: GraphView, source: LayoutSource, depth: number): Level {
	const items = graph.nodes.map((node): Item => {
		const path = `${graph.path}/${node.id}`;
		const within = source.inside(path);
		const canOpen = within !== undefined && within.nodes.length > 0;
		if (canOpen && depth < 60 && source.isOpen(path)) {
			const inner = levelOf(within, source, depth + 1);
			return { node, path, inner, canOpen, w: Math.max(NODE_W, inner.w + 2 * PAD), h: inner.h + HEAD + PAD };
		}
		return { node, path, inner: undefined, canOpen, w: NODE_W, h: node.kind === "array" ? ARRAY_H : NODE_H };
	});
	const columns = columnsOf(graph.nodes);
	order(columns, graph.nodes);
	const most = mostIn(columns);
	const xs = new Float64Array(items.length);
	const ys = new Float64Array(items.length);
	let x = 0;
	const heights: { readonly members: readonly number[]; readonly h: number }[] = [];
	for (const column of columns) {
		for (const [part, members] of broken(column, most).entries()) {
			if (part > 0) x += SUB_GAP_X - GAP_X;
			let y = 0;
			let width = 0;
			for (const index of members) {
				const { w, h } = items[index] as Item;
				xs[index] = x;
				ys[index] = y;
				y += h + GAP_Y;
				width = Math.max(width, w);
			}
			heights.push({ members, h: y - GAP_Y });
			x += width + GAP_X;
		}
	}
	const h = heights.reduce((most, column) => Math.max(most, column.h), 0);
	// each column in the middle
	for (const column of heights) {
		const down = (h - column.h) / 2;
		for (const index of column.members) ys[index] = (ys[index] as number) + down;
	}
	return { items, xs, ys, w: Math.max(0, x - GAP_X), h };
}

/** Nodes by how many steps they are from a start. */
function columnsOf(nodes: readonly GraphNode[]): number[][] {
	const depth = new Int32Array(nodes.length);
	const later: number[][] = nodes.map(() => []);
	const left = new Int32Array(nodes.length);
	const ready: number[] = [];
	for (const [index, { needs }] of nodes.entries()) {
		left[index] = needs.length;
		if (needs.length === 0) ready.push(index);
		for (const need of needs) later[need]?.push(index);
	}
	for (let at = 0; at < ready.length; at++) {
		const index = ready[at] as number;
		for (const next of later[index] as number[]) {
			depth[next] = Math.max(depth[next] as number, (depth[index] as number) + 1);
			left[next] = (left[next] as number) - 1;
			if (left[next] === 0) ready.push(next);
		}
	}
	const columns: number[][] = [];
	for (let index = 0; index < nodes.length; index++) {
		const at = depth[index] as number;
		while (columns.length <= at) columns.push([]);
		columns[at]?.push(index);
	}
	return columns;
}

/** Puts each node near the middle of what it is tied to, column by column, there and back. */
function order(columns: readonly number[][], nodes: readonly GraphNode[]): void {
	const place = new Float64Array(nodes.length);
	const later: number[][] = nodes.map(() => []);
	for (const [index, { needs }] of nodes.entries()) for (const need of needs) later[need]?.push(index);
	const settle = (column: readonly number[]) => {
		for (const [at, index] of column.entries()) place[index] = column.length === 1 ? 0.5 : at / (column.length - 1);
	};
	for (const column of columns) settle(column);
	const mean = (others: readonly number[], own: number) => {
		if (others.length === 0) return place[own] as number;
		let sum = 0;
		for (const other of others) sum += place[other] as number;
		return sum / others.length;
	};
	const sort = (column: number[], tied: (index: number) => readonly number[]) => {
		if (column.length < 2) return;
		const keys = new Map(column.map((index) => [index, mean(tied(index), index)]));
		column.sort((a, b) => (keys.get(a) as number) - (keys.get(b) as number) || a - b);
		settle(column);
	};
	for (let round = 0; round < 2; round++) {
		for (const column of columns) sort(column, (index) => nodes[index]?.needs ?? []);
		for (const column of [...columns].reverse()) sort(column, (index) => later[index] ?? []);
	}
	for (const column of columns) sort(column, (index) => nodes[index]?.needs ?? []);
}

/** How many nodes a column may have: so many that the whole is about twice as wide as high, at least. */
function mostIn(columns: readonly (readonly number[])[]): number {
	const longest = columns.reduce((most, { length }) => Math.max(most, length), 0);
	for (let most = 14; most < longest; most = Math.ceil(most * 1.25)) {
		const parts = columns.reduce((sum, { length }) => sum + Math.ceil(length / most), 0);
		if (parts * (NODE_W + SUB_GAP_X) + columns.length * GAP_X <= 2.2 * most * (NODE_H + GAP_Y)) return most;
	}
	return longest;
}

/** A column, or parts of one that would be far higher than the whole is wide. */
function broken(column: readonly number[], most: number): readonly (readonly number[])[] {
	if (column.length <= most) return [column];
	const parts: number[][] = [];
	for (let at = 0; at < column.length; at += most) parts.push(column.slice(at, at + most));
	return parts;
}

function flatten(
	level: Level,
	x: number,
	y: number,
	parent: number,
	depth: number,
	boxes: Box[],
	edges: number[],
	placeOf: Map<string, number>,
): void {
	const first = new Int32Array(level.items.length);
	for (const [index, { node, path, w, h, inner, canOpen }] of level.items.entries()) {
		const at = boxes.length;
		first[index] = at;
		placeOf.set(path, at);
		const box = { path, node, w, h, canOpen, isOpen: inner !== undefined, parent, depth };
		const [left, top] = [x + (level.xs[index] as number), y + (level.ys[index] as number)];
		boxes.push({ ...box, x: left, y: top });
		if (inner !== undefined) flatten(inner, left + PAD, top + HEAD, at, depth + 1, boxes, edges, placeOf);
	}
	for (const [index, { node }] of level.items.entries()) {
		for (const need of node.needs) edges.push(first[need] as number, first[index] as number);
	}
}
