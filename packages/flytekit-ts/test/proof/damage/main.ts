import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag, has } from "../arguments.js";
import { children, cores, inParts, sumOf } from "../parts.js";
import type { DamageOrder, DamageTally } from "./part.js";

/*
 * npm run -s damage -- [--flips N] [--cut BYTES] [--seed S] [--json]: bits of a store are flipped, its log is cut at every byte of its end, its
 * database is cut. Damage is told of, with its place; no value is ever wrong; what is whole can be saved.
 */
const flips = Number(flag("flips", "10000"));
const bytes = Number(flag("cut", "4096"));
const seed = Number(flag("seed", String(Date.now() % 1_000_000)));
const [part = ""] = children();
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "damage-"));
const began = performance.now();
const orders = Array.from({ length: cores }, (_, i) => ({
	folder,
	flips: Math.ceil(flips / cores),
	cuts: { first: i, every: cores, bytes },
	seed: seed + i,
}));
const tally = sumOf(await inParts<DamageOrder, DamageTally>(part, orders));
rmSync(folder, { recursive: true });
const isVoid = tally.detected < tally.flips / 10 || tally.lossy === 0 || tally.salvaged === 0;
if (isVoid) console.error("void: too little damage was done");
if (!has("json")) {
	console.log(`damage: ${((performance.now() - began) / 1e3).toFixed(1)} s, seed ${seed}`);
	console.log(`${tally.flips + tally.cuts - tally.wrong} passed, ${tally.wrong + (isVoid ? 1 : 0)} failed`);
}
console.log(JSON.stringify(tally));
if (isVoid || tally.wrong > 0) process.exitCode = 1;
