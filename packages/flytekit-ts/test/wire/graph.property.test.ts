import fc from "fast-check";
import { expect, test } from "vitest";
import type { BindingData } from "../../src/graph/binding.js";
import type { Condition, Graph, Node, NodeMetadata, NodeOverrides, NodeTarget } from "../../src/graph/graph.js";
import { graphFromDynamicJobSpec } from "../../src/wire/from-proto/index.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { encodeDynamicJobSpec, entityId, idKey } from "../../src/wire/index.js";
import { jsonObject, key, literal, literalType, text } from "./arbitraries.js";
import { graph, ints, launchPlan, settings, task, template, workflow } from "./entities.js";

const TASKS = [task("m.a"), task("m.b"), task("m.c")];
const WORKFLOWS = [workflow("m.w", () => []), workflow("m.v", () => [])];
const PLANS = [launchPlan("m.p", WORKFLOWS[0] as (typeof WORKFLOWS)[number])];

/** A constant of a binding: a list or map of constants is written as bindings, so it would come back as those. */
const constant = literal
	.filter(({ kind }) => kind !== "collection" && kind !== "map")
	.map(({ hash: _, metadata: __, ...value }) => ({
		kind: "literal" as const,
		literal: value as typeof value & { kind: "none" },
	}));

const data = fc.letrec<{ data: BindingData }>((tie) => ({
	data: fc.oneof(
		{ depthSize: "small" },
		constant,
		fc.record(
			{
				kind: fc.constant("promise" as const),
				node: fc.constantFrom("", "x", "dn0", "dn1"),
				var: key,
				path: fc.array(fc.oneof(text, fc.nat(2 ** 31 - 1)), { maxLength: 3 }),
				unionType: literalType,
			},
			{ requiredKeys: ["kind", "node", "var", "path"] },
		),
		fc.record({ kind: fc.constant("collection" as const), items: fc.array(tie("data"), { maxLength: 3 }) }),
		fc.record({
			kind: fc.constant("map" as const),
			entries: fc.array(fc.tuple(key, tie("data")), { maxLength: 3 }).map((entries) => new Map(entries)),
		}),
	),
})).data;

const milliseconds = fc.oneof(fc.nat(10_000_000), fc.constantFrom(0, 1, 999, 1000, 1500, 86_400_000));
const metadata: fc.Arbitrary<NodeMetadata> = fc.record(
	{
		name: text,
		timeoutMs: milliseconds,
		retries: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
		interruptible: fc.boolean(),
		cacheable: fc.boolean(),
		cacheVersion: text,
		cacheSerializable: fc.boolean(),
	},
	{ requiredKeys: ["name"] },
);

const quantity = text.filter((value) => value !== "");
const resources = fc.record(
	{ cpu: quantity, gpu: quantity, memory: quantity, storage: quantity, ephemeralStorage: quantity },
	{ requiredKeys: [] },
);
const labels = fc.array(fc.tuple(key, text), { maxLength: 2 }).map((entries) => Object.fromEntries(entries));
const overrides: fc.Arbitrary<NodeOverrides> = fc.oneof(
	fc.constant({}),
	fc
		.record(
			{
				requests: resources,
				containerImage: quantity,
				podTemplate: fc.record({ labels, annotations: labels, podSpec: jsonObject }),
				extendedResources: fc.record(
					{
						gpuAccelerator: fc.oneof(
							fc.record({ device: text, partitionSize: text }),
							fc.record({ device: text, unpartitioned: fc.boolean() }),
						),
						sharedMemory: fc.record({ mountPath: text, mountName: text, sizeLimit: quantity }),
					},
					{ requiredKeys: [] },
				),
			},
			{ requiredKeys: [] },
		)
		// The two lists are one message: one is never there without the other.
		.map((all) => (all.requests === undefined ? all : { ...all, limits: { cpu: "1" } })),
);

const primitive = literal.filter(({ kind }) => kind === "integer" || kind === "string" || kind === "boolean");
const operand = fc.oneof(
	fc.record({ kind: fc.constant("var" as const), var: text }),
	primitive.map(({ hash: _, metadata: __, ...value }) => ({
		kind: "constant" as const,
		literal: value as { kind: "none" },
	})),
	fc.constant({ kind: "constant" as const, literal: { kind: "none" as const } }),
);
const condition = fc.letrec<{ condition: Condition }>((tie) => ({
	condition: fc.oneof(
		{ depthSize: "small" },
		fc.record({
			kind: fc.constant("compare" as const),
			operator: fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"),
			left: operand,
			right: operand,
		}) as fc.Arbitrary<Condition>,
		fc.record({
			kind: fc.constantFrom("and" as const, "or" as const),
			left: tie("condition"),
			right: tie("condition"),
		}),
	),
})).condition;

