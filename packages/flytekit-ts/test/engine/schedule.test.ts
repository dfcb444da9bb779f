import { describe, expect, test } from "vitest";
import { type RunEvent, runEntity, runGraph } from "../../src/engine/index.js";
import type { Node } from "../../src/graph/graph.js";
import { dynamic, graph, int, launchPlan, list, node, plain, spec, task, workflow } from "./build.js";
import { deferred, settle } from "./fake-clock.js";

const add = task("m.add", ["a", "b"], ({ a, b }) => (a as number) + (b as number));
const one = task("m.one", [], () => 1);
const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
const sum = task("m.sum", ["xs"], ({ xs }) => (xs as number[]).reduce((a, b) => a + b, 0));

const noInputs = new Map();

describe("a graph runs", () => {
	test("from inputs through nodes to outputs", async () => {
		const g = graph(
			[node("n0", add, { a: ".x", b: 2 }), node("n1", inc, { x: "n0.o0" })],
			{ o0: "n1.o0", o1: ".x" },
			{ takes: ["x"] },
		);
		const result = await runGraph(g, new Map([["x", int(5)]]));
		expect(result.phase).toBe("succeeded");
		expect(result.error).toBeUndefined();
		expect([...result.outputs].map(([k, v]) => [k, plain(v)])).toEqual([
			["o0", 8],
			["o1", 5],
		]);
		expect(result.counts).toEqual({ succeeded: 2, failed: 0, aborted: 0, skipped: 0, attempts: 2 });
	});

	test("with no nodes: its outputs are its inputs and constants", async () => {
		const result = await runGraph(graph([], { o0: [".x", 7] }, { takes: ["x"] }), new Map([["x", int(1)]]));
		expect(plain(result.outputs.get("o0"))).toEqual([1, 7]);
	});

	test("into an attribute of an output", async () => {
		const make = task("m.make", [], () => list(int(4), int(5)));
		const read: Node = {
			...node("n1", inc),
			inputs: [{ var: "x", data: { kind: "promise", node: "n0", var: "o0", path: [1] } }],
		};
		const result = await runGraph(graph([node("n0", make), read], { o0: "n1.o0" }), noInputs);
		expect(plain(result.outputs.get("o0"))).toBe(6);
	});

	test("every node starts as soon as its inputs are ready, those ready together in creation order", async () => {
		const started: string[] = [];
		const gates = new Map<string, ReturnType<typeof deferred<void>>>();
		const slow = task("m.slow", ["x"], async (_inputs, { nodePath }) => {
			const gate = deferred();
			gates.set(nodePath, gate);
			started.push(nodePath);
			await gate.promise;
			return 1;
		});
		const g = graph([
			node("n0", slow),
			node("n1", slow),
			node("n2", slow, { x: "n1.o0" }),
			node("n3", slow, { x: "n0.o0" }),
			node("n4", slow, { x: "n1.o0" }),
		]);
		const run = runGraph(g, noInputs);
		await settle();
		expect(started).toEqual(["main/n0", "main/n1"]);
		gates.get("main/n1")?.resolve();
		await settle();
		expect(started).toEqual(["main/n0", "main/n1", "main/n2", "main/n4"]);
		gates.get("main/n0")?.resolve();
		await settle();
		expect(started.at(-1)).toBe("main/n3");
		for (const gate of gates.values()) gate.resolve();
		expect((await run).phase).toBe("succeeded");
	});

	test("`after` orders nodes with no data between them", async () => {
		const ran: string[] = [];
		const note = task("m.note", [], async (_inputs, { nodePath }) => {
			await settle();
			ran.push(nodePath);
		});
		const g = graph([
			node("n0", note, {}, { after: ["n1"] }),
			node("n1", note, {}, { after: ["n2"] }),
			node("n2", note),
		]);
		await runGraph(g, noInputs);
		expect(ran).toEqual(["main/n2", "main/n1", "main/n0"]);
	});

	test.each([1, 3, 7])("never more than %i tasks at a time, over nested graphs too", async (concurrency) => {
		let running = 0;
		let most = 0;
		const busy = task("m.busy", ["x"], async () => {
			most = Math.max(most, ++running);
			await settle();
			running--;
			return 1;
		});
		const wide = (n: number) => graph(Array.from({ length: n }, (_, i) => node(`n${i}`, busy)));
		const sub = workflow("m.sub", wide(10));
		const dyn = dynamic("m.dyn", [], () => spec(wide(10)));
		const g = graph([
			node("n0", sub),
			node("n1", dyn),
			...Array.from({ length: 10 }, (_, i) => node(`n${i + 2}`, busy)),
		]);
		const result = await runGraph(g, noInputs, { concurrency });
		expect(result.phase).toBe("succeeded");
		expect(result.counts.attempts).toBe(31);
		expect(most).toBe(concurrency);
	});

	test.each([0, -1, 1.5, Number.NaN])("concurrency %d is refused", (concurrency) => {
		expect(() => runGraph(graph([]), noInputs, { concurrency })).toThrow(
			`concurrency is ${concurrency}; it must be a whole number from 1 up`,
		);
	});

	test("the same graph twice at once: runs do not share state", async () => {
		const g = graph([node("n0", inc, { x: ".x" })], { o0: "n0.o0" }, { takes: ["x"] });
		const [a, b] = await Promise.all([runGraph(g, new Map([["x", int(1)]])), runGraph(g, new Map([["x", int(10)]]))]);
		expect([plain(a?.outputs.get("o0")), plain(b?.outputs.get("o0"))]).toEqual([2, 11]);
	});
});

