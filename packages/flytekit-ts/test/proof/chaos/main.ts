import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../../src/testing/seeded-random.js";
import { flag, has } from "../arguments.js";
import { CommandScene, makeProject } from "./commands.js";
import { TASKS } from "./program.js";
import { POINTS, runScenario, type Verdict } from "./scenario.js";
import { type Kill, Scene } from "./stretch.js";

/*
 * npm run -s chaos -- [--kills N] [--seed S] [--json]: a dynamic of 200 tasks is killed (SIGKILL) at random moments, at every named
 * point of a commit, and during its recovery five times in a row; then it is recovered and compared with the run that nobody killed.
 * One kill in ten is of the commands: `tsflyte run`, then `tsflyte recover`.
 */
const kills = Number(flag("kills", "50"));
const seed = Number(flag("seed", String(Date.now() % 1_000_000)));
const bin = process.env.PROOF_COMMAND ?? "";
const [child = ""] = JSON.parse(process.env.PROOF_CHILDREN ?? "[]") as string[];
const random = seededRandom(seed);
const folder = mkdtempSync(join(tmpdir(), "chaos-"));
const ATONCE = 3;
const below = (n: number) => Math.floor(random.next() * n);

/** Kills of one run: what is killed how often at which point, so that all of them come up early, and random ones as often. */
function drawKills(turn: number, left: number, points: ReadonlyMap<string, number>): Kill[] {
	if (turn % 10 === 9 && left >= 5) {
		return Array.from({ length: 5 }, (_, i) => anywhere(Math.floor(TASKS / 6), i === 0 ? 4 : 2));
	}
	if (turn % 2 === 1) return [anywhere(TASKS * 0.8, 4)];
	const point = POINTS[(turn >> 1) % POINTS.length] as (typeof POINTS)[number];
	// the number of commits varies with the machine's load: what may not come is not waited for
	const most = Math.max(1, Math.floor((points.get(point) ?? 1) * 0.4));
	return [{ kind: "point", point, occurrence: 1 + below(most) }];
}

function anywhere(tasks: number, laterMs: number): Kill {
	return { kind: "random", tasks: below(tasks), laterMs: below(laterMs) };
}

const commit = () => ({ everyMs: 1 + below(8), records: 1 + below(40) });
const began = performance.now();
const whole = await new Scene(join(folder, "whole"), child, { everyMs: 8, records: 40 }).stretch(undefined);
if (whole.outputs === undefined) throw new Error(`the run that nobody kills gave nothing: ${whole.stderr}`);
const expected = whole.outputs;

interface Plan {
	readonly by: "engine" | "commands";
	readonly kills: readonly Kill[];
}
const ofCommands = bin === "" ? 0 : Math.ceil(kills / 10);
// first: they take longest. The second of them is killed in its recovery too
const plans: Plan[] = [];
for (let left = ofCommands; left > 0; ) {
	const many = plans.length === 1 && left > 1 ? 2 : 1;
	plans.push({ by: "commands", kills: Array.from({ length: many }, () => anywhere((TASKS * 0.7) / many, 4)) });
	left -= many;
}
for (let turn = 0, left = kills - ofCommands; left > 0; turn++) {
	const drawn = drawKills(turn, left, whole.points);
	plans.push({ by: "engine", kills: drawn });
	left -= drawn.length;
}
const program = ofCommands > 0 ? makeProject(join(folder, "project"), bin) : "";
function sceneOf(turn: number): Scene {
	const place = join(folder, String(turn));
	return plans[turn]?.by === "commands" ? new CommandScene(place, program, bin) : new Scene(place, child, commit());
}
const verdicts: Verdict[] = [];
let next = 0;
await Promise.all(
	Array.from({ length: ATONCE }, async () => {
		while (next < plans.length) {
			const turn = next++;
			const plan = plans[turn] as Plan;
			const scene = sceneOf(turn);
			const verdict = await runScenario(scene, plan.kills, expected);
			verdicts.push(verdict);
			for (const why of verdict.why.slice(0, 5)) console.error(`${JSON.stringify(plan)}: ${why}`);
			if (verdict.why.length === 0) rmSync(scene.folder, { recursive: true });
		}
	}),
);
const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((all, one) => all + of(one), 0);
const total = {
	kills: sum((v) => v.kills),
	landed: sum((v) => v.landed),
	rerun: sum((v) => v.rerun),
	wrong: sum((v) => v.wrong),
};
// of the commands nobody is told what is committed
const isUnheard = kills > ofCommands && sum((v) => v.acknowledged) < kills - ofCommands;
const isVoid = total.landed < total.kills * 0.9 || isUnheard;
const well = !isVoid && total.rerun === 0 && total.wrong === 0;
if (well) rmSync(folder, { recursive: true });
else
	console.error(
		`${isUnheard ? "void: fewer calls were acknowledged than there were kills" : isVoid ? "void: too few kills hit mid-run" : "failed"}; seed ${seed}, what is left is in ${folder}`,
	);
if (!has("json")) {
	console.log(`chaos: ${((performance.now() - began) / 1e3).toFixed(1)} s, seed ${seed}`);
	console.log(
		well
			? `${plans.length} passed, 0 failed`
			: `${verdicts.filter((v) => v.why.length === 0).length} passed, ${Math.max(1, verdicts.filter((v) => v.why.length > 0).length)} failed`,
	);
}
console.log(JSON.stringify(total));
if (!well) process.exitCode = 1;
