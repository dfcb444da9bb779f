import { describe, expect, test } from "vitest";
import { runGraph } from "../../src/engine/index.js";
import type { BranchTarget, Condition, NodeTarget } from "../../src/graph/graph.js";
import type { Literal } from "../../src/types/literal.js";
import { type From, graph, int, node, plain, task, text } from "./build.js";
import { deferred, settle } from "./fake-clock.js";

const noInputs = new Map();
const say = (what: string) => task(`m.${what}`, ["x?"], () => what);
const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);

const when = (
	left: string | Literal,
	operator: "eq" | "ne" | "gt" | "ge" | "lt" | "le",
	right: string | Literal,
): Condition => ({
	kind: "compare",
	operator,
	left: side(left),
	right: side(right),
});
const side = (of: string | Literal) =>
	typeof of === "string" ? ({ kind: "var", var: of } as const) : ({ kind: "constant", literal: of } as const);

function branch(cases: BranchTarget["cases"], otherwise?: BranchTarget["otherwise"]): NodeTarget {
	return { kind: "branch", name: "size", cases, ...(otherwise === undefined ? {} : { otherwise }) };
}

const bigOrSmall = branch(
	[
		{ condition: when(".x", "gt", int(10)), node: node("n0", say("big")) },
		{ condition: when(".x", "gt", int(5)), node: node("n1", say("middle")) },
	],
	{ kind: "node", node: node("n2", say("small")) },
);

async function choose(target: NodeTarget, x: From) {
	const g = graph(
		[
			node("n0", target, { ".x": x }),
			node(
				"n1",
				task("m.id", ["x"], ({ x }) => x),
				{ x: "n0.o0" },
			),
		],
		{ o0: "n1.o0" },
	);
	const result = await runGraph(g, noInputs);
	return result.error?.message ?? plain(result.outputs.get("o0"));
}

describe("a conditional", () => {
	test("whose case reads what comes after it fails, naming who waits for whom", async () => {
		const target = branch([{ condition: when(".x", "eq", int(1)), node: node("n0", inc, { x: "b.o0" }) }]);
		const nodes = [node("a", target, { ".x": 1 }), node("b", say("b"), {}, { after: ["a"] }), node("c", say("c"))];
		const result = await runGraph(graph(nodes), noInputs);
		expect(result.phase).toBe("failed");
		expect(result.error?.code).toBe("ENGINE_CYCLE");
		expect(result.error?.message).toBe(
			"main: nodes of m.main wait for each other: a, b\n" +
				"  way out: let no case of a conditional read from a node that comes after the conditional",
		);
		expect(result.counts).toMatchObject({ succeeded: 1, attempts: 1 });
	});

	test.each([
		[11, "big"],
		[7, "middle"],
		[5, "small"],
	])("%i is %s: only the first case that holds runs", async (x, expected) => {
		expect(await choose(bigOrSmall, x)).toBe(expected);
	});

	test("no case and no else, or else that fails", async () => {
		const only = [{ condition: when(".x", "eq", int(1)), node: node("n0", say("one")) }];
		expect(await choose(branch(only), 2)).toBe(
			'main/n0: no case of conditional "size" holds, and it has no else\n  way out: end it with .else(...) or .elseFail(...)',
		);
		expect(await choose(branch(only, { kind: "fail", message: "only one will do", failedNodeId: "n0" }), 2)).toBe(
			'main/n0: conditional "size" failed: only one will do',
		);
	});

	test("and, or, nested", async () => {
		const condition: Condition = {
			kind: "or",
			left: when(".x", "eq", int(1)),
			right: { kind: "and", left: when(".x", "ge", int(4)), right: when(".x", "le", int(6)) },
		};
		const target = branch([{ condition, node: node("n0", say("in")) }], { kind: "node", node: node("n1", say("out")) });
		expect(await Promise.all([1, 3, 4, 6, 7].map((x) => choose(target, x)))).toEqual(["in", "out", "in", "in", "out"]);
	});

	test("a conditional in a conditional, its task's path through both", async () => {
		const paths: string[] = [];
		const leaf = task("m.leaf", ["x"], ({ x }, { nodePath }) => {
			paths.push(nodePath);
			return x;
		});
		const inner = branch([{ condition: when(".x", "gt", int(100)), node: node("n0", say("huge")) }], {
			kind: "node",
			node: node("n1", leaf, { x: "src.o0" }),
		});
		const outer = branch([{ condition: when(".x", "gt", int(10)), node: node("n0", inner, { ".x": ".x" }) }]);
		const g = graph([node("src", inc, { x: 41 }), node("b", outer, { ".x": ".x" })], { o0: "b.o0" }, { takes: ["x"] });
		const result = await runGraph(g, new Map([["x", int(50)]]));
		expect(plain(result.outputs.get("o0"))).toBe(42);
		expect(paths).toEqual(["main/b/n0/n1"]);
	});

	test("waits for what the chosen case reads, and only for that", async () => {
		const gates = { a: deferred(), b: deferred() };
		const ran: string[] = [];
		const source = (name: "a" | "b") =>
			task(`m.${name}`, [], async () => {
				await gates[name].promise;
				return 1;
			});
		const leaf = task("m.leaf", ["x"], ({ x }, { nodePath }) => {
			ran.push(nodePath);
			return x;
		});
		const target = branch([{ condition: when(".x", "eq", int(1)), node: node("n0", leaf, { x: "a.o0" }) }], {
			kind: "node",
			node: node("n1", leaf, { x: "b.o0" }),
		});
		const g = graph(
			[node("a", source("a")), node("b", source("b")), node("c", target, { ".x": 1 }), node("d", leaf, { x: "c.o0" })],
			{ o0: "d.o0" },
		);
		const run = runGraph(g, noInputs);
		await settle();
		expect(ran).toEqual([]);
		gates.a.resolve();
		await settle();
		expect(ran).toEqual(["main/c/n0", "main/d"]); // b has not ended
		gates.b.resolve();
		expect(plain((await run).outputs.get("o0"))).toBe(1);
	});

	test("a case whose source failed never runs, and the failure is reported", async () => {
		const boom = task("m.boom", [], () => {
			throw new Error("boom");
		});
		const target = branch([{ condition: when(".x", "eq", int(1)), node: node("n0", inc, { x: "a.o0" }) }]);
		const g = graph(
			[node("a", boom), node("c", target, { ".x": 1 })],
			{},
			{ failurePolicy: "failAfterExecutableNodesComplete" },
		);
		const result = await runGraph(g, noInputs);
		expect(result.failures.map((f) => f.path)).toEqual(["main/a"]);
		expect(result.counts).toMatchObject({ failed: 1, skipped: 1 });
	});

	test("tasks chosen by conditionals count in the concurrency", async () => {
		let running = 0;
		let most = 0;
		const busy = task("m.busy", [], async () => {
			most = Math.max(most, ++running);
			await settle();
			running--;
		});
		const target = branch([{ condition: when(".x", "eq", int(1)), node: node("n0", busy) }]);
		const g = graph(Array.from({ length: 9 }, (_, i) => node(`n${i}`, target, { ".x": 1 })));
		await runGraph(g, noInputs, { concurrency: 2 });
		expect(most).toBe(2);
	});
});

