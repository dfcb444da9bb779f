import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "./lab/command.js";
import { propellerCost } from "./lab/propeller-cost.js";
import { benches } from "./runner/benches.js";
import { podCount } from "./runner/flyte.js";
import { registerAll } from "./runner/register.js";
import { start } from "./runner/start.js";

/*
 * `node --import tsx e2e/measure.ts [WORKFLOW=N ...]`: dynamics of N calls and one that adds up, on the engine, one after the other: ours folded,
 * in batches and call by call, and flytekit's (flytelab/demo). One JSON line each: seconds from launch to end, pods and their seconds, and what
 * it cost propeller, which is started anew for each: CPU, peak memory, how often it built and compiled the dynamic.
 * `--minutes M`: none takes longer; what had been reached by then is said. `--out FILE`: the lines go there too.
 */
const DEFAULT = ["folding.fan=200", "folding.batched=200", "dynamics.fan=200", "demo.dyn=200"];
const given = process.argv.slice(2);
const option = (name: string) => {
	const at = given.indexOf(name);
	return at < 0 ? undefined : given.splice(at, 2)[1];
};
const limitMs = Number(option("--minutes") ?? 60) * 60_000;
const out = option("--out");
if (out !== undefined) writeFileSync(out, "");
const workloads = (given.length === 0 ? DEFAULT : given).map((each) => each.split("=") as [string, string]);
const demo = fileURLToPath(new URL("flytelab/demo", import.meta.url));
const { lab, folder, python, stop } = await start();
try {
	await registerAll(lab, python, () => {});
	const place = ["-p", "flytesnacks", "-d", "development", "--image", "lab/none:v1", "--destination-dir", "."];
	await mustRun(join(python, "pyflyte"), ["-c", lab.config, "register", ...place, "--version", "e2e", "demo.py"], {
		cwd: demo,
		timeoutMs: 300_000,
	});
	const { bench } = (await benches(lab))({ name: "measure", run: async () => {} }, 0);
	await bench.launch("dynamics.fan", { n: 1 }).then((run) => run.finished()); // what only a first run pays
	for (const [workflow, n] of workloads) {
		await lab.restartPropeller();
		const before = await answering();
		const begin = Date.now();
		const run = await bench.launch(workflow, { n: Number(n) });
		const end = await run.finished(limitMs).catch(() => undefined);
		const seconds = (Date.now() - begin) / 1000;
		const after = await propellerCost(lab);
		const line = JSON.stringify({
			workflow,
			n: Number(n),
			phase: end?.phase ?? "did not end in time",
			seconds,
			pods: end === undefined ? undefined : podCount(end),
			podSeconds: podSeconds(run.name),
			propellerCpuSeconds: Number((after.cpuSeconds - before.cpuSeconds).toFixed(2)),
			propellerPeakMib: after.peakMib,
			propellerIdleMib: before.peakMib,
			builds: after.builds,
			compiles: after.compiles,
		});
		console.log(line);
		if (out !== undefined) appendFileSync(out, `${line}\n`);
		if (end === undefined) await run.abort("took too long");
	}
} finally {
	await stop();
}
rmSync(folder, { recursive: true, force: true });

/** What propeller has cost when it has just come up. */
async function answering() {
	for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
		try {
			return await propellerCost(lab);
		} catch (thrown) {
			if (Date.now() > end) throw thrown;
		}
	}
}

/** How long the pods of an execution ran, all together: the kubelet notes each. */
function podSeconds(execution: string): number {
	const lines = readFileSync(join(folder, "flytelab.log"), "utf8").split("\n");
	const spans = lines
		.filter((line) => line.includes(`/${execution}-`))
		.map((line) => /after ([\d.]+)s/.exec(line)?.[1]);
	return Number(spans.reduce((sum, span) => sum + Number(span ?? 0), 0).toFixed(1));
}
