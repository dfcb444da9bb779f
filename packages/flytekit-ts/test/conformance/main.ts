import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readGoldens, sample } from "./corpus.js";
import { literalOutcomes } from "./literals.js";
import { liveGoldens } from "./live.js";
import { loadTwins } from "./modules.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { isGreen, type KnownFailures, lines, reportOf, strangers, summary } from "./report.js";
import { valueOutcomes } from "./values.js";

/*
 * `npm run conformance -- [DIR...] [--json] [--live]`: compares the TypeScript twins in test/golden with what flytekit emitted.
 * DIR is a group of goldens, or a folder with some; none is all of the sample in the repository, literals and their types too. --live makes all goldens
 * anew with flytekit itself, and has it and us read each other's values. Exit code 0: all match that are not known to fail.
 */
const { values: flags, positionals } = parseArgs({
	options: { json: { type: "boolean" }, live: { type: "boolean" } },
	allowPositionals: true,
});
// npm takes flags that stand before `--` for its own, and passes them on like this
const json = flags.json === true || process.env.npm_config_json === "true";
const live = flags.live === true || process.env.npm_config_live === "true";

const knownFailures: KnownFailures = JSON.parse(readFileSync(new URL("known-failures.json", import.meta.url), "utf8"));

const all = live ? await liveGoldens() : sample;
const goldens = readGoldens(live ? [all] : positionals);
const modules = await loadTwins();
const outcomes: Outcome[] = [];
for (const golden of goldens) outcomes.push(await outcomeOf(golden, modules));
if (live || positionals.length === 0) outcomes.push(...(await literalOutcomes(all)));
if (live) outcomes.push(...(await valueOutcomes()));
const report = reportOf(outcomes, knownFailures);
for (const line of lines(report, knownFailures)) (json ? console.error : console.log)(line);
if (json) console.log(summary(report));

const unknown = live ? strangers(outcomes, knownFailures) : [];
for (const id of unknown) console.error(`known-failures.json names ${id}, which is no golden`);
process.exitCode = isGreen(report) && unknown.length === 0 ? 0 : 1;
