import type { CommitPoint } from "../../../src/engine/journal/run-journal.js";
import { TASKS } from "./program.js";
import type { Kill, Scene, Stretch } from "./stretch.js";

/** Every named point of a commit. */
export const POINTS: readonly CommitPoint[] = [
	"append",
	"before-commit",
	"in-commit",
	"after-commit",
	"before-end",
	"after-end",
];

/** What the kills of one run came to. */
export interface Verdict {
	readonly kills: number;
	readonly landed: number;
	/** Calls that were said to be committed before a kill: where there are none, nothing was looked for. */
	readonly acknowledged: number;
	/** Committed tasks that ran again. */
	readonly rerun: number;
	/** Outputs, acknowledgements or tasks that are not as they must be. */
	readonly wrong: number;
	/** What they were, for people. */
	readonly why: readonly string[];
}

/**
 * A run that is killed as `kills` say, one kill for each stretch, and gone on with to its end. After each kill the store must hold
 * all that was acknowledged, and no later stretch may begin a task that the store holds.
 */
export async function runScenario(scene: Scene, kills: readonly Kill[], expected: string): Promise<Verdict> {
	let landed = 0;
	let acknowledged = 0;
	let done = 0;
	let rerun = 0;
	const why: string[] = [];
	const ended = new Set<string>();
	const keys = new Map<string, string>();
	let committed: ReadonlySet<string> = new Set();
	let last: Stretch | undefined;
	for (const kill of [...kills, undefined]) {
		last = await scene.stretch(kill);
		for (const path of last.started) {
			if (!committed.has(path)) continue;
			rerun++;
			why.push(`${path} was committed and ran again`);
		}
		for (const line of last.keys) {
			const [path = "", key = ""] = line.split(" ");
			if ((keys.get(path) ?? key) !== key) why.push(`${path} has another key than before`);
			keys.set(path, key);
		}
		for (const path of last.ended) ended.add(path);
		if (kill === undefined) break;
		done++;
		if (last.landed) landed++;
		committed = scene.committed();
		acknowledged += last.acknowledged.length;
		for (const path of last.acknowledged)
			if (!committed.has(path)) why.push(`${path} was acknowledged and is not there`);
		for (const path of committed) {
			if (path !== "main" && !ended.has(path)) why.push(`${path} is committed and never ended`);
		}
	}
	if (last?.outputs !== expected) why.push(`outputs ${last?.outputs ?? `none: ${last?.stderr}`}, expected ${expected}`);
	for (let i = 0; i < TASKS; i++) {
		const path = `main/dn${i}`;
		if (!ended.has(path)) why.push(`${path} never ended`);
	}
	if (new Set(keys.values()).size < TASKS) why.push(`there are ${new Set(keys.values()).size} keys of ${TASKS} calls`);
	return { kills: done, landed, acknowledged, rerun, wrong: why.length - rerun, why };
}