const array = fc
	.record(
		{
			kind: fc.constant("array" as const),
			bound: fc.constantFrom([], ["a"]),
			elementMetadata: metadata,
			elementOverrides: overrides,
			parallelism: fc.nat(2 ** 32 - 1),
			success: fc.oneof(
				fc.record({ minSuccesses: fc.nat(2 ** 32 - 1) }),
				fc.record({ minSuccessRatio: fc.constantFrom(0, 0.25, 0.75, 1) }),
			),
		},
		{ requiredKeys: ["kind", "bound", "elementMetadata", "success", "elementOverrides"] },
	)
	.map(({ success, ...rest }) => ({
		...rest,
		...success,
		element: TASKS[0] as (typeof TASKS)[number],
		name: "m.map_a-arraynode",
		interface: ints(["a"], ["o0"]),
		toTemplate: () => template("m.map_a-arraynode"),
	}));

const nodes = fc.letrec<{ node: Node; target: NodeTarget }>((tie) => ({
	target: fc.oneof(
		{ depthSize: "small" },
		fc.constantFrom(...TASKS).map((called) => ({ kind: "task" as const, task: called })),
		fc.constantFrom(...WORKFLOWS).map((called) => ({ kind: "workflow" as const, workflow: called })),
		fc.constantFrom(...PLANS).map((called) => ({ kind: "launchPlan" as const, launchPlan: called })),
		array,
		fc.record({ kind: fc.constant("gate" as const), gate: fc.constant("sleep" as const), durationMs: milliseconds }),
		fc.record({
			kind: fc.constant("gate" as const),
			gate: fc.constant("signal" as const),
			signal: text,
			type: literalType,
			output: text,
		}),
		fc.record({
			kind: fc.constant("branch" as const),
			name: text,
			cases: fc.array(fc.record({ condition, node: tie("node") }), { minLength: 1, maxLength: 2 }),
			otherwise: fc.oneof(
				fc.record({ kind: fc.constant("node" as const), node: tie("node") }),
				fc.record({ kind: fc.constant("fail" as const), message: text, failedNodeId: text }),
			),
		}),
	) as fc.Arbitrary<NodeTarget>,
	node: fc
		.record({
			id: fc.constantFrom("n0", "n1", "other"),
			target: tie("target"),
			inputs: fc.array(fc.record({ var: key, data }), { maxLength: 3 }),
			after: fc.uniqueArray(fc.constantFrom("y", "z"), { maxLength: 2 }),
			metadata,
			overrides,
		})
		.map(({ overrides: given, ...node }) => (node.target.kind === "task" ? { ...node, overrides: given } : node)),
}));

const graphs: fc.Arbitrary<Graph> = fc
	.record({
		nodes: fc.array(nodes.node, { maxLength: 4 }),
		outputs: fc.array(fc.record({ var: key, data }), { maxLength: 2 }),
	})
	.map(({ nodes: made, outputs }) => ({ ...graph(made.map((node, i) => ({ ...node, id: `dn${i}` }))), outputs }));

/** A graph with ids for entities and without what the wire has no place for. */
function shape(g: Graph): unknown {
	return { nodes: g.nodes.map(nodeShape), outputs: g.outputs };
}

function nodeShape({ location: _, ...node }: Node): unknown {
	return { ...node, target: targetShape(node.target) };
}

function targetShape(target: NodeTarget): unknown {
	switch (target.kind) {
		case "task":
			return idKey(entityId(target.task, "task", settings));
		case "workflow":
			return idKey(entityId(target.workflow, "workflow", settings));
		case "launchPlan":
			return idKey(entityId(target.launchPlan, "launchPlan", settings));
		case "array": {
			const { element: _, interface: __, toTemplate, id: ___, ...rest } = target;
			return { ...rest, template: toTemplate?.(settings).id };
		}
		case "branch":
			return {
				cases: target.cases.map(({ condition: on, node }) => ({ on, node: nodeShape(node) })),
				otherwise: target.otherwise?.kind === "node" ? nodeShape(target.otherwise.node) : target.otherwise,
			};
		case "gate":
			return target;
	}
}

test("any graph comes back as it was, from our bytes and from the generated encoder's", () => {
	fc.assert(
		fc.property(graphs, (g) => {
			const bytes = encodeDynamicJobSpec(g, settings);
			expect(shape(graphFromDynamicJobSpec(bytes))).toEqual(shape(g));
			const theirs = DynamicJobSpec.encode(DynamicJobSpec.decode(bytes)).finish();
			expect(shape(graphFromDynamicJobSpec(theirs))).toEqual(shape(g));
		}),
		{ numRuns: 150 },
	);
});

test("what came back is written as the same bytes", () => {
	fc.assert(
		fc.property(graphs, (g) => {
			const bytes = encodeDynamicJobSpec(g, settings);
			const again = encodeDynamicJobSpec(graphFromDynamicJobSpec(bytes), { ...settings, project: "other" });
			expect(Buffer.compare(again, bytes)).toBe(0);
		}),
		{ numRuns: 100 },
	);
});
