import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runGraph } from "../../src/engine/index.js";
import { shapeOf } from "../../src/engine/journal/graph-shape.js";
import type { JournalRecord } from "../../src/engine/journal/record.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import type { Graph } from "../../src/graph/graph.js";
import { graph, int, list, mapped, node, task } from "./build.js";

let folder: string;
let store: RunStore;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flytekit-ts-shape-"));
	store = new RunStore(join(folder, "runs.db"), { durability: "process", commit: { statesMs: 0 } });
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

const add = task("m.add", ["a", "b"], ({ a, b }) => (a as number) + (b as number));
const fails = task("m.fails", ["x"], () => {
	throw new Error("no");
});

async function recordsOf(made: Graph): Promise<JournalRecord[]> {
	const header = { id: "r1", name: "m.main", kind: "workflow", file: undefined, entity: undefined } as const;
	const rest = { inputs: new Uint8Array(0), versions: new Map(), startedAt: 0, sdk: "0" };
	await runGraph(made, new Map(), { journal: store.begin({ ...header, ...rest }), executionId: "r1" });
	const records: JournalRecord[] = [];
	store.records("r1", (record) => records.push(record));
	return records;
}

const statesOf = (records: readonly JournalRecord[], path: string) =>
	records.flatMap((record) =>
		record.type === "state" && record.path === path
			? [record.state]
			: record.type === "call" && record.path === path
				? [record.phase]
				: [],
	);

test("a journal says what a graph looks like, each edge once, and when nodes were in line and ran", async () => {
	const made = graph(
		[
			node("n0", add, { a: 1, b: 2 }),
			node("n1", add, { a: "n0.o0", b: "n0.o0" }),
			node("n2", add, { a: "n0.o0", b: "n1.o0" }),
		],
		{ o0: "n2.o0" },
	);
	const records = await recordsOf(made);
	const shapes = records.flatMap((record) => (record.type === "graph" ? [shapeOf(record.shape ?? "")] : []));
	expect(shapes).toEqual([
		{
			nodes: [
				{ id: "n0", kind: "task", name: "m.add", needs: [] },
				{ id: "n1", kind: "task", name: "m.add", needs: [0] },
				{ id: "n2", kind: "task", name: "m.add", needs: [0, 1] },
			],
		},
	]);
	expect(statesOf(records, "main/n2")).toEqual(["queued", "running", "succeeded"]);
});

test("many equal nodes are one row of the shape, and come back one by one", async () => {
	const one = (id: string) => node(id, add, { a: 1, b: 2 });
	const ids = ["x", "dn0", "dn1", "dn2", "dn3", "dn5", "dn6", "dn7", "dn08", "dn09", "dn010", "d9", "d10", "d11"];
	const nodes = [...ids.map(one), node("d12", add, { a: "d9.o0", b: 1 }), node("d13", fails, { x: 1 })];
	const records = await recordsOf(graph(nodes, { o0: "d12.o0" }));
	const [text = ""] = records.flatMap((record) => (record.type === "graph" ? [record.shape] : []));
	expect(JSON.parse(text).nodes).toHaveLength(7);
	const wanted = nodes.map(({ id }, i) => ({
		id,
		kind: "task",
		name: id === "d13" ? "m.fails" : "m.add",
		needs: i === ids.length ? [ids.indexOf("d9")] : [],
	}));
	expect(shapeOf(text)).toEqual({ nodes: wanted });
});

test("nodes in line are told at once, and read one by one", async () => {
	const nodes = Array.from({ length: 300 }, (_, i) => node(`n${i}`, add, { a: i, b: 1 }));
	const records = await recordsOf(graph(nodes, { o0: "n299.o0" }));
	for (const { id } of nodes) expect(statesOf(records, `main/${id}`)).toContain("queued");
});

test("elements of an array are told one by one, after how many there are", async () => {
	const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
	const records = await recordsOf(graph([node("n0", mapped(inc), { x: list(int(1), int(2)) })], { o0: "n0.o0" }));
	expect(records).toContainEqual(expect.objectContaining({ type: "state", path: "main/n0", elements: 2 }));
	expect(statesOf(records, "main/n0[1]")).toEqual(["running", "succeeded"]);
});

test("what never ran is told too", async () => {
	const records = await recordsOf(
		graph([node("n0", fails, { x: 1 }), node("n1", add, { a: "n0.o0", b: 1 })], { o0: "n1.o0" }),
	);
	expect(statesOf(records, "main/n0")).toEqual(["queued", "running", "failed"]);
	expect(statesOf(records, "main/n1")).toEqual(["skipped"]);
});

test("what is no shape is none", () => {
	for (const text of ["", "{", "null", "[]", '{"nodes":3}']) expect(shapeOf(text)).toBeUndefined();
});
