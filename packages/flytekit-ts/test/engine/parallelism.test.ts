import { describe, expect, test } from "vitest";
import { type RunOptions, runEntity, runGraph } from "../../src/engine/index.js";
import type { TaskEntity } from "../../src/graph/entities.js";
import type { Node } from "../../src/graph/graph.js";
import { dynamic, graph, int, launchPlan, list, mapped, node, spec, task, workflow } from "./build.js";
import { settle } from "./fake-clock.js";

const NONE = new Map();

/** A task that counts how many of it run at a time. */
function busy(name = "m.busy") {
	const seen = { running: 0, most: 0, ran: 0 };
	const of = task(name, ["x"], async ({ x }) => {
		seen.ran++;
		seen.most = Math.max(seen.most, ++seen.running);
		for (let i = 0; i < 3; i++) await settle();
		seen.running--;
		if (x === 666) throw new Error("bad");
		return 1;
	});
	return { of, seen };
}
const many = (of: TaskEntity, count: number, prefix = "n") =>
	Array.from({ length: count }, (_, i) => node(`${prefix}${i}`, of, { x: i }));
const run = (nodes: readonly Node[], options: RunOptions) => runGraph(graph(nodes), NONE, options);

describe("max parallelism", () => {
	test.each([
		[3, 3],
		[0, 20],
		[undefined, 20],
	])("%s: %i task nodes at a time", async (maxParallelism, most) => {
		const { of, seen } = busy();
		const result = await run(many(of, 20), maxParallelism === undefined ? {} : { maxParallelism });
		expect(result.phase).toBe("succeeded");
		expect(seen).toEqual({ running: 0, most, ran: 20 });
	});

	test("an array is one, whatever its own concurrency", async () => {
		const { of, seen } = busy();
		const arrays = ["a", "b", "c"].map((id) =>
			node(id, mapped(of, { parallelism: 4 }), { x: list(...Array.from({ length: 8 }, (_, i) => int(i))) }),
		);
		expect((await run(arrays, { maxParallelism: 2 })).phase).toBe("succeeded");
		expect(seen).toMatchObject({ most: 8, ran: 24 });
	});

	test("sub-workflows share the limit; a dynamic does not count beside its own nodes", async () => {
		const { of, seen } = busy();
		const sub = workflow("m.sub", graph(many(of, 5)));
		const inner = dynamic("m.inner", [], () => spec(graph(many(of, 5, "dn"))));
		const outer = dynamic("m.outer", [], () => spec(graph([node("dn0", inner), node("dn1", inner)])));
		const nodes = [node("s0", sub), node("s1", sub), node("d0", outer)];
		const one = await run(nodes, { maxParallelism: 1 });
		expect(one.error).toBeUndefined();
		expect(seen).toEqual({ running: 0, most: 1, ran: 20 });
	});

	test("a launch plan has a limit of its own, which that of the run replaces", async () => {
		const { of, seen } = busy();
		const wf = workflow("m.wf", graph(many(of, 10)));
		const plan = { ...launchPlan("m.lp", wf, NONE, NONE), options: { maxParallelism: 2 } };
		await runEntity(plan, NONE, {});
		expect(seen.most).toBe(2);
		await run([node("p0", plan), node("p1", plan)], {});
		expect(seen.most).toBe(4);
		seen.most = 0;
		await run([node("p0", plan), node("p1", plan)], { maxParallelism: 1 });
		expect(seen.most).toBe(1);
		await runEntity(plan, NONE, { maxParallelism: 3 });
		expect(seen.most).toBe(3);
	});

	test("what is stopped gives its room to others", async () => {
		const { of, seen } = busy();
		const stops = workflow("m.stops", graph([node("bad", of, { x: 666 }), ...many(of, 10)]));
		const goesOn = workflow("m.goes", graph(many(of, 10)));
		const made = graph(
			[node("s", stops), node("g", goesOn)],
			{},
			{ failurePolicy: "failAfterExecutableNodesComplete" },
		);
		const result = await runGraph(made, NONE, { maxParallelism: 2 });
		expect(result.phase).toBe("failed");
		expect(result.counts).toMatchObject({ failed: 2 });
		expect(seen.running).toBe(0);
		expect(result.counts.succeeded).toBeGreaterThanOrEqual(11);
	});

	test("a case of a conditional counts, the conditional does not", async () => {
		const { of, seen } = busy();
		const held: Node = {
			...node("b", of),
			target: {
				kind: "branch",
				name: "b",
				cases: [
					{
						condition: {
							kind: "compare",
							operator: "eq",
							left: { kind: "constant", literal: int(1) },
							right: { kind: "constant", literal: int(1) },
						},
						node: node("c", of, { x: 1 }),
					},
				],
			},
		};
		const result = await run([held, { ...held, id: "b2" }, ...many(of, 3)], { maxParallelism: 1 });
		expect(result.error).toBeUndefined();
		expect(seen).toEqual({ running: 0, most: 1, ran: 5 });
	});
});