describe("graphs inside graphs", () => {
	test("sub-workflow, launch plan and dynamic in a dynamic, each with its path", async () => {
		const paths: string[] = [];
		const leaf = task("m.leaf", ["x"], ({ x }, { nodePath }) => {
			paths.push(nodePath);
			return (x as number) * 10;
		});
		const sub = workflow("m.sub", graph([node("n0", leaf, { x: ".x" })], { o0: "n0.o0" }, { takes: ["x"] }));
		const inner = dynamic("m.inner", ["x"], ({ x }) =>
			spec(graph([node("dn0", leaf, { x: x as number })], { o0: "dn0.o0" })),
		);
		const outer = dynamic("m.outer", ["x"], ({ x }) =>
			spec(graph([node("dn0", inner, { x: x as number }), node("dn1", sub, { x: "dn0.o0" })], { o0: "dn1.o0" })),
		);
		const plan = launchPlan("m.plan", sub, new Map([["x", int(2)]]), noInputs);
		const g = graph([node("n0", outer, { x: 1 }), node("n1", plan)], { o0: ["n0.o0", "n1.o0"] });
		const result = await runGraph(g, noInputs);
		expect(plain(result.outputs.get("o0"))).toEqual([100, 20]);
		expect(paths.sort()).toEqual(["main/n0/dn0/dn0", "main/n0/dn1/n0", "main/n1/n0"]);
	});

	test("a dynamic alone, and one with no nodes", async () => {
		const dyn = dynamic("m.dyn", ["n"], ({ n }) => {
			const nodes = Array.from({ length: n as number }, (_, i) => node(`dn${i}`, inc, { x: i }));
			return spec(graph([...nodes, node("s", sum, { xs: nodes.map(({ id }) => `${id}.o0`) })], { o0: "s.o0" }));
		});
		const result = await runEntity(dyn, new Map([["n", int(4)]]));
		expect(plain(result.outputs.get("o0"))).toBe(10);
		const empty = dynamic("m.empty", [], () => spec(graph([], { o0: list() })));
		expect(plain((await runEntity(empty, noInputs)).outputs.get("o0"))).toEqual([]);
	});

	test("a workflow used many times is compiled once in a run", async () => {
		let compiled = 0;
		const sub = workflow("m.sub", graph([node("n0", one)], { o0: "n0.o0" }));
		const toGraph = () => {
			compiled++;
			return sub.toGraph();
		};
		const counting = { ...sub, toGraph };
		await runGraph(graph(Array.from({ length: 20 }, (_, i) => node(`n${i}`, counting))), noInputs);
		expect(compiled).toBe(1);
	});

	test("a launch plan: defaults, given values over them, fixed ones over all", async () => {
		const wf = workflow("m.wf", graph([node("n0", add, { a: ".a", b: ".b" })], { o0: "n0.o0" }, { takes: ["a", "b"] }));
		const plan = launchPlan("m.lp", wf, new Map([["a", int(1)]]), new Map([["b", int(100)]]));
		expect(plain((await runEntity(plan, noInputs)).outputs.get("o0"))).toBe(101);
		expect(plain((await runEntity(plan, new Map([["a", int(5)]]))).outputs.get("o0"))).toBe(105);
		const refused = await runEntity(plan, new Map([["b", int(5)]]));
		expect(refused.error?.code).toBe("ENGINE_FIXED_INPUT");
		expect(refused.error?.message).toBe(
			'lp: launch plan m.lp fixes its input "b"\n  way out: leave "b" out, or make it a default input of the launch plan',
		);
	});

	test("a launch plan whose values together are not what its workflow takes", async () => {
		const wf = workflow("m.wf", graph([node("n0", add, { a: ".a", b: ".b" })], {}, { takes: ["a", "b"] }));
		const plan = launchPlan("m.lp", wf, new Map([["a", int(1)]]), noInputs);
		const without = (await runEntity(plan, noInputs)).error;
		expect([without?.code, without?.summary]).toEqual(["ENGINE_INPUT_MISSING", 'lp: m.lp needs a value for "b"']);
		const extra = await runEntity(plan, new Map([["c", int(1)]]));
		expect(extra.error?.message).toBe('lp: m.lp has no input "c"\n  way out: its inputs are a, b');
	});

	test("a dynamic that calls itself for ever ends at the depth limit", async () => {
		const again = dynamic("m.again", [], () => spec(graph([node("dn0", again)])));
		const result = await runEntity(again, noInputs, { maxDepth: 30 });
		expect(result.error?.code).toBe("ENGINE_DEPTH");
		expect(result.error?.message).toContain("m.main is called 30 graphs deep, which is the limit");
		expect(result.error?.message).toContain("calls itself comes to an end");
		expect(result.counts.attempts).toBe(31);
	});
});

