import { rmSync } from "node:fs";
import { cases } from "./cases/all.js";
import { benches } from "./runner/benches.js";
import { registerAll } from "./runner/register.js";
import { type Outcome, runCases } from "./runner/run-cases.js";
import { start } from "./runner/start.js";

// `npm run e2e [CASE...] [--json] [--keep]`: cases whose names hold one of the words, or all of them, on the real engine.
const words = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const json = process.argv.includes("--json");
const keep = process.argv.includes("--keep");
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const say = (line: string) => (json ? console.error(line) : console.log(line));

const begin = Date.now();
const { lab, folder, python, stop } = await start();
let outcomes: Outcome[] = [];
try {
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
	return ((Date.now() - begin) / 1000).toFixed(1);
}