describe("comparisons are Flyte's", () => {
	const float = (value: number): Literal => ({ kind: "float", value });
	const at = (seconds: bigint, nanos: number): Literal => ({ kind: "datetime", seconds, nanos });
	const yes = (value: boolean): Literal => ({ kind: "boolean", value });
	const none: Literal = { kind: "none" };
	const compared = async (left: Literal, operator: Parameters<typeof when>[1], right: Literal) => {
		const target = branch([{ condition: when(".x", operator, right), node: node("n0", say("yes")) }], {
			kind: "node",
			node: node("n1", say("no")),
		});
		return choose(target, left as From);
	};
	test.each([
		[int(2n ** 62n + 1n), "gt", int(2n ** 62n), "yes"],
		[text("b"), "gt", text("a"), "yes"],
		[text("a"), "ge", text("ab"), "no"],
		[text("\u{1f600}"), "gt", text("\uffee"), "yes"], // by code point: UTF-16 would say no
		[text(""), "eq", text(""), "yes"],
		[yes(true), "ne", yes(false), "yes"],
		[float(Number.NaN), "le", float(1), "yes"], // "not greater"
		[float(Number.NaN), "eq", float(Number.NaN), "no"],
		[at(5n, 1), "eq", at(5n, 999), "yes"], // whole seconds
		[at(5n, 1), "lt", at(6n, 0), "yes"],
		[none, "eq", none, "yes"],
		[int(1), "ne", none, "yes"],
	] as const)("%o %s %o: %s", async (left, operator, right, expected) => {
		expect(await compared(left, operator, right)).toBe(expected);
	});

	test.each([
		[int(1), "eq", float(1), "Flyte compares values of one type only, these are integer and float"],
		[yes(true), "gt", yes(false), '"gt" has no meaning for booleans'],
		[none, "lt", int(1), '"lt" has no meaning where a side has no value (none, integer)'],
		[
			{ kind: "collection", items: [] },
			"eq",
			{ kind: "collection", items: [] },
			"only numbers, strings, booleans, dates and durations can be compared",
		],
	] as const)("%o %s %o is refused", async (left, operator, right, message) => {
		expect(await compared(left as Literal, operator, right as Literal)).toContain(
			`main/n0: conditional "size": ${message}`,
		);
	});

	test("an operand that is not there", async () => {
		const target = branch([{ condition: when("n9.o0", "eq", int(1)), node: node("n0", say("yes")) }]);
		expect(await choose(target, 1)).toBe('main/n0: conditional "size" compares "n9.o0", which has no value');
	});
});
