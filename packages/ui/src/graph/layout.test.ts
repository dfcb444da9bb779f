import { expect, test } from "vitest";
import type { GraphNode, GraphView } from "../../../flytekit-ts/src/server/view-model.js";
import { layOut } from "./layout.js";

const node = (id: string, needs: number[] = []): GraphNode => ({ id, kind: "task", name: `m.${id}`, needs });
const scene = (graphs: readonly GraphView[], isOpen = true) => {
	const known = new Map(graphs.map((graph) => [graph.path, graph]));
	return layOut("main", { inside: (path) => known.get(path), isOpen: () => isOpen });
};
const graph = (path: string, nodes: GraphNode[]): GraphView => ({ path, name: path, nodes });

test("what waits is right of what it waits for, whatever the order of the nodes", () => {
	const { boxes, edges } = scene([graph("main", [node("c", [1]), node("b", [2]), node("a")])]);
	for (let e = 0; e < edges.length; e += 2) {
		const [from, to] = [boxes[edges[e] as number], boxes[edges[e + 1] as number]];
		expect((from?.x ?? 0) + (from?.w ?? 0)).toBeLessThan(to?.x ?? 0);
	}
	expect(edges).toHaveLength(4);
});

test("no two nodes of one graph lie on each other", () => {
	const nodes = Array.from({ length: 400 }, (_, i) =>
		node(`n${i}`, i < 40 ? [] : [...new Set([i - 40, i - (i % 40) - 1])].sort((a, b) => a - b)),
	);
	const { boxes } = scene([graph("main", nodes)]);
	for (const [i, a] of boxes.entries()) {
		for (const b of boxes.slice(i + 1)) {
			expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
		}
	}
});

test("a graph inside lies inside its node, and closed it takes a node's room", () => {
	const graphs = [graph("main", [node("n0"), node("n1", [0])]), graph("main/n0", [node("d0"), node("d1")])];
	const { boxes, placeOf } = scene(graphs);
	const box = (path: string) => boxes[placeOf.get(path) as number] as (typeof boxes)[number];
	const [around, inner] = [box("main/n0"), box("main/n0/d1")];
	expect(inner.x).toBeGreaterThan(around.x);
	expect(inner.y + inner.h).toBeLessThan(around.y + around.h);
	expect(around.x + around.w).toBeLessThan(box("main/n1").x);
	expect(scene(graphs, false).boxes).toHaveLength(2);
});

test("thousands side by side are a block, not a thread", () => {
	const { width, height } = scene([
		graph(
			"main",
			Array.from({ length: 5000 }, (_, i) => node(`n${i}`)),
		),
	]);
	expect(width / height).toBeLessThan(4);
	expect(width / height).toBeGreaterThan(0.5);
});

test("a circle, which no graph that runs has, is laid out all the same", () => {
	expect(scene([graph("main", [node("a", [1]), node("b", [0])])]).boxes).toHaveLength(2);
});
