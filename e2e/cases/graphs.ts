import assert from "node:assert/strict";
import { type Case, failed, succeeded } from "../runner/case.js";
import { everyNode, nodeOf, podCount } from "../runner/flyte.js";
import { numbers } from "./values.js";

/** The sum of the squares below n. */
const squaresBelow = (n: number) => ((n - 1) * n * (2 * n - 1)) / 6;

export const graphs: readonly Case[] = [
	{
		name: "a conditional, each way",
		async run(flyte) {
			const runs = await Promise.all([-4, 5, 10].map((n) => flyte.launch("branches.bySize", { n })));
			const ends = await Promise.all(runs.map((run) => succeeded(run)));
			assert.deepEqual(
				ends.map(({ outputs }) => numbers(outputs)),
				[{ o0: 0 }, { o0: 25 }, { o0: 10_000 }],
			);
			assert.deepEqual(ends.map(podCount), [1, 1, 2]);
		},
	},
	{
		name: "a conditional that fails by itself",
		async run(flyte) {
			const [good, bad] = await Promise.all([1, 2].map((n) => flyte.launch("branches.orElseFail", { n })));
			assert.ok(good && bad);
			assert.deepEqual(numbers((await succeeded(good)).outputs), { o0: 1 });
			assert.match((await failed(bad)).error.message, /only 1 is known/);
		},
	},
	{
		name: "a conditional in a dynamic",
		async run(flyte) {
			const runs = await Promise.all([7, 8].map((n) => flyte.launch("branches.branching", { n })));
			const ends = await Promise.all(runs.map((run) => succeeded(run)));
			assert.deepEqual(
				ends.map(({ outputs }) => outputs),
				[{ o0: "small: 49" }, { o0: "large: 64" }],
			);
		},
	},
	{
		name: "a launch plan, an execution of its own",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("branches.withPlan", { n: 2 }));
			assert.deepEqual(numbers(finished.outputs), { o0: 16 + 81 });
			const launched = ["n0", "n1"].map((id) => nodeOf(finished, id).launched);
			assert.equal(new Set(launched).size, 2);
			assert.ok(launched.every((name) => name !== undefined && name !== finished.name));
		},
	},
	...[0, 1, 10].map(
		(n): Case => ({
			name: `dynamic, n = ${n}`,
			async run(flyte) {
				const finished = await succeeded(flyte.launch("dynamics.fan", { n }));
				assert.deepEqual(numbers(finished.outputs), { o0: squaresBelow(n) });
				assert.equal(podCount(finished), 1 + n + 1);
			},
		}),
	),
	{
		name: "dynamic, n = 200",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("dynamics.fan", { n: 200 }));
			assert.deepEqual(numbers(finished.outputs), { o0: squaresBelow(200) });
			assert.equal(podCount(finished), 202);
		},
	},
	{
		name: "dynamic without a node",
		async run(flyte) {
			const [none, some] = await Promise.all([0, 3].map((n) => flyte.launch("dynamics.list", { n })));
			assert.ok(none && some);
			const empty = await succeeded(none);
			assert.deepEqual(empty.outputs, { o0: [] });
			assert.equal(podCount(empty), 1);
			assert.deepEqual(((await succeeded(some)).outputs.o0 as unknown[]).map(Number), [0, 1, 4]);
		},
	},
	{
		name: "dynamics in a dynamic",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("dynamics.nested", { n: 3 }));
			assert.deepEqual(numbers(finished.outputs), { o0: squaresBelow(1) + squaresBelow(2) + squaresBelow(3) });
			assert.equal(everyNode(finished.nodes).filter(({ nodes }) => nodes.length > 0).length, 4);
		},
	},
	{
		name: "dynamic with launch plans",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("dynamics.dynamicPlans", { n: 3 }));
			assert.deepEqual(numbers(finished.outputs), { o0: 0 + 1 + 16 });
			assert.equal(everyNode(finished.nodes).filter(({ launched }) => launched !== undefined).length, 3);
		},
	},
	{
		name: "dynamic with sub-workflows",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("dynamics.dynamicSubs", { n: 3 }));
			assert.deepEqual(numbers(finished.outputs), { o0: 0 + 1 + 16 });
		},
	},
	{
		name: "dynamic with a map",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("dynamics.dynamicMap", { n: 4 }));
			assert.deepEqual(numbers(finished.outputs), { o0: squaresBelow(4) });
		},
	},
];
