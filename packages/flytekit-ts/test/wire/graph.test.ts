import { describe, expect, test } from "vitest";
import type { FlyteError } from "../../src/errors/index.js";
import type { ArrayTarget, Graph, Node } from "../../src/graph/graph.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { encodeDynamicJobSpec, encodeWorkflowSpec } from "../../src/wire/index.js";
import { dynamicJobSpec, workflowSpec } from "../../src/wire/messages.js";
import { dynamicJobSpecToJson } from "../../src/wire/spec-json.js";
import {
	bind,
	graph,
	ints,
	launchPlan,
	node,
	promise,
	settings,
	task,
	taskNode,
	template,
	workflow,
} from "./entities.js";

const int = (value: bigint) => ({ kind: "literal", literal: { kind: "integer", value } }) as const;

function refusal(run: () => unknown): FlyteError {
	try {
		run();
	} catch (error) {
		return error as FlyteError;
	}
	throw new Error("nothing was refused");
}

function branch(id: string, inner: Node, otherwise?: Node): Node {
	return node(id, {
		kind: "branch",
		name: id,
		cases: [
			{
				condition: {
					kind: "compare",
					operator: "eq",
					left: { kind: "var", var: ".a" },
					right: { kind: "constant", literal: { kind: "integer", value: 1n } },
				},
				node: inner,
			},
		],
		...(otherwise === undefined ? {} : { otherwise: { kind: "node", node: otherwise } }),
	});
}

describe("what a dynamic's spec brings along", () => {
	const a = task("m.a");
	const b = task("m.b");
	const c = task("m.c");
	const names = (g: Graph) => dynamicJobSpec(g, settings).tasks.map((t) => t.id?.name);
	const workflows = (g: Graph) => dynamicJobSpec(g, settings).subworkflows.map((w) => w.id?.name);

	test("each task once, in the order of first use", () => {
		const g = graph([taskNode("dn0", b), taskNode("dn1", a), taskNode("dn2", b), taskNode("dn3", task("m.a"))]);
		expect(names(g)).toStrictEqual(["m.b", "m.a"]);
		expect(dynamicJobSpec(g, settings).minSuccesses).toBe(4n);
	});

	test("tasks and sub-workflows of branches within branches and of sub-workflows within sub-workflows", () => {
		const inner = workflow("m.inner", () => [taskNode("n0", c)]);
		const outer = workflow("m.outer", () => [branch("n0", node("n0", { kind: "workflow", workflow: inner }))]);
		const g = graph([
			branch("dn0", branch("dn0", node("dn0", { kind: "workflow", workflow: outer }), taskNode("dn1", b))),
		]);
		expect(workflows(g)).toStrictEqual(["m.outer", "m.inner"]);
		expect(names(g)).toStrictEqual(["m.c", "m.b"]);
	});

	test("the task of a failure handler", () => {
		const wf = workflow("m.wf", () => [taskNode("n0", a)]);
		const handled = { ...wf, toGraph: () => ({ ...wf.toGraph(), onFailure: taskNode("fn0", c) }) };
		expect(names(graph([node("dn0", { kind: "workflow", workflow: handled })]))).toStrictEqual(["m.a", "m.c"]);
	});

	test("not what a launch plan runs", () => {
		const plan = launchPlan(
			"m.plan",
			workflow("m.wf", () => [taskNode("n0", a)]),
		);
		const g = graph([node("dn0", { kind: "launchPlan", launchPlan: plan })]);
		expect(names(g)).toStrictEqual([]);
		expect(workflows(g)).toStrictEqual([]);
	});

	test("an array's list-typed twin, once for any number of arrays", () => {
		const twin = (): ArrayTarget => ({
			kind: "array",
			element: a,
			name: "m.map_a-arraynode",
			interface: ints(["a"], ["o0"]),
			bound: [],
			elementMetadata: { name: "a" },
			toTemplate: () => template("m.map_a-arraynode"),
		});
		expect(names(graph([node("dn0", twin()), node("dn1", twin())]))).toStrictEqual(["m.map_a-arraynode"]);
	});

	test("an array without a twin's template is refused", () => {
		const target: ArrayTarget = {
			kind: "array",
			element: a,
			name: "m.map_a-arraynode",
			interface: ints(["a"], ["o0"]),
			bound: [],
			elementMetadata: { name: "a" },
		};
		const error = refusal(() => encodeDynamicJobSpec(graph([node("dn0", target)]), settings));
		expect(error.code).toBe("WIRE_NO_TEMPLATE");
		expect(error.message).toContain('array node "dn0" has no template for "m.map_a-arraynode"');
	});
});

