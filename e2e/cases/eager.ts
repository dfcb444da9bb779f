import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { FlyteExecution } from "flytekit-ts/remote";
import { type Bench, type Case, failed, succeeded } from "../runner/case.js";
import { everyNode, nodeOf } from "../runner/flyte.js";
import { until } from "../runner/until.js";

/** The executions that an eager task has started, by what they run: the deployment's own list is the witness. */
async function startedBy({ remote }: Bench, execution: string): Promise<FlyteExecution[]> {
	const filters = `value_in(execution_tag.key,eager-exec)+value_in(execution_tag.value,${execution})`;
	const { items } = await remote.listExecutions({ filters, limit: 100 });
	return items.filter(({ record }) => record.labels.get("eager-exec") === execution);
}

function told(executions: readonly FlyteExecution[]): string[] {
	return executions.map(({ record, phase }) => `${record.launched.name} ${phase}`).sort();
}

export const eager: readonly Case[] = [
	{
		name: "eager: what is called second follows from the first",
		async run(flyte) {
			const [small, large] = await Promise.all([4, 9].map((n) => flyte.launch("eager.decides", { n })));
			assert.ok(small && large);
			assert.deepEqual((await succeeded(small)).outputs, { o0: "the number: 16" });
			const finished = await succeeded(large);
			assert.deepEqual(finished.outputs, { o0: "large: 6561" });
			assert.deepEqual(told(await startedBy(flyte, small.name)), [
				"arithmetic.describe SUCCEEDED",
				"arithmetic.square SUCCEEDED",
			]);
			const started = await startedBy(flyte, large.name);
			assert.deepEqual(told(started), [
				"arithmetic.describe SUCCEEDED",
				"arithmetic.fourthPower SUCCEEDED",
				"arithmetic.square SUCCEEDED",
			]);
			const deck = readFileSync(new URL(nodeOf(finished, "n0").deckUri ?? ""), "utf8");
			for (const { id } of started) assert.ok(deck.includes(id.name), `${id.name} is not in the deck`);
		},
	},
	{
		name: "eager: eager tasks and a dynamic in an eager task",
		async run(flyte) {
			const run = await flyte.launch("eager.nested", { n: 2 });
			assert.deepEqual((await succeeded(run)).outputs, { o0: "the number: 4, large: 20736, 1" });
			const started = await startedBy(flyte, run.name);
			assert.deepEqual(told(started), [
				"dynamics.sumOfSquares SUCCEEDED",
				"eager.decides SUCCEEDED",
				"eager.decides SUCCEEDED",
			]);
			for (const { id, record } of started) {
				if (record.launched.name !== "eager.decides") continue;
				const below = await startedBy(flyte, id.name);
				assert.ok(below.length >= 2);
				for (const one of below) assert.equal(one.record.labels.get("eager-root-exec"), run.name);
			}
		},
	},
	{
		name: "eager: as a node of a graph, and what nobody had registered",
		async run(flyte) {
			const [graph, sums] = await Promise.all([
				flyte.launch("eager.inGraph", { n: 3 }),
				flyte.launch("eager.sums", { n: 3 }),
			]);
			assert.deepEqual((await succeeded(graph)).outputs, { o0: "the number: 9: 9" });
			assert.equal(Number((await succeeded(sums)).outputs.o0), 9 + 16);
		},
	},
	{
		name: "eager: a failed call is caught",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("eager.catches", { why: "no way" }));
			assert.match(String(outputs.o0), /^caught: faults\.refuse failed in execution .*TypeError: no way/s);
		},
	},
	{
		name: "eager: one that fails stops what it has started",
		async run(flyte) {
			const run = await flyte.launch("eager.abandons", { why: "enough" });
			const { error } = await failed(run);
			assert.match(error.message, /faults\.refuse failed in execution .*TypeError: enough/s);
			await until("the end of all that was started", async () =>
				(await startedBy(flyte, run.name)).every(({ isDone }) => isDone),
			);
			assert.deepEqual(told(await startedBy(flyte, run.name)), [
				"faults.refuse FAILED",
				"waiting.pause ABORTED",
				"waiting.pause SUCCEEDED",
			]);
		},
	},
	...(["SIGKILL", "SIGTERM"] as const).map(
		(signal): Case => ({
			name: `eager: ended by ${signal} in the middle, its calls run once`,
			async run(flyte) {
				const run = await flyte.launch("eager.dies", { n: 3, signal });
				const finished = await succeeded(run);
				assert.equal(Number(finished.outputs.o0), 81);
				assert.deepEqual(
					nodeOf(finished, "n0").attempts.map(({ phase }) => phase),
					["FAILED", "SUCCEEDED"],
				);
				const started = await startedBy(flyte, run.name);
				assert.deepEqual(told(started), [
					"arithmetic.square SUCCEEDED",
					"arithmetic.square SUCCEEDED",
					"waiting.pause SUCCEEDED",
				]);
				for (const execution of started) {
					const nodes = await execution.nodes();
					assert.deepEqual(
						nodes.map(({ attempts }) => attempts.length),
						[1],
					);
				}
			},
		}),
	),
	{
		name: "eager: killed in each attempt, the cleanup stops what is left",
		async run(flyte) {
			const run = await flyte.launch("eager.diesAlways");
			const finished = await failed(run);
			assert.equal(nodeOf(finished, "n0").attempts.length, 4);
			assert.equal(everyNode(finished.nodes).find(({ id }) => id.endsWith("efn"))?.phase, "SUCCEEDED");
			await until("the end of what was left", async () =>
				(await startedBy(flyte, run.name)).every(({ isDone }) => isDone),
			);
			assert.deepEqual(told(await startedBy(flyte, run.name)), ["waiting.pause ABORTED"]);
		},
	},
	{
		name: "eager: abort stops what it has started",
		async run(flyte) {
			const run = await flyte.launch("eager.waits");
			await until("a call", async () => (await startedBy(flyte, run.name)).some(({ phase }) => phase === "RUNNING"));
			await run.abort("enough");
			assert.equal((await run.finished()).phase, "ABORTED");
			await until("the end of its call", async () => (await startedBy(flyte, run.name)).every(({ isDone }) => isDone));
			assert.deepEqual(told(await startedBy(flyte, run.name)), ["waiting.pause ABORTED"]);
		},
	},
	{
		name: "eager: a retry makes failed calls again, and keeps those that succeeded",
		async run(flyte) {
			const run = await flyte.launch("eager.triesAgain", { file: `${flyte.folder}/first` });
			assert.deepEqual((await succeeded(run)).outputs, { o0: "9 passed" });
			assert.deepEqual(told(await startedBy(flyte, run.name)), [
				"arithmetic.square SUCCEEDED",
				"eager.secondTime FAILED",
				"eager.secondTime SUCCEEDED",
			]);
		},
	},
];
