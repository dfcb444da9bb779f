import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { letGo, order, report } from "../parts.js";
import { ShimControl } from "../shim/control.js";
import { simulate } from "./run-one.js";

/** What one process of the proof does: seeds `first`, `first + 1`, ... */
export interface SimulateOrder {
	readonly first: number;
	readonly runs: number;
	readonly folder: string;
	/** Undefined: no call to the disk fails. */
	readonly control: string | undefined;
}

/** What it found. */
export interface SimulateTally {
	readonly runs: number;
	readonly crashes: number;
	readonly full: number;
	readonly jumps: number;
	readonly rivals: number;
	readonly rerun: number;
	readonly wrong: number;
	/** Of all that happened in all runs: the sum of hashes, so that parts can be added up. */
	readonly trace: number;
}

const { first, runs, folder, control } = order<SimulateOrder>();
Error.stackTraceLimit = 0; // thousands of tasks fail on purpose
const shim = control === undefined ? undefined : new ShimControl(control);
const own = mkdtempSync(join(folder, "part-"));
const template = join(own, "template.db");
const made = new RunStore(template, { durability: "process" });
made.database.pragma("wal_checkpoint(TRUNCATE)");
made.close();
const tally = { runs: 0, crashes: 0, full: 0, jumps: 0, rivals: 0, rerun: 0, wrong: 0, trace: 0 };
for (let seed = first; seed < first + runs; seed++) {
	if (seed % 50 === 0) await letGo();
	const { hash, why, ...told } = await simulate(seed, join(own, String(seed)), template, shim);
	tally.runs++;
	for (const name of ["crashes", "full", "jumps", "rivals", "rerun"] as const) tally[name] += told[name];
	tally.trace = (tally.trace + Number.parseInt(hash.slice(-12), 16)) % 2 ** 48;
	if (why.length === 0) continue;
	if (tally.wrong++ < 10)
		console.error(`seed ${seed} (npm run -s simulate -- --runs 1 --seed ${seed}): ${why.slice(0, 3).join("; ")}`);
}
rmSync(own, { recursive: true, force: true });
report(tally);
