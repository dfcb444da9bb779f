import { mapTask, task } from "flytekit-ts";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { FlyteError } from "../../src/errors/index.js";
import { callRanges, callsInName, foldGraph, foldLines } from "../../src/graph/fold/index.js";
import type { ArrayTarget, Graph } from "../../src/graph/graph.js";
import * as entities from "./entities.js";
import { folded, graphOf, threeWays } from "./three-ways.js";

beforeAll(prepareDeclared);

const ids = (graph: Graph) => graph.nodes.map(({ id }) => id);
const input = (graph: Graph, id: string, name: string) =>
	graph.nodes.find((node) => node.id === id)?.inputs.find((binding) => binding.var === name)?.data;
const array = (graph: Graph, id = "an0") => graph.nodes.find((node) => node.id === id)?.target as ArrayTarget;

describe("what folds", () => {
	it("equal calls become one array node; an input that all share is bound, the list of all is one promise", async () => {
		const { graph, report } = await folded(entities.fanIn, 20);
		expect(ids(graph)).toEqual(["an0", "dn20"]);
		expect(array(graph)).toMatchObject({ kind: "array", bound: ["b"], parallelism: 25, minSuccessRatio: 1 });
		expect(input(graph, "an0", "b")).toEqual({ kind: "literal", literal: { kind: "integer", value: 7n } });
		expect(input(graph, "an0", "a")).toMatchObject({ kind: "literal", literal: { kind: "collection" } });
		expect(input(graph, "dn20", "values")).toEqual({ kind: "promise", node: "an0", var: "o0", path: [] });
		expect(graph.nodes[0]?.metadata.name).toBe("plus [dn0-dn19]");
		expect(report).toMatchObject({ nodesBefore: 21, nodesAfter: 2 });
		expect(report.arrays).toMatchObject([
			{ node: "an0", calls: 20, bound: ["b"], location: { file: expect.any(String) } },
		]);
	});

	it("takes single results by their index where they come in another order", async () => {
		const { graph } = await folded(entities.mixed, 9);
		const data = graph.outputs[0]?.data;
		expect(data?.kind === "collection" && data.items.map((item) => item.kind === "promise" && item.path)).toEqual([
			...[8, 7, 6, 5, 4, 3, 2, 1, 0].map((i) => [i]),
			[3],
		]);
	});

	it("folds stage by stage", async () => {
		const { graph } = await folded(entities.pipeline, 30);
		expect(ids(graph)).toEqual(["an0", "an1", "an2"]);
		expect(input(graph, "an1", "a")).toEqual({ kind: "promise", node: "an0", var: "o0", path: [] });
		expect(input(graph, "an2", "x")).toEqual({ kind: "promise", node: "an1", var: "o0", path: [] });
		expect(graph.outputs[0]?.data).toEqual({ kind: "promise", node: "an2", var: "o0", path: [] });
	});

	it("keeps one input a list where all calls are the same", async () => {
		const { graph } = await folded(entities.sameAll, 8);
		expect(array(graph).bound).toEqual([]);
		expect(input(graph, "an0", "x")).toMatchObject({ literal: { items: { length: 8 } } });
	});

	it("binds a list that all calls share, which would be sliced otherwise", async () => {
		const { graph } = await folded(entities.sameList, 8);
		expect(array(graph).bound).toEqual(["values"]);
	});

	it("binds nothing small of a cached task, so that its name does not depend on the values", async () => {
		const { graph } = await folded(entities.cachedCalls, 8);
		expect(array(graph).bound).toEqual([]);
	});

	it("makes several arrays of more calls than one array may have, in equal parts", async () => {
		const { graph } = foldGraph(await graphOf(entities.fanIn, 100), { mode: "auto", elements: 40 });
		expect(ids(graph)).toEqual(["an0", "an1", "an2", "dn100"]);
		expect(graph.nodes.map(({ metadata }) => metadata.name).slice(0, 3)).toEqual([
			"plus [dn0-dn33]",
			"plus [dn34-dn67]",
			"plus [dn68-dn99]",
		]);
		const values = input(graph, "dn100", "values");
		expect(values?.kind === "collection" && values.items[99]).toMatchObject({ node: "an2", path: [31] });
	});

	it("takes as many at a time as the dynamic says", async () => {
		expect(array((await folded(entities.threeAtATime, 8)).graph).parallelism).toBe(3);
	});
});

