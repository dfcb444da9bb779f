import { dynamic, type Int, task } from "flytekit-ts";
import type { FlyteExecution, FlyteRemote, NodeTree } from "flytekit-ts/remote";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { foldGraph } from "../../src/graph/fold/index.js";
import type { Batch } from "../../src/graph/graph.js";
import { elementText } from "../../src/remote/array-calls.js";
import { encodeDynamicJobSpec } from "../../src/wire/index.js";
import { tsflyte } from "../cli/tsflyte.js";
import { graphOf } from "../fold/three-ways.js";
import { Project } from "../packaging/project.js";
import { deployed, settings } from "./client.js";
import { type Deployment, literalMap } from "./deployment.js";
import { flow } from "./entities.js";
import type { FakeNode } from "./fake-execution.js";

export const square = task(({ n, by }: { n: Int; by: string }): Int => (by === "" ? n : ((n * n) as Int)));
export const total = task(
	({ values }: { values: Int[] }): Int => values.reduce((sum, one) => (sum + one) as Int, 0 as Int),
);
export const looping = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => square({ n: (10 * i) as Int, by: "x" })) }),
);
let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;
let project: Project;
beforeAll(() => {
	project = new Project();
});
afterAll(() => project.remove());
beforeEach(async () => {
	({ server, remote, end } = await deployed({ register: [flow] }));
});
afterEach(() => end());

const int = (value: number) => ({ kind: "integer", value: BigInt(value) }) as const;
const list = (items: readonly number[]) => ({ kind: "collection", items: items.map(int) }) as const;
const tens = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => 10 * (from + i));

/** An execution whose dynamic made 12 calls, some of which failed; `batch` of them in one container. */
async function folded(given: { error: string; batch?: Batch }): Promise<FlyteExecution> {
	const graph = await graphOf(looping, 12);
	const { batch } = given;
	const made = foldGraph(graph, { mode: "auto", ...(batch === undefined ? {} : { batch }) }).graph;
	const size = typeof batch === "number" ? Math.ceil(12 / batch) : 12;
	const items = Array.from({ length: size }, (_, i) => tens(i * (12 / size), (i + 1) * (12 / size)));
	const error = { code: "", message: given.error };
	const name = made.nodes[0]?.target.kind === "array" ? made.nodes[0].target.name : "";
	const array: FakeNode = {
		id: `n0-0-${made.nodes[0]?.id}`,
		parent: "n0",
		phase: "FAILED",
		isArray: true,
		error,
		inputs: literalMap({
			by: { kind: "string", value: "x" },
			n: batch === undefined ? list(tens(0, 12)) : { kind: "collection", items: items.map(list) },
		}),
		attempts: [
			{
				phase: "FAILED",
				error,
				task: { resourceType: 1, project: "flytesnacks", domain: "development", name, version: "v1", org: "" },
				elements: Array.from({ length: size }, (_, i) => (i === 1 ? "FAILED" : "SUCCEEDED")),
				elementLogs: (index) => `https://logs.test/${index}`,
			},
		],
	};
	server.onExecution = (execution) => {
		const futures = encodeDynamicJobSpec(made, settings("v1"));
		const dynamicNode = { id: "n0", phase: "FAILED", isParent: true, isDynamic: true } as const;
		execution.nodes = [{ ...dynamicNode, error, futures }, array];
		execution.fail("", `Workflow failed: ${given.error}`);
	};
	return remote.execute(flow, { name: "a" }, { name: "e" });
}

const call = (...args: readonly string[]) =>
	tsflyte([...args, "--remote"], { cwd: project.root, env: { ...server.env, HOME: project.folder } });

