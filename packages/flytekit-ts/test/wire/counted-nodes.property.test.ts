import fc from "fast-check";
import { expect, test } from "vitest";
import type { Binding, BindingData } from "../../src/graph/binding.js";
import type { Node } from "../../src/graph/graph.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { encodeDynamicJobSpec } from "../../src/wire/index.js";
import { graph, settings, task } from "./entities.js";

/*
 * Nodes as compiling makes them have an id that is a prefix and a number, and promises know their node: those are written from the
 * numbers, by loops of their own. Their bytes must be those of the same graph with ids that are only texts.
 */

const NAMES = ["a", "b", "an_input_whose_name_goes_on_for_longer_than_most_of_them_do", "größe", "n".repeat(130)];
const TASKS = [task("m.a"), task("m.b"), task(`m.${"long".repeat(40)}`)];

const constant = fc.oneof(
	fc
		.bigInt({ min: -5n, max: 20_000n })
		.map((value): BindingData => ({ kind: "literal", literal: { kind: "integer", value } })),
	fc
		.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
		.map((value): BindingData => ({ kind: "literal", literal: { kind: "integer", value } })),
	fc
		.string({ unit: "grapheme", maxLength: 200 })
		.map((value): BindingData => ({ kind: "literal", literal: { kind: "string", value } })),
);

/** What is drawn for a call; `from` counts backwards from it. */
const drawn = fc.record({
	task: fc.nat(2),
	gap: fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 120_000 })),
	named: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.boolean()),
	inputs: fc.uniqueArray(
		fc.record({
			name: fc.constantFrom(...NAMES),
			constant,
			from: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 })),
			list: fc.integer({ min: 0, max: 9 }),
			output: fc.constantFrom("o0", "o1", "an_output_with_a_name_that_is_long", "größe"),
			path: fc.oneof(
				{ weight: 5, arbitrary: fc.constant([]) },
				fc.array(fc.oneof(fc.nat(300), fc.string({ maxLength: 9 }))),
			),
		}),
		{ selector: ({ name }) => name, maxLength: 4 },
	),
	after: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 1 }),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function nodesOf(calls: readonly Drawn[], prefix: string, counted: boolean): Node[] {
	const nodes: Node[] = [];
	const metadata = TASKS.map(({ name }) => ({ name, retries: name.length }));
	const targets = TASKS.map((called) => ({ kind: "task", task: called }) as const);
	let number = -1;
	for (const call of calls) {
		number += call.gap;
		const promise = (back: number, output: string, path: readonly (string | number)[]): BindingData => {
			const source = nodes[Math.max(0, nodes.length - back)] as Node;
			const plain = { kind: "promise", node: source.id, var: output, path } as const;
			return counted ? { ...plain, source } : plain;
		};
		const inputs = call.inputs.map(({ name, constant: value, from, list, output, path }): Binding => {
			if (from === 0 || nodes.length === 0) return { var: name, data: value };
			if (list === 0) return { var: name, data: promise(from, output, path) };
			const items = Array.from({ length: list }, (_, i) => (i % 3 === 2 ? value : promise(from + i, output, path)));
			return { var: name, data: { kind: "collection", items } };
		});
		const after =
			nodes.length === 0 ? [] : call.after.map((back) => (nodes[Math.max(0, nodes.length - back)] as Node).id);
		const id = call.named ? `own-${nodes.length}` : `${prefix}${number}`;
		nodes.push({
			id,
			...(counted && !call.named ? { prefix, number } : {}),
			target: targets[call.task] as Node["target"],
			inputs,
			after,
			metadata: metadata[call.task] as Node["metadata"],
		});
	}
	return nodes;
}

test("nodes with counted ids have the bytes of nodes with the same ids as texts, which the generated code reads and writes", () => {
	fc.assert(
		fc.property(fc.array(drawn, { maxLength: 40 }), fc.constantFrom("dn", "n", "fn"), (calls, prefix) => {
			const bytes = encodeDynamicJobSpec(graph(nodesOf(calls, prefix, true)), settings);
			const plain = nodesOf(calls, prefix, false);
			expect(Buffer.from(bytes).equals(encodeDynamicJobSpec(graph(plain), settings))).toBe(true);
			const decoded = DynamicJobSpec.decode(bytes);
			expect(decoded.nodes.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
			expect(Buffer.from(DynamicJobSpec.encode(decoded).finish()).equals(bytes)).toBe(true);
		}),
		{ numRuns: 400 },
	);
});

test("two nodes with one number are refused", () => {
	const [first, second] = nodesOf(
		[0, 1].map(() => ({ task: 0, gap: 1, named: false, inputs: [], after: [] })),
		"dn",
		true,
	) as [Node, Node];
	expect(() => encodeDynamicJobSpec(graph([first, second, { ...second }]), settings)).toThrow(
		/2 nodes have the id "dn1"/,
	);
	expect(() => encodeDynamicJobSpec(graph([first, { ...second, id: "dn0", number: undefined }]), settings)).toThrow(
		/2 nodes have the id "dn0"/,
	);
});

test("the place of no call is asked for: each would be a stack to format", () => {
	let asked = 0;
	const nodes = nodesOf(
		Array.from({ length: 50 }, () => ({ task: 0, gap: 1, named: false, inputs: [], after: [] })),
		"dn",
		true,
	).map((node) =>
		Object.defineProperty({ ...node }, "location", {
			get() {
				asked++;
				return undefined;
			},
		}),
	);
	encodeDynamicJobSpec(graph(nodes as Node[]), settings);
	expect(asked).toBe(0);
});