describe("what does not", () => {
	it.each([
		["fewer than eight", entities.fanIn, 7, /fewer than 8 of them can run side by side/],
		["calls that wait for each other", entities.chain, 20, /call dn1 at .*entities\.ts:\d+:\d+ waits for dn0 at/],
		["a call with overrides of its own", entities.oneOdd, 20, /call dn2 at .* has retries of its own, unlike dn0 at/],
		["a call with a name", entities.oneNamed, 20, /call mine at .* has a node name of its own/],
		["a call that a conditional compares", entities.decided, 20, /a conditional compares what call dn0 at .* gives/],
		["calls without inputs", entities.noInputs, 20, /call dn0 at .* takes no input/],
		["dynamics", entities.nested, 9, /is a dynamic, which Flyte's array node does not run/],
		["launch plans", entities.plans, 9, /is an execution of its own \(launch plan\)/],
	])("%s", async (_, dynamic, n, text) => {
		const { report } = await folded(dynamic, n);
		expect(report.left.find((left) => text.test(left.text))).toMatchObject({
			text: expect.stringMatching(text),
			location: { line: expect.any(Number) },
		});
		expect(foldLines(report).join("\n")).toMatch(/not folded/);
	});

	it("the others fold beside a call that does not", async () => {
		expect(ids((await folded(entities.oneOdd, 20)).graph)).toEqual(["an0", "dn2"]);
		expect(ids((await folded(entities.oneNamed, 20)).graph)).toEqual(["an0", "mine"]);
	});

	it("a call that a conditional compares stays beside the others, which Flyte's compiler asks for", async () => {
		const { graph } = await folded(entities.decided, 20);
		expect(ids(graph).slice(0, 2)).toEqual(["dn0", "an0"]);
		expect(graph.nodes.find(({ target }) => target.kind === "branch")?.inputs[0]?.data).toMatchObject({
			node: "dn0",
			path: [],
		});
	});

	it("nothing where folding is off, and the graph is the one that was given", async () => {
		expect((await folded(entities.neverFolded, 20, "own")).report.nodesAfter).toBe(20);
		const graph = await graphOf(entities.chain, 20);
		expect(foldGraph(graph, { mode: "auto" }).graph).toBe(graph);
	});

	it("is an error with the call and the way out where a dynamic requires it", async () => {
		const error = await folded(entities.mustChain, 20, "own").catch((thrown) => thrown as FlyteError);
		expect(error).toBeInstanceOf(FlyteError);
		expect(error).toMatchObject({
			code: "GRAPH_FOLD",
			details: { node: "dn1", location: { line: expect.any(Number) } },
		});
		expect((error as FlyteError).message).toMatch(
			/entities\.mustChain must fold \(fold: "require"\), and 20 calls of .*entities\.plus cannot: call dn1 at .* waits for dn0/,
		);
		await expect(folded(entities.plans, 9, "own")).rejects.toMatchObject({ code: "GRAPH_FOLD" });
		await expect(folded(entities.oneOdd, 20, "require")).rejects.toThrow(/1 call of .*square cannot: call dn2/);
		await expect(folded(entities.fanIn, 20, "require")).resolves.toBeDefined();
	});
});

describe("batches", () => {
	const path = (graph: Graph, i: number) => {
		const data = graph.outputs[0]?.data;
		const item = data?.kind === "collection" ? data.items[i] : undefined;
		return item?.kind === "promise" ? item.path : undefined;
	};

	it("the array goes over chunks; single results are taken by chunk and place in it, chunks by the stage after whole", async () => {
		const { graph } = await folded(entities.batched, 12);
		expect(array(graph)).toMatchObject({ chunk: 5, bound: ["b"] });
		const a = input(graph, "an0", "a");
		expect(a?.kind === "literal" && a.literal.kind === "collection" && a.literal.items).toMatchObject([
			{ items: { length: 5 } },
			{ items: { length: 5 } },
			{ items: { length: 2 } },
		]);
		expect(input(graph, "an1", "a")).toEqual({ kind: "promise", node: "an0", var: "o0", path: [] });
		expect([path(graph, 1), path(graph, 12), path(graph, 13)]).toEqual([
			[2, 1],
			[0, 0],
			[0, 2],
		]);
	});

	it("auto gives each of the elements that run at a time as many", async () => {
		expect(array((await folded(entities.batchedByTask, 18)).graph).chunk).toBe(5);
	});

	it("cuts the lists of maps in a dynamic", async () => {
		const { graph } = await folded(entities.batchedMap, 10);
		expect(array(graph, "dn0")).toMatchObject({ chunk: 4, bound: ["b"] });
		expect([path(graph, 1), path(graph, 2)]).toEqual([
			[1, 1],
			[0, 1],
		]);
	});

	it("is refused in a workflow, beside a minimum of successes, and as a number that it is not", () => {
		const called = entities.batchedInWorkflow;
		expect(() => called.toGraph()).toThrow(/mapTask\(plus\) has batches, and is called in a workflow/);
		expect(() => mapTask(entities.square, { batch: 4, minSuccessRatio: 0.5 })).toThrow(
			/batch or a minimum of successes/,
		);
		expect(() => mapTask(entities.square, { batch: 0 })).toThrow(/option batch is 0/);
		expect(() => task({ batch: 2.5 }, () => {})).toThrow(/option batch is 2\.5/);
	});
});

describe("the same run", () => {
	const {
		fanIn,
		mixed,
		pipeline,
		chain,
		parts,
		twoOutputs,
		oneOdd,
		oneNamed,
		sameAll,
		sameList,
		nested,
		failing,
		cachedCalls,
		batched,
		batchedByTask,
		batchedMap,
		batchedMapOfCalls,
		batchedParts,
		batchedFailing,
	} = entities;
	it.each(
		Object.entries({
			fanIn,
			mixed,
			pipeline,
			chain,
			parts,
			twoOutputs,
			oneOdd,
			oneNamed,
			sameAll,
			sameList,
			nested,
			failing,
			cachedCalls,
			batched,
			batchedByTask,
			batchedMap,
			batchedMapOfCalls,
			batchedParts,
			batchedFailing,
		}),
	)("%s", async (_, dynamic) => {
		const [plain, inMemory, fromBytes] = await threeWays(dynamic, 12);
		expect(inMemory).toEqual(plain);
		expect(fromBytes).toEqual({ ...plain, error: fromBytes?.error });
		expect(fromBytes?.error?.split("\n")[0]).toBe(plain?.error?.split("\n")[0]);
	});
});

describe("ranges in names", () => {
	it.each([
		[["dn0", "dn1", "dn2"], "[dn0-dn2]"],
		[["dn0", "dn2", "dn4", "dn6"], "[dn0-dn6/2]"],
		[["dn3"], "[dn3]"],
		[["dn3", "dn9"], "[dn3,dn9]"],
		[["dn0", "dn1", "dn2", "dn7", "dn9", "dn11"], "[dn0-dn2,dn7-dn11/2]"],
	])("%j is %s, and read back", (calls, text) => {
		expect(callRanges(calls)).toBe(text);
		expect(callsInName(`square ${text}`)).toEqual(calls);
	});

	it("are cut where they get long, and then say nothing of single elements", () => {
		const calls = Array.from({ length: 500 }, (_, i) => `dn${i * i}`);
		const text = callRanges(calls);
		expect(text.length).toBeLessThan(220);
		expect(text).toMatch(/,\.\.\.\]$/);
		expect(callsInName(`square ${text}`)).toBeUndefined();
	});
});
