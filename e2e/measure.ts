import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "./lab/command.js";
import { benches } from "./runner/benches.js";
import { podCount } from "./runner/flyte.js";
import { registerAll } from "./runner/register.js";
import { start } from "./runner/start.js";

/*
 * `node --import tsx e2e/measure.ts [N]`: a dynamic of N calls and one that adds up, on the engine: ours call by call, folded, in batches, and
 * flytekit's (flytelab/demo), one after the other. One JSON line each: seconds from launch to end, pods, and the pods' seconds.
 */
const n = Number(process.argv[2] ?? 200);
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
	for (const workflow of ["dynamics.fan", "folding.fan", "folding.batched", "demo.dyn"]) {
		const begin = Date.now();
		const run = await bench.launch(workflow, { n });
		const end = await run.finished(3_600_000);
		const seconds = (Date.now() - begin) / 1000;
		console.log(
			JSON.stringify({ workflow, n, phase: end.phase, seconds, pods: podCount(end), podSeconds: podSeconds(run.name) }),
		);
	}
} finally {
	await stop();
}
rmSync(folder, { recursive: true, force: true });

/** How long the pods of an execution ran, all together: the kubelet notes each. */
function podSeconds(execution: string): number {
	const lines = readFileSync(join(folder, "flytelab.log"), "utf8").split("\n");
	const spans = lines
		.filter((line) => line.includes(`/${execution}-`))
		.map((line) => /after ([\d.]+)s/.exec(line)?.[1]);
	return Number(spans.reduce((sum, span) => sum + Number(span ?? 0), 0).toFixed(1));
}
