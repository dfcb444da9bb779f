import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Case, failed, succeeded } from "../runner/case.js";
import { nodeOf, podCount } from "../runner/flyte.js";
import { SECRETS } from "../runner/secrets.js";

export const keeping: readonly Case[] = [
	...["keeping.cached", "keeping.cachedByCode"].map(
		(workflow): Case => ({
			name: workflow === "keeping.cached" ? "cached: the second run makes no pod" : "cached by the version of the code",
			async run(flyte) {
				const first = await succeeded(flyte.launch(workflow, { key: "a" }));
				const second = await succeeded(flyte.launch(workflow, { key: "a" }));
				assert.deepEqual(second.outputs, first.outputs);
				assert.deepEqual([podCount(first), podCount(second)], [1, 0]);
				assert.deepEqual(
					[first, second].map((run) => nodeOf(run, "n0").cache),
					["CACHE_POPULATED", "CACHE_HIT"],
				);
				const other = await succeeded(flyte.launch(workflow, { key: "b" }));
				const again = await succeeded(flyte.launch(workflow, { key: "a" }, { overwriteCache: true }));
				assert.deepEqual([podCount(other), podCount(again)], [1, 1]);
				assert.notDeepEqual(again.outputs, first.outputs);
			},
		}),
	),
	{
		name: "a deck",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("keeping.shown", { n: 5 }));
			const { deckUri = "" } = nodeOf(finished, "n0");
			const page = readFileSync(new URL(deckUri), "utf8");
			assert.match(page, /<strong>5<\/strong> it is/);
		},
	},
	{
		name: "secrets, as a variable and as a file",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("keeping.unlocked"));
			// of a file the blanks at its ends are left out, as flytekit does
			const wanted = [SECRETS.token.length, SECRETS.certificate.trim().length];
			assert.deepEqual((outputs.o0 as unknown[]).map(Number), wanted);
		},
	},
	{
		name: "a secret in an error is masked",
		async run(flyte) {
			const finished = await failed(flyte.launch("keeping.blurted"));
			assert.match(finished.error.message, /the token is /);
			assert.ok(!finished.error.message.includes(SECRETS.token), "the token is in the error");
			const [log = ""] = nodeOf(finished, "n0").attempts[0]?.logs ?? [];
			assert.ok(!readFileSync(new URL(log), "utf8").includes(SECRETS.token), "the token is in the pod's log");
		},
	},
	{
		name: "a literal too long to stay inline is offloaded, and read back",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("keeping.offloaded", { mib: 3 }));
			assert.equal(Number(finished.outputs.o0), Math.trunc((3 << 20) / 5) * 5);
			const { outputUri = "" } = nodeOf(finished, "n0");
			assert.ok(readFileSync(new URL(outputUri)).length < 1 << 20, "outputs.pb holds the text itself");
		},
	},
];
