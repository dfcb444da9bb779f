import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Case, failed, succeeded } from "../runner/case.js";
import { everyNode, nodeOf, podCount } from "../runner/flyte.js";

export const faults: readonly Case[] = [
	{
		name: "recoverable errors are retried, and find the checkpoint of the attempt before",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("faults.retried", { good: 2 }));
			assert.deepEqual(finished.outputs, { o0: "0;1;2;" });
			assert.deepEqual(
				nodeOf(finished, "n0").attempts.map(({ phase }) => phase),
				["FAILED", "FAILED", "SUCCEEDED"],
			);
		},
	},
	{
		name: "recoverable errors, more than there are retries",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.retried", { good: 9 }));
			assert.match(finished.error.code, /^RetriesExhausted\|/);
			assert.match(finished.error.message, /attempt 3 is not good/);
			assert.equal(nodeOf(finished, "n0").attempts.length, 4);
		},
	},
	{
		name: "a user's error: once, with the line of the source",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.refused", { why: "as planned" }));
			assert.equal(finished.error.kind, "user");
			assert.match(finished.error.message, /TypeError: as planned/);
			assert.match(finished.error.message, /faults\.ts:\d+/);
			assert.equal(podCount(finished), 1);
		},
	},
	{
		name: "a system's error: tried three times more",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.died"));
			const { attempts } = nodeOf(finished, "n0");
			assert.deepEqual(
				attempts.map(({ error }) => error?.kind),
				["system", "system", "system", "system"],
			);
			assert.match(finished.error.code, /Interrupted/);
		},
	},
	...[0, 3].map(
		(code): Case => ({
			name: `process.exit(${code})`,
			async run(flyte) {
				const finished = await failed(flyte.launch("faults.left", { code }));
				assert.equal(finished.error.kind, "user");
				assert.match(finished.error.message, new RegExp(`process\\.exit\\(${code}\\)|exit code ${code}`));
				assert.equal(podCount(finished), 1);
			},
		}),
	),
	{
		name: "a promise that never resolves, with a timeout",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.hung"));
			assert.match(`${finished.error.code} ${finished.error.message}`, /[Tt]imeout/);
			assert.equal(podCount(finished), 1);
		},
	},
	{
		name: "a promise that never resolves, a timeout, and nothing left to wait for",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.vanishedInTime"));
			assert.match(finished.error.code, /Timeout/);
			assert.equal(podCount(finished), 1);
		},
	},
	{
		name: "a promise that never resolves, and nothing left to wait for",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.vanished"));
			assert.equal(finished.error.kind, "user");
			assert.equal(podCount(finished), 1);
			assert.match(finished.error.message, /vanish/);
		},
	},
	{
		name: "out of memory",
		async run(flyte) {
			const [fits, bursts] = await Promise.all([32, 512].map((mib) => flyte.launch("faults.swallowed", { mib })));
			assert.ok(fits && bursts);
			const finished = await failed(bursts);
			assert.match(`${finished.error.code} ${finished.error.message}`, /OOMKilled/);
			assert.deepEqual(Number((await succeeded(fits)).outputs.o0), 2);
		},
	},
	{
		name: "onFailure runs after a failure, and is told of it",
		async run(flyte) {
			const finished = await failed(flyte.launch("faults.guarded", { why: "no luck" }));
			assert.match(finished.error.message, /no luck/);
			const handler = everyNode(finished.nodes).find(({ id }) => id.endsWith("fn0"));
			assert.equal(handler?.phase, "SUCCEEDED");
			const [log = ""] = handler?.attempts[0]?.logs ?? [];
			assert.match(readFileSync(new URL(log), "utf8"), /cleaning up after no luck: .*no luck/s);
		},
	},
];
