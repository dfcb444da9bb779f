import { readFileSync } from "node:fs";
import { type Bindable, dynamic, type Inputs, type Int, mapTask, outputs, task, workflow } from "flytekit-ts";
import type { Graph } from "flytekit-ts/plugin";
import { isDynamicJobSpec } from "flytekit-ts/plugin";
import { describe, expect, it } from "vitest";
import { attributes, main, makePerson, note, outerDynamic, square, squares, sum, sumOfSquares } from "./entities.js";

const signal = new AbortController().signal;

async function graphOf(entity: { dispatchExecute: typeof squares.dispatchExecute }, inputs: Record<string, bigint>) {
	const literals = new Map(Object.entries(inputs).map(([name, value]) => [name, { kind: "integer", value } as const]));
	const spec = await entity.dispatchExecute({ nodePath: "x", executionId: "e", attempt: 0, signal }, literals);
	if (!isDynamicJobSpec(spec)) throw new Error("no graph");
	return spec.graph;
}

const source = readFileSync(new URL(import.meta.url), "utf8").split("\n");
const sourceLine = (line = 0) => source[line - 1];

const ids = (graph: Graph) => graph.nodes.map((node) => node.id);

export const twoRuns = workflow(() => sum({ values: [square({ x: 1 }), square({ x: 2 })] }));

export const renamed = workflow(() => {
	const first = square({ x: 1 });
	const total = sum({ values: [first] });
	first.withOverrides({ nodeName: "My_First.Call", retries: 3, timeout: "5m", requests: { cpu: 2, mem: "1Gi" } });
	return total;
});
export const sameName = workflow(() => {
	square({ x: 1 }).withOverrides({ nodeName: "same" });
	square({ x: 2 }).withOverrides({ nodeName: "same" });
});
export const takenName = workflow(() => {
	square({ x: 1 });
	square({ x: 2 }).withOverrides({ nodeName: "n0" });
});
export const circle = workflow(() => {
	const a = note({ text: "a" });
	const b = note({ text: "b" });
	a.before(b);
	b.before(a);
});
export const wrongKind = workflow(({ name }: Inputs<{ name: string }>) => square({ x: name as never }));
export const promisedInStruct = workflow(({ name }: Inputs<{ name: string }>) =>
	echo({ person: { name, tags: [] } as never }),
);
export const meantAsMap = workflow(() => outputs({ map: { one: square({ x: 1 }), two: square({ x: 2 }) } }));
export const saidAsMap = workflow(() =>
	outputs({ map: { one: square({ x: 1 }), two: 2 } as Record<string, Bindable<Int>> }),
);
export const echo = task(({ person }: { person: { name: string; tags: string[] } }) => person.name);
export const asyncBody = workflow((async () => square({ x: 1 })) as never);
export const unknownOverride = workflow(() => {
	square({ x: 1 }).withOverrides({ retrys: 3 } as never);
});

let stolen: unknown;
export const steals = workflow(() => {
	stolen = square({ x: 1 });
});
export const usesStolen = workflow(() => square({ x: stolen as never }));

let failing = true;
export const flaky = dynamic(({ n }: { n: Int }) => {
	const calls = Array.from({ length: n }, (_, x) => square({ x }));
	if (failing) throw new Error("not this time");
	return calls;
});

export const chain = dynamic(({ n }: { n: Int }) => {
	let x = square({ x: 1 });
	for (let i = 1; i < n; i++) x = square({ x });
	return x;
});
export const fan = dynamic(({ n }: { n: Int }) => sum({ values: Array.from({ length: n }, (_, x) => square({ x })) }));
export const mapsInLoop = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, i) => sum({ values: mapTask(square)({ x: [i, i + 1] }) })),
);

