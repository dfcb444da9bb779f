import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startS3 } from "../scripts/stores/servers.js";
import { cases } from "./cases/all.js";
import { installPacked } from "./install/packed-package.js";
import { installFlytekit } from "./install/python.js";
import { builtLab } from "./lab/build.js";
import { cacheFolder } from "./lab/cache-folder.js";
import { type Lab, startLab } from "./lab/lab.js";
import { benches } from "./runner/benches.js";
import { bucketVariables, makeBucket } from "./runner/bucket.js";
import { registerAll } from "./runner/register.js";
import { type Outcome, runCases } from "./runner/run-cases.js";
import { SECRETS } from "./runner/secrets.js";

// `npm run e2e [CASE...] [--json] [--keep]`: cases whose names hold one of the words, or all of them, on the real engine.
const words = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const json = process.argv.includes("--json");
const keep = process.argv.includes("--keep");
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const say = (line: string) => (json ? console.error(line) : console.log(line));

/** Folders of failed runs are kept for looking at, the last few of them. */
const runs = cacheFolder("runs");
mkdirSync(runs, { recursive: true });
for (const old of readdirSync(runs).sort().slice(0, -4)) rmSync(join(runs, old), { recursive: true, force: true });
const folder = join(runs, `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${process.pid}`);
mkdirSync(folder);

const start = Date.now();
const bin = await builtLab();
const python = installFlytekit(folder);
const commands = await installPacked(folder);
const path = [commands, python, ...new Set([join(process.execPath, ".."), "/usr/local/bin", "/usr/bin", "/bin"])];
const s3 = await startS3(folder);
let lab: Lab | undefined;
const stop = () => Promise.all([lab?.stop(), s3.stop()]);
process.once("SIGINT", () => void stop().finally(() => process.exit(130)));
process.once("SIGTERM", () => void stop().finally(() => process.exit(143)));
let outcomes: Outcome[] = [];
try {
	await makeBucket(s3.url);
	lab = await startLab({
		bin,
		folder,
		podsPath: path.filter((part) => existsSync(part)).join(":"),
		parallel: 4,
		podEnv: bucketVariables(s3.url),
		secrets: { "flytesnacks-development": { e2e: SECRETS } },
	});
	say(`lab on ${lab.endpoint} after ${seconds()} s; everything of this run is in ${folder}`);
	await registerAll(lab, python, say);
	say(`registered after ${seconds()} s`);
	outcomes = await runCases(chosen, await benches(lab), ({ name, problem, seconds }) =>
		say(problem === undefined ? `ok: ${name} (${seconds.toFixed(1)} s)` : `FAILED: ${name}\n${problem}`),
	);
} finally {
	await stop();
}
const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
if (failed === 0 && !keep) rmSync(folder, { recursive: true, force: true });
else say(`logs, specs of pods and events are in ${folder}`);
say(`${seconds()} s in all`);
if (json) console.log(JSON.stringify({ passed: outcomes.length - failed, failed, outcomes }));
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
if (failed > 0 || outcomes.length === 0) process.exitCode = 1;

function seconds(): string {
	return ((Date.now() - start) / 1000).toFixed(1);
}