describe("calls that were folded", () => {
	it("are known by the graph that the dynamic made, edges and all", async () => {
		const execution = await folded({ error: "[1]: Error: no" });
		const [dynamicNode] = (await execution.nodes({ graphs: true })) as [NodeTree];
		expect(dynamicNode.inside?.toGraph().nodes.map(({ id }) => id)).toEqual(["an0", "dn12"]);
		const { calls } = dynamicNode.children[0] as NodeTree;
		expect(calls).toMatchObject({ bound: ["by"], ids: expect.arrayContaining(["dn0", "dn11"]) });
		expect(calls?.of).toMatch(/\.square$/);
		expect(server.calls.filter((name) => name === "GetNodeExecutionData").length).toBeGreaterThan(0);
	});

	it("fail under their own names, with what they were given", async () => {
		const execution = await folded({ error: "[1]: Error: no\n    at f (a.ts:1:1)\n[3-4][7]: Error: nor these\n" });
		const said = await execution.outputs().catch((error: Error) => error.message);
		expect(said).toMatch(/call 2 of \S*\.square \(dn1\) with n = 10 failed: Error: no\n {4}at f \(a\.ts:1:1\)/);
		expect(said).toMatch(/calls 4-5, 8 of \S*\.square failed: Error: nor these/);
		expect(said).not.toContain("[1]");
		expect(execution.error?.message).toContain("[1]: Error: no");
		expect((await execution.failure())?.message).toContain("call 2 of");
	});

	it("in a container of several: the one that failed is named", async () => {
		const name = (await of()).replaceAll(".", "\\.");
		const execution = await folded({
			error: `[1]: ${await of()}[7]: task ${await of()} failed: Error: no\n  its inputs: n = 70`,
			batch: 4,
		});
		expect((await execution.failure())?.message).toMatch(
			new RegExp(`call 8 of ${name} \\(dn7\\) failed: Error: no\\n {2}its inputs: n = 70`),
		);
		const values = await execution.nodeValues("n0-0-dn7");
		expect(values.inputs).toEqual({ by: "x", n: 70 });
	});

	it("have values of their own, by their ids and by their places", async () => {
		const execution = await folded({ error: "[1]: Error: no" });
		expect((await execution.nodeValues("n0-0-dn11")).inputs).toEqual({ by: "x", n: 110 });
		expect((await execution.nodeValues("n0-0-an0[11]")).inputs).toEqual({ by: "x", n: 110 });
		await expect(execution.nodeValues("n0-0-dn99")).rejects.toThrow(/n0-0-dn99/);
	});

	it("are calls to those who watch and to those who look later", async () => {
		await folded({ error: "[1]: Error: no" });
		const watched = await call("watch", "e");
		expect(watched.stdout).toMatch(
			/n0-0-an0 12 calls of \S*square \(dn0-dn11\) FAILED: call 2 of \S*square \(dn1\) with n = 10 failed/,
		);
		expect(watched.stdout).toMatch(/^ {4}call 2 of \S*square \(dn1\) with n = 10 FAILED$/m);
		expect(watched.stderr).toMatch(/ended as FAILED: Workflow failed: call 2 of \S*square \(dn1\) with n = 10 failed/);
		const shown = await call("show", "e");
		expect(shown.stdout).toMatch(/n0-0-an0 12 calls of \S*square \(dn0-dn11\) FAILED, 11 of 12 calls done, 1 failed/);
		expect(shown.stdout).toMatch(/^ +call 2 of \S*square \(dn1\) with n = 10 failed: Error: no$/m);
		expect(shown.stdout).not.toContain("arraynode");
		const logs = await call("logs", "e");
		expect(logs.stdout).toMatch(
			/^n0-0-an0\[11\] call 12 of \S*square \(dn11\) attempt 0 {2}log-11 {2}https:\/\/logs\.test\/11$/m,
		);
	});

	it("whose graph cannot be had are elements, and no error", async () => {
		const execution = await folded({ error: "[1]: Error: no" });
		server.refuseCall = (name) => (name === "GetNodeExecutionData" ? { code: 8, details: "too large" } : undefined);
		const [{ inside, children }] = (await execution.nodes({ graphs: true })) as [NodeTree];
		expect(inside).toBeUndefined();
		expect(children[0]?.failure?.message).toMatch(/element 1 of \S*mapTask\(square\) failed: Error: no/);
	});
});

it("elements of a map are told by their place in the list", () => {
	const inputs = new Map([["n", list([5, 6])]]);
	expect(elementText({ of: "m.square" }, 1, inputs)).toBe("element 1 of m.mapTask(square) with n = 6");
	expect(elementText({ of: "m.square", chunk: 50 }, 1)).toBe("elements 50-99 of m.mapTask(square)");
});

async function of(): Promise<string> {
	const graph = foldGraph(await graphOf(looping, 12), { mode: "auto" }).graph;
	const target = graph.nodes[0]?.target;
	return target?.kind === "array" ? target.element.name : "";
}