describe("compiling", () => {
	it("numbers nodes as flytekit does: n0 in workflows, dn0 in dynamics", async () => {
		await main(); // interfaces are read before anything compiles
		expect(ids(twoRuns.toGraph())).toEqual(["n0", "n1", "n2"]);
		expect(ids(await graphOf(squares, { n: 2n }))).toEqual(["dn0", "dn1"]);
		expect(ids(await graphOf(outerDynamic, { n: 2n }))).toEqual(["dn0", "dn1", "dn2"]);
	});
	it("gives the right graph each time: other inputs, and after a failure", async () => {
		expect((await graphOf(sumOfSquares, { n: 2n })).nodes).toHaveLength(3);
		expect((await graphOf(sumOfSquares, { n: 5n })).nodes).toHaveLength(6);
		await expect(graphOf(flaky, { n: 2n })).rejects.toThrow("not this time");
		failing = false;
		expect(ids(await graphOf(flaky, { n: 3n }))).toEqual(["dn0", "dn1", "dn2"]);
	});
	it("keeps two compiles at the same time apart", async () => {
		const [two, three] = await Promise.all([graphOf(outerDynamic, { n: 2n }), graphOf(outerDynamic, { n: 3n })]);
		expect([two.nodes.length, three.nodes.length]).toEqual([3, 4]);
	});
	it("binds constants as literals, promised values as references, nested lists as collections", () => {
		const { nodes, outputs } = twoRuns.toGraph();
		expect(nodes[0]?.inputs).toEqual([
			{ var: "x", data: { kind: "literal", literal: { kind: "integer", value: 1n } } },
		]);
		const data = nodes[2]?.inputs[0]?.data;
		expect(data?.kind).toBe("collection");
		const items = data?.kind === "collection" ? data.items : [];
		expect(items.map((item) => item.kind === "promise" && [item.node, item.var, item.path])).toEqual([
			["n0", "o0", []],
			["n1", "o0", []],
		]);
		expect(outputs[0]?.data).toMatchObject({ kind: "promise", var: "o0" });
	});
	it("writes attribute paths", () => {
		const { outputs, nodes } = attributes.toGraph();
		expect(outputs[0]?.data).toMatchObject({ kind: "promise", path: ["tags", 0] });
		const parts = nodes[1]?.inputs.find((input) => input.var === "parts")?.data;
		expect(parts?.kind).toBe("map");
		if (parts?.kind === "map") {
			expect([...parts.entries].map(([key, item]) => [key, item.kind === "promise" ? item.path : undefined])).toEqual([
				["name", ["name"]],
				["tag", ["tags", 1]],
			]);
		}
	});
	it("applies overrides, also to calls that others refer to already", () => {
		const { nodes } = renamed.toGraph();
		expect(nodes[0]).toMatchObject({
			id: "my-first-call",
			metadata: { name: "square", retries: 3, timeoutMs: 300_000 },
			overrides: { requests: { cpu: "2", memory: "1Gi" } },
		});
		const data = nodes[1]?.inputs[0]?.data;
		expect(data?.kind === "collection" && data.items[0]).toMatchObject({ kind: "promise", var: "o0" });
		expect(data?.kind === "collection" && (data.items[0] as { node: string }).node).toBe("my-first-call");
	});
	it("knows where a call stands", () => {
		const { location } = twoRuns.toGraph().nodes[0] as Graph["nodes"][number];
		expect(location?.file).toMatch(/compile\.test\.ts$/);
		expect(sourceLine(location?.line)).toContain("sum({ values: [square({ x: 1 })");
	});
	it("reads chains and fans of 100,000 calls", async () => {
		const deep = await graphOf(chain, { n: 100_000n });
		expect(deep.nodes).toHaveLength(100_000);
		const wide = await graphOf(fan, { n: 100_000n });
		expect(wide.nodes).toHaveLength(100_001);
	}, 60_000);
	it("gives maps made in a loop one name", async () => {
		const graph = await graphOf(mapsInLoop, { n: 3n });
		const names = graph.nodes.flatMap((node) => (node.target.kind === "array" ? [node.target.name] : []));
		expect(names).toHaveLength(3);
		expect(new Set(names).size).toBe(1);
		expect(names[0]).toMatch(/\.map_square_[0-9a-f]{32}-arraynode$/);
	});
});