describe("size", () => {
	test("a chain of 100,000 nodes", async () => {
		const n = 100_000;
		const nodes = Array.from({ length: n }, (_, i) => node(`n${i}`, inc, { x: i === 0 ? 0 : `n${i - 1}.o0` }));
		const result = await runGraph(graph(nodes, { o0: `n${n - 1}.o0` }), noInputs);
		expect(plain(result.outputs.get("o0"))).toBe(n);
	});

	test("a chain of 100,000 sub-workflows that do nothing", async () => {
		const n = 100_000;
		const pass = workflow("m.pass", graph([], { o0: ".x" }, { takes: ["x"] }));
		const nodes = Array.from({ length: n }, (_, i) => node(`n${i}`, pass, { x: i === 0 ? 7 : `n${i - 1}.o0` }));
		const result = await runGraph(graph(nodes, { o0: `n${n - 1}.o0` }), noInputs);
		expect(plain(result.outputs.get("o0"))).toBe(7);
	});

	test("100,000 nodes into one", async () => {
		const n = 100_000;
		const nodes = Array.from({ length: n }, (_, i) => node(`n${i}`, inc, { x: i }));
		const all = node("all", sum, { xs: nodes.map(({ id }) => `${id}.o0`) });
		const result = await runGraph(graph([...nodes, all], { o0: "all.o0" }), noInputs);
		expect(plain(result.outputs.get("o0"))).toBe((n * (n + 1)) / 2);
	});

	test("one node into 100,000, ordered back to front", async () => {
		const n = 100_000;
		const nodes = Array.from({ length: n }, (_, i) => node(`n${i}`, inc, { x: "last.o0" }));
		const result = await runGraph(graph([...nodes, node("last", one)], { o0: `n${n - 1}.o0` }), noInputs);
		expect(plain(result.outputs.get("o0"))).toBe(2);
	});

	test("timers get their turn while tens of thousands of trivial tasks run", async () => {
		let ticks = 0;
		const timer = setInterval(() => ticks++, 1);
		const nodes = Array.from({ length: 60_000 }, (_, i) => node(`n${i}`, inc, { x: i }));
		await runGraph(graph(nodes), noInputs);
		clearInterval(timer);
		expect(ticks).toBeGreaterThan(0);
	});
});

