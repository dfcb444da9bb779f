import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallPrograms } from "../../packages/flytekit-ts/test/fold/random-steps.js";
import { type Case, failed, succeeded } from "../runner/case.js";
import { everyNode } from "../runner/flyte.js";

/** A pod takes a second on a slow machine, and four run at a time. */
const MANY_PODS_MS = 900_000;

/** Which programs are drawn, and how many: each takes some thirty pods. */
const SEED = 10;
const PROGRAMS = 6;

/** How often tasks of that name ran. */
function runs(folder: string, name: string): number {
	return readdirSync(folder).filter((file) => file.startsWith(name)).length;
}

const sumOfSquares = (n: number) => ((n - 1) * n * (2 * n - 1)) / 6;

export const folding: readonly Case[] = [
	{
		name: "folding: 200 calls are one array node, and what they give is taken whole, backwards and one by one",
		async run(flyte) {
			const n = 200;
			const finished = await succeeded(flyte.launch("folding.mixed", { n }), MANY_PODS_MS);
			const last = (k: number) => (n - k) ** 2;
			assert.deepEqual((finished.outputs.o0 as unknown[]).map(Number), [
				sumOfSquares(n),
				last(1) + last(2) + last(3),
				49 + 9 + 1000,
			]);
			const ids = everyNode(finished.nodes).map(({ id }) => id);
			assert.equal(ids.filter((id) => /-an0$/.test(id)).length, 1, ids.join(" "));
			assert.equal(ids.filter((id) => /-dn\d+$/.test(id)).length, 3, ids.join(" "));
		},
	},
	{
		name: "folding: two stages, each an array node",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("folding.staged", { n: 12 }));
			assert.equal(Number(finished.outputs.o0), sumOfSquares(12) + 12);
			const ids = everyNode(finished.nodes).map(({ id }) => id);
			assert.deepEqual(
				ids
					.map((id) => /-(an\d+)$/.exec(id)?.[1])
					.filter(Boolean)
					.sort(),
				["an0", "an1"],
			);
		},
	},
	{
		name: "folding: a call that fails fails the dynamic, and is named",
		async run(flyte) {
			const { folder } = flyte;
			const { error } = await failed(flyte.launch("folding.broken", { n: 12, not: 5, folder }));
			assert.match(error.message, /5 is broken/);
			assert.match(error.message, /\[5\]/);
			assert.match(error.message, /folding\.ts:\d+/);
		},
	},
	{
		name: "folding: cached calls are not run again",
		async run(flyte) {
			const { folder } = flyte;
			const first = await succeeded(flyte.launch("folding.keptCalls", { n: 10, folder }));
			assert.equal(runs(folder, "kept-"), 10);
			const second = await succeeded(flyte.launch("folding.keptCalls", { n: 10, folder }));
			assert.deepEqual(second.outputs, first.outputs);
			assert.equal(runs(folder, "kept-"), 10, "cached calls ran again");
			// two calls more: those before are still known, as nothing of their array's name depends on the number
			assert.equal(Number((await succeeded(flyte.launch("folding.keptCalls", { n: 12, folder }))).outputs.o0), 66);
			assert.equal(runs(folder, "kept-"), 12);
		},
	},
	{
		name: "folding: one call of many is tried again",
		async run(flyte) {
			const { folder } = flyte;
			const finished = await succeeded(flyte.launch("folding.tried", { n: 10, not: 4, folder }));
			assert.equal(Number(finished.outputs.o0), 45);
			assert.equal(runs(folder, "unsteady-4-0"), 1);
			assert.equal(runs(folder, "unsteady-4-1"), 1);
			assert.equal(runs(folder, "unsteady-"), 11);
		},
	},
	{
		name: "folding: an execution with a folded dynamic is recovered",
		async run(flyte) {
			const { folder } = flyte;
			const first = await failed(flyte.launch("folding.broken", { n: 10, not: 3, folder }));
			writeFileSync(join(folder, "mended"), "");
			const second = await succeeded(flyte.recover(first.name));
			assert.equal(Number(second.outputs.o0), 45);
		},
	},
	{
		name: "folding: batches: 200 calls in four containers",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("folding.batched", { n: 200 }));
			assert.deepEqual((finished.outputs.o0 as unknown[]).map(Number), [sumOfSquares(200), 199 ** 2, 1]);
		},
	},
	{
		name: "folding: batches: a container that died goes on where it was",
		async run(flyte) {
			const { folder } = flyte;
			const finished = await succeeded(flyte.launch("folding.survived", { n: 20, folder }));
			assert.equal(Number(finished.outputs.o0), 190);
			assert.equal(runs(folder, "mortal-9."), 2, "the call in whose time the container died runs again");
			assert.equal(runs(folder, "mortal-"), 21, "calls that had finished ran again");
		},
	},
	{
		name: "folding: batches: a call that fails is named with its inputs",
		async run(flyte) {
			const { folder } = flyte;
			const { error } = await failed(flyte.launch("folding.brokenBatch", { n: 12, not: 6, folder }));
			assert.match(error.message, /fragile\[6\]: task folding\.fragile failed: Error: 6 is broken/);
			assert.match(error.message, /its inputs: .*n = 6/);
		},
	},
	{
		name: "folding: split: 300 calls of two stages in six nested dynamics, and lists put together of them",
		async run(flyte) {
			const n = 300;
			const finished = await succeeded(flyte.launch("folding.shared", { n }), MANY_PODS_MS);
			assert.deepEqual((finished.outputs.o0 as unknown[]).map(Number), [
				sumOfSquares(n) + n,
				(n - 1) ** 2 + 1,
				(n - 2) ** 2 + 1,
				(n - 1) ** 2,
			]);
			const ids = everyNode(finished.nodes).map(({ id }) => id);
			assert.equal(ids.filter((id) => /-sh\d+$/.test(id)).length, 6, ids.join(" "));
			assert.equal(ids.filter((id) => /-jn\d+$/.test(id)).length, 1, ids.join(" "));
		},
	},
	{
		name: "folding: split: fields of structs, and a conditional on one call of many",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("folding.decided", { n: 20 }), MANY_PODS_MS);
			assert.deepEqual((finished.outputs.o0 as unknown[]).map(Number), [sumOfSquares(20), 19 ** 2 + 1]);
			const ids = everyNode(finished.nodes).map(({ id }) => id);
			assert.ok(ids.filter((id) => /-sh\d+$/.test(id)).length >= 5, ids.join(" "));
		},
	},
	{
		name: "folding: split: a call that fails is named with its share, and the execution is recovered",
		async run(flyte) {
			const { folder } = flyte;
			const first = await failed(flyte.launch("folding.brokenShare", { n: 12, not: 6, folder }));
			assert.match(first.error.message, /6 is broken/);
			assert.match(first.error.message, /folding\.ts:\d+/);
			writeFileSync(join(folder, "mended"), "");
			const second = await succeeded(flyte.recover(first.name));
			assert.equal(Number(second.outputs.o0), 66);
		},
	},
	{
		name: "folding: random programs give the same as nodes, as arrays and in batches",
		async run(flyte) {
			const programs = smallPrograms(SEED, PROGRAMS);
			let arrays = 0;
			const ended = await Promise.all(
				programs.flatMap((steps, i) =>
					["random.asNodes", i % 2 === 0 ? "random.asArrays" : "random.asBatches"].map(async (workflow) => {
						const run = await flyte.launch(workflow, { steps: JSON.stringify(steps) });
						const { phase, outputs, error, nodes } = await run.finished(MANY_PODS_MS);
						arrays += everyNode(nodes).filter(({ id }) => /-an\d+$/.test(id)).length;
						return { phase, outputs, failure: /never \d+/.exec(error?.message ?? "")?.[0] };
					}),
				),
			);
			for (const [i, steps] of programs.entries()) {
				const [unfolded, folded] = ended.slice(2 * i);
				assert.deepEqual(folded, unfolded, JSON.stringify(steps));
			}
			const failures = ended.filter(({ failure }) => failure !== undefined).length;
			assert.ok(failures > 0 && failures < ended.length, `${failures} of ${ended.length} failed`);
			assert.ok(arrays >= PROGRAMS, `${arrays} arrays`);
		},
	},
];