describe("refusals while compiling", () => {
	const message = (compile: () => unknown) => {
		try {
			compile();
		} catch (error) {
			return (error as Error).message.replace(/(?:\/\S*?)?(packages\/\S*?):\d+(:\d+)?/g, "$1");
		}
		throw new Error("it did not throw");
	};
	it("two calls with one id, both places shown", () => {
		expect(message(() => sameName.toGraph())).toMatchInlineSnapshot(`
			"two nodes of test.authoring.compile.test.sameName have the id "same": square at packages/flytekit-ts/test/authoring/compile.test.ts and square at packages/flytekit-ts/test/authoring/compile.test.ts
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: give each call a nodeName of its own; Flyte would drop one of them without a word"
		`);
		expect(message(() => takenName.toGraph())).toMatchInlineSnapshot(`
			"two nodes of test.authoring.compile.test.takenName have the id "n0": square at packages/flytekit-ts/test/authoring/compile.test.ts and square at packages/flytekit-ts/test/authoring/compile.test.ts
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: give each call a nodeName of its own; Flyte would drop one of them without a word"
		`);
	});
	it("calls that wait for each other", () => {
		expect(message(() => circle.toGraph())).toMatchInlineSnapshot(`
			"nodes of test.authoring.compile.test.circle wait for each other: n0 (note) -> n1 (note) -> n0 (note)
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: take out one of the before() that closes the circle"
		`);
	});
	it("a promised value of another type", () => {
		expect(message(() => wrongKind.toGraph())).toMatchInlineSnapshot(`
			"test.authoring.entities.square input x: expected Int, got input name which is string (string is not Int)
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: convert it in a task, or change one of the two types"
		`);
	});
	it("a promised part in a struct", () => {
		expect(message(() => promisedInStruct.toGraph())).toMatchInlineSnapshot(`
			"test.authoring.compile.test.echo input person: a { name: string; tags: string[] } with a promised part in it
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: a struct is one value on the wire and its parts cannot come from nodes: give the promised value an input of its own, or build the struct in a small task"
		`);
	});
	it("an inline map whose type TypeScript took for a struct, which goes as a map", async () => {
		expect(message(() => meantAsMap.toGraph())).toContain(
			"meantAsMap output map: a { one: Int; two: Int } with a promised part in it\n",
		);
		expect(message(() => meantAsMap.toGraph())).toContain("; for a map say so: `as Record<string, Bindable<Int>>`");
		expect(await saidAsMap()).toEqual({ map: { one: 1, two: 2 } });
	});
	it("an async body", () => {
		expect(message(() => asyncBody.toGraph())).toMatchInlineSnapshot(`
			"the body of workflow test.authoring.compile.test.asyncBody is async
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: a workflow only wires calls together: take \`async\` and \`await\` out, or make it a dynamic"
		`);
	});
	it("an override that does not exist", () => {
		expect(message(() => unknownOverride.toGraph())).toMatchInlineSnapshot(`
			"withOverrides of node n0 (square): there is no override "retrys"
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: it takes nodeName, name, requests, limits, retries, timeout, interruptible, cache, containerImage, resources, accelerator, sharedMemory, podTemplate, taskConfig, aliases"
		`);
	});
	it("a promised value of another graph, and changes after the graph is made", () => {
		steals.toGraph();
		expect(message(() => usesStolen.toGraph())).toMatchInlineSnapshot(`
			"test.authoring.entities.square input x: n0.o0 belongs to another graph
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: pass it in as an input; a promised value lives only in the body whose call made it"
		`);
		expect(
			message(() => (stolen as { withOverrides(o: object): unknown }).withOverrides({ retries: 1 })),
		).toMatchInlineSnapshot(`
			"withOverrides came after the graph of test.authoring.compile.test.steals was finished
			  at packages/flytekit-ts/test/authoring/compile.test.ts
			  way out: call it inside the body, before it returns"
		`);
	});
	it("leaves nothing behind: the next compile is right", () => {
		expect(() => sameName.toGraph()).toThrow();
		expect(() => sameName.toGraph()).toThrow();
		expect(ids(twoRuns.toGraph())).toEqual(["n0", "n1", "n2"]);
	});
});

// biome-ignore lint/suspicious/noExplicitAny: what TypeScript lets through when types are switched off
type Loose = any;

describe("a promised value is not a value", () => {
	const misuses: Record<string, (person: Loose, list: Loose) => unknown> = {
		"template string": (person) => `${person}`,
		"string concatenation": (person) => `x${person.name}`,
		"unary minus": (person) => -person.age,
		JSON: (person) => JSON.stringify(person),
		"JSON of a list": (_, list) => JSON.stringify(list),
		spread: (person) => ({ ...person }),
		"list spread": (_, list) => [...list],
		"for of": (_, list) => {
			for (const item of list) return item;
		},
		length: (_, list) => list.length,
		map: (_, list) => list.map((x: number) => x),
		"a method of strings": (person) => person.name.toUpperCase(),
		in: (person) => "name" in person,
		assignment: (person) => {
			person.name = "x";
		},
		"an unknown attribute": (person) => person.nam,
		String: (person) => String(person.age),
	};
	for (const [name, misuse] of Object.entries(misuses)) {
		it(`refuses ${name}`, () => {
			probe.misuse = misuse;
			let text = "";
			try {
				probed.toGraph();
			} catch (error) {
				text = (error as Error).message;
			}
			expect(text.replace(/at .*compile\.test\.ts:\d+:\d+/, "at compile.test.ts")).toMatchSnapshot();
		});
	}
});

const probe: { misuse: (person: Loose, list: Loose) => unknown } = { misuse: () => undefined };
export const probed = workflow(() => {
	const person = makePerson({ name: "Ann", age: 3 });
	probe.misuse(person, person.tags);
	throw new Error("the misuse went through");
});
