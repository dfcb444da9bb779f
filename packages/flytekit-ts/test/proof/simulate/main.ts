import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag, has } from "../arguments.js";
import { children, cores, inParts, sumOf } from "../parts.js";
import { compiledShim } from "../shim/compile.js";
import { ShimControl, shimEnvironment } from "../shim/control.js";
import type { SimulateOrder, SimulateTally } from "./part.js";

/*
 * npm run -s simulate -- [--runs N] [--seed S] [--no-shim] [--json]: random programs in simulated processes that die and are started again, on
 * disks that fail, with clocks that jump. A seed is one run; the same seed gives the same trace.
 */
const runs = Number(flag("runs", "10000"));
const seed = Number(flag("seed", String(1 + (Date.now() % 1_000_000_000))));
const [part = ""] = children();
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "simulate-"));
const library = has("no-shim") ? undefined : compiledShim(process.env.PROOF_SHIM_SOURCE ?? "");
const began = performance.now();
const processes = Math.min(cores, runs);
const tallies = await Promise.all(
	Array.from({ length: processes }, async (_, i) => {
		const watched = join(folder, `watched-${i}`);
		mkdirSync(watched);
		const first = seed + Math.floor((runs * i) / processes);
		const many = seed + Math.floor((runs * (i + 1)) / processes) - first;
		const order = { first, runs: many, folder: watched };
		const control = join(folder, `control-${i}`);
		ShimControl.make(control).close();
		const env = library === undefined ? process.env : shimEnvironment(library, watched, control);
		const given: SimulateOrder = { ...order, control: library === undefined ? undefined : control };
		return (await inParts<SimulateOrder, SimulateTally>(part, [given], env))[0] as SimulateTally;
	}),
);
rmSync(folder, { recursive: true });
const { trace, ...tally } = sumOf(tallies);
const hash = (trace % 2 ** 48).toString(16).padStart(12, "0");
const isVoid =
	runs >= 100 && (tally.crashes < runs / 4 || (library !== undefined && tally.full < runs / 50) || tally.rivals === 0);
if (isVoid) console.error("void: too few faults took place");
if (!has("json")) {
	console.log(`simulation: ${((performance.now() - began) / 1e3).toFixed(1)} s, seed ${seed}, trace ${hash}`);
	console.log(`${tally.runs - tally.wrong} passed, ${tally.wrong + (isVoid ? 1 : 0)} failed`);
}
console.log(JSON.stringify({ ...tally, seed, trace: hash }));
if (isVoid || tally.wrong > 0) process.exitCode = 1;
