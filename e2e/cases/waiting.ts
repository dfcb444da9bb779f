import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, failed, succeeded } from "../runner/case.js";
import { everyNode, nodeOf, type Run } from "../runner/flyte.js";
import { until } from "../runner/until.js";

export const waiting: readonly Case[] = [
	{
		name: "a gate, approved",
		async run(flyte) {
			const run = await flyte.launch("waiting.approved", { n: 3 });
			await waitsFor(run, "go-ahead");
			await run.approve("go-ahead");
			assert.equal(Number((await succeeded(run)).outputs.o0), 81);
		},
	},
	{
		name: "a gate, rejected",
		async run(flyte) {
			const run = await flyte.launch("waiting.approved", { n: 3 });
			await waitsFor(run, "go-ahead");
			await run.reject("go-ahead");
			const { error } = await failed(run);
			assert.match(`${error.code} ${error.message}`, /[Rr]eject|[Dd]isapprove|approv/);
		},
	},
	{
		name: "a gate, given a value",
		async run(flyte) {
			const run = await flyte.launch("waiting.asked");
			await waitsFor(run, "number");
			await run.set("number", 12);
			assert.equal(Number((await succeeded(run)).outputs.o0), 144);
		},
	},
	{
		name: "abort leaves no process",
		async run(flyte) {
			const run = await flyte.launch("waiting.dozing", { seconds: 600 });
			await until("a process of the pod", () => processesOf(run.name, flyte.lab.folder).length >= 2);
			await run.abort("enough");
			const { phase } = await run.finished();
			assert.equal(phase, "ABORTED");
			await until("the end of its processes", () => processesOf(run.name, flyte.lab.folder).length === 0);
		},
	},
	{
		name: "recover reuses what succeeded",
		async run(flyte) {
			const file = join(flyte.folder, "let-it-pass");
			const first = await failed(flyte.launch("waiting.recoverable", { n: 2, file }));
			assert.deepEqual([nodeOf(first, "n0").phase, nodeOf(first, "n1").phase], ["SUCCEEDED", "FAILED"]);
			writeFileSync(file, "");
			const second = await succeeded(await flyte.recover(first.name));
			assert.equal(Number(second.outputs.o0), 5);
			assert.deepEqual([nodeOf(second, "n0").phase, nodeOf(second, "n0").attempts.length], ["RECOVERED", 0]);
		},
	},
	{
		name: "propeller killed in the middle, and started again",
		alone: true,
		async run(flyte) {
			const run = await flyte.launch("keeping.unhurried", { n: 6, ms: 1500 });
			const phases = async () => everyNode(await run.nodes()).filter(({ id }) => /^n0-\d+-dn[0-5]$/.test(id));
			await until("some nodes to be done", async () => (await phases()).some(({ phase }) => phase === "SUCCEEDED"));
			await flyte.lab.restartPropeller();
			assert.ok(
				(await phases()).some(({ phase }) => phase !== "SUCCEEDED"),
				"it was over before propeller was killed",
			);
			const finished = await succeeded(run);
			assert.equal(Number(finished.outputs.o0), 0 + 1 + 2 + 3 + 4 + 5);
			for (const { id, attempts } of everyNode(finished.nodes)) assert.ok(attempts.length <= 1, `${id} ran twice`);
		},
	},
];

async function waitsFor(run: Run, gate: string): Promise<void> {
	await until(`gate ${gate}`, async () => (await run.signals()).includes(gate));
}

/** Processes of an execution's pods: they work in folders named by it, or name it in their arguments or environment. */
function processesOf(execution: string, folder: string): number[] {
	return readdirSync("/proc")
		.map(Number)
		.filter((pid) => pid > 0 && pid !== process.pid && mentions(pid, execution, folder));
}

function mentions(pid: number, execution: string, folder: string): boolean {
	try {
		const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
		return environment.includes(`FLYTE_INTERNAL_EXECUTION_ID=${execution}\0`) && environment.includes(folder);
	} catch {
		return false; // it ended meanwhile, or is another user's
	}
}