describe("refused graphs", () => {
	test("two different tasks of one name, with both places", () => {
		const one = task("m.a", "img:1", { file: "one.ts", line: 3, column: 7 });
		const two = task("m.a", "img:2", { file: "two.ts", line: 4, column: 8 });
		const error = refusal(() => encodeDynamicJobSpec(graph([taskNode("dn0", one), taskNode("dn1", two)]), settings));
		expect(error.code).toBe("WIRE_DUPLICATE_ID");
		expect(error.message).toBe(
			"two different entities have the id task p:d:m.a@v1: one.ts:3:7 and two.ts:4:8\n" +
				"  at two.ts:4:8\n  way out: give one of them another name: Flyte would keep only one",
		);
	});

	test("two different sub-workflows of one name", () => {
		const one = workflow("m.w", () => [taskNode("n0", task("m.a"))]);
		const two = workflow("m.w", () => [taskNode("n0", task("m.b"))]);
		const nodes = [node("n0", { kind: "workflow", workflow: one }), node("n1", { kind: "workflow", workflow: two })];
		const main = workflow("m.main", () => nodes);
		expect(refusal(() => encodeWorkflowSpec(main, settings)).code).toBe("WIRE_DUPLICATE_ID");
	});

	test("two nodes of one id, at any level, with both places", () => {
		const at = (line: number) => ({ location: { file: "d.ts", line, column: 1 } });
		const nodes = [taskNode("x", task("m.a"), at(1)), taskNode("y", task("m.a")), taskNode("x", task("m.a"), at(9))];
		const error = refusal(() => encodeDynamicJobSpec(graph(nodes), settings));
		expect(error.code).toBe("WIRE_DUPLICATE_ID");
		expect(error.summary).toBe('2 nodes have the id "x" (d.ts:1 and d.ts:9)');
	});

	test("workflows that call each other in a circle", () => {
		const a = workflow("m.a", () => [node("n0", { kind: "workflow", workflow: b })]);
		const b = workflow("m.b", () => [branch("n0", node("n0", { kind: "workflow", workflow: a }))]);
		const error = refusal(() => encodeWorkflowSpec(a, settings));
		expect(error.code).toBe("WIRE_CYCLE");
		expect(error.summary).toBe("workflows call each other in a circle: m.a -> m.b -> m.a");
	});

	test("a sub-workflow by reference", () => {
		const reference = { ...workflow("m.r", () => []), isReference: true };
		const main = workflow("m.main", () => [node("n0", { kind: "workflow", workflow: reference })]);
		expect(refusal(() => encodeWorkflowSpec(main, settings)).code).toBe("WIRE_REFERENCE");
	});

	test("a constant that cannot be written, with its node and path", () => {
		const bad = { kind: "literal", literal: { kind: "string", value: "\ud800" } } as const;
		const inputs = [bind("a", { kind: "collection", items: [int(1n), bad] })];
		const error = refusal(() => encodeDynamicJobSpec(graph([taskNode("dn0", task("m.a"), { inputs })]), settings));
		expect(error.code).toBe("WIRE_SURROGATE");
		expect(error.details).toMatchObject({ node: "dn0", path: "dn0.inputs.a[1]" });
	});
});

describe("a node's upstream ids", () => {
	const upstream = (...nodes: Node[]) => dynamicJobSpec(graph(nodes), settings).nodes.map((n) => n.upstreamNodeIds);

	test("are its data's sources and then what it comes after, each once, without the start node", () => {
		const inputs = [
			bind("a", promise("")),
			bind("b", { kind: "collection", items: [promise("dn1"), promise("dn0"), promise("dn1"), promise("")] }),
			bind("c", { kind: "map", entries: new Map([["k", promise("dn2")]]) }),
		];
		const last = taskNode("dn4", task("m.a"), { inputs, after: ["dn3", "dn0"] });
		expect(upstream(last)).toStrictEqual([["dn1", "dn0", "dn2", "dn3"]]);
	});

	test("are nothing for constants", () => {
		expect(upstream(taskNode("dn0", task("m.a"), { inputs: [bind("a", int(1n))] }))).toStrictEqual([[]]);
	});
});

describe("ids", () => {
	test("of references and fetched entities are kept, and a reference is written without overrides", () => {
		const id = { resourceType: "task", project: "rp", domain: "rd", name: "ref", version: "rv" } as const;
		const main = workflow("m.main", () => [taskNode("n0", { ...task("ref"), id }), taskNode("n1", task("m.a"))]);
		const [one, two] = workflowSpec(main, settings).template?.nodes ?? [];
		const reference = { ...id, resourceType: 1, org: "" };
		expect(one?.target).toStrictEqual({
			$case: "taskNode",
			value: { reference: { $case: "referenceId", value: reference }, overrides: undefined },
		});
		expect(two?.target).toMatchObject({
			$case: "taskNode",
			value: { reference: { value: { project: "p", domain: "d", version: "v1" } }, overrides: { containerImage: "" } },
		});
	});
});

describe("size", () => {
	test("100,000 nodes in a chain, made against creation order, neither recurse nor repeat themselves", () => {
		const a = task("m.a");
		const nodes: Node[] = [];
		for (let i = 0; i < 100_000; i++) {
			nodes.push(taskNode(`dn${i}`, a, { inputs: [bind("a", i === 99_999 ? int(1n) : promise(`dn${i + 1}`))] }));
		}
		const bytes = encodeDynamicJobSpec(graph(nodes), settings);
		const spec = DynamicJobSpec.decode(bytes);
		expect(spec.nodes.length).toBe(100_000);
		expect(spec.nodes[500]?.upstreamNodeIds).toStrictEqual(["dn501"]);
		expect(spec.tasks.length).toBe(1);
		expect(bytes.length).toBeLessThan(100_000 * 110);
	});
});

test("JSON of a spec", () => {
	const json = dynamicJobSpecToJson(graph([taskNode("dn0", task("m.a"), { inputs: [bind("a", int(-3n))] })]), settings);
	expect(json).toMatchObject({
		minSuccesses: "1",
		nodes: [{ id: "dn0", inputs: [{ var: "a", binding: { scalar: { primitive: { integer: "-3" } } } }] }],
		tasks: [{ metadata: { generatesDeck: false, retries: {}, runtime: { type: "FLYTE_SDK", flavor: "typescript" } } }],
	});
});