describe("what is wrong with a graph is said before anything runs", () => {
	const ran: string[] = [];
	const note = task("m.note", ["x"], (_i, { nodePath }) => {
		ran.push(nodePath);
		return 1;
	});
	test.each([
		[
			"a cycle",
			graph([
				node("n0", note),
				node("a", note, { x: "c.o0" }),
				node("b", note, { x: "a.o0" }),
				node("c", note, { x: "b.o0" }),
			]),
			"ENGINE_CYCLE",
			/main: nodes of m\.main wait for each other: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)\n {2}way out: take one/,
		],
		["a node that waits for itself", graph([node("n0", note, {}, { after: ["n0"] })]), "ENGINE_CYCLE", /n0 -> n0/],
		[
			"an id twice",
			graph([node("n0", note), node("n0", note)]),
			"ENGINE_NODE_DUPLICATE",
			/two nodes of m\.main have the id "n0"/,
		],
		[
			"an unknown node",
			graph([node("n0", note), node("n1", note, { x: "n7.o0" })]),
			"ENGINE_NODE_UNKNOWN",
			/node n1 of m\.main needs node "n7", which the graph does not have/,
		],
		[
			"an unknown node in an output",
			graph([node("n0", note)], { o0: "n9.o0" }),
			"ENGINE_NODE_UNKNOWN",
			/output "o0" of m\.main needs node "n9"/,
		],
	])("%s", async (_what, g, code, message) => {
		const result = await runGraph(g, noInputs);
		expect(result.phase).toBe("failed");
		expect(result.error?.code).toBe(code);
		expect(result.error?.message).toMatch(message);
		expect(ran).toEqual([]);
	});

	test("missing and unknown inputs, all at once", async () => {
		const g = graph([node("n0", add, { a: ".a", b: ".b" })], {}, { takes: ["a", "b", "c?"] });
		const missing = await runGraph(g, noInputs);
		expect(missing.error?.message).toBe(
			'main: m.main needs a value for "a", "b"\n  way out: give it one, or declare a default',
		);
		const unknown = await runGraph(g, new Map([["z", int(1)]]));
		expect(unknown.error?.code).toBe("ENGINE_INPUT_UNKNOWN");
		expect(unknown.error?.message).toBe('main: m.main has no input "z"\n  way out: its inputs are a, b, c');
	});

	test("an output that a task does not give", async () => {
		const g = graph([node("n0", one), node("n1", inc, { x: "n0.o5" })]);
		const result = await runGraph(g, noInputs);
		expect(result.error?.message).toBe('main/n1: "x" needs output "o5" of node n0 (m.one), which gave o0');
		expect(result.error?.code).toBe("ENGINE_OUTPUT_MISSING");
	});
});

describe("events", () => {
	test("tell the whole story in order", async () => {
		const events: RunEvent[] = [];
		const sub = workflow("m.sub", graph([node("n0", one)], { o0: "n0.o0" }));
		const g = graph([node("n0", sub), node("n1", inc, { x: "n0.o0" })], { o0: "n1.o0" });
		await runGraph(g, noInputs, { onEvent: (e) => events.push(e), executionId: "e1" });
		expect(events.map((e) => `${e.type} ${"path" in e ? e.path : ""}`)).toEqual([
			"runStarted main",
			"graphStarted main",
			"nodeQueued main/n0",
			"nodeStarted main/n0",
			"graphStarted main/n0",
			"nodeQueued main/n0/n0",
			"nodeStarted main/n0/n0",
			"nodeSucceeded main/n0/n0",
			"nodeSucceeded main/n0",
			"nodeQueued main/n1",
			"nodeStarted main/n1",
			"nodeSucceeded main/n1",
			"runFinished main",
		]);
		expect(events[2]).toMatchObject({ kind: "workflow", name: "m.sub" });
		expect(events.at(-1)).toMatchObject({
			phase: "succeeded",
			executionId: "e1",
			counts: { succeeded: 3, attempts: 2 },
		});
	});

	test("a listener that throws does not disturb the run", async () => {
		let calls = 0;
		const result = await runGraph(graph([node("n0", one)], { o0: "n0.o0" }), noInputs, {
			onEvent() {
				calls++;
				throw new Error("listener");
			},
		});
		expect(result.phase).toBe("succeeded");
		expect(calls).toBe(1);
	});
});
