import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag, has } from "../arguments.js";
import { children, cores, inParts, sumOf } from "../parts.js";
import { compiledShim } from "../shim/compile.js";
import { ERRNO, KINDS, ShimControl, shimEnvironment } from "../shim/control.js";
import type { FaultOrder, FaultTally } from "./part.js";

/*
 * npm run -s io-faults [-- --json]: the Nth call of a run to the disk fails, for N = 1, 2, ... until a run has fewer calls. Each time the error
 * must name the file and what the system said, the store must open again, and the run must come to its end without doing anything twice.
 */
const [part = ""] = children();
const library = compiledShim(process.env.PROOF_SHIM_SOURCE ?? "");
const folder = mkdtempSync(join(tmpdir(), "io-faults-"));
const writes = KINDS.write | KINDS.truncate;
const all: readonly Pick<FaultOrder, "errno" | "kinds" | "lasts">[] = [
	{ errno: "ENOSPC", kinds: writes | KINDS.open | KINDS.mkdir, lasts: true },
	{ errno: "EIO", kinds: writes | KINDS.sync | KINDS.unlink, lasts: false },
	{ errno: "EIO", kinds: KINDS.sync, lasts: true },
	{ errno: "EIO", kinds: KINDS.read, lasts: false },
	{ errno: "EFBIG", kinds: writes, lasts: true },
	{ errno: "EMFILE", kinds: KINDS.open, lasts: true },
	{ errno: "EROFS", kinds: writes | KINDS.open | KINDS.mkdir | KINDS.unlink, lasts: true },
];
const only = flag("only", "");
const began = performance.now();
const tallies: FaultTally[] = [];
const waiting = [...all.entries()].filter(([nth]) => only === "" || only === String(nth));
async function worker(): Promise<void> {
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const [nth, one] = next;
		const watched = join(folder, String(nth));
		mkdirSync(watched);
		const control = join(folder, `${nth}.control`);
		ShimControl.make(control).close();
		const order: FaultOrder = { ...one, number: ERRNO[one.errno], folder: watched, control };
		const [tally] = await inParts<FaultOrder, FaultTally>(part, [order], shimEnvironment(library, watched, control));
		tallies.push(tally as FaultTally);
		if (!has("json"))
			console.log(`${one.errno}${one.lasts ? " from the Nth call on" : " once"}: ${JSON.stringify(tally)}`);
	}
}
await Promise.all(Array.from({ length: cores }, worker));
rmSync(folder, { recursive: true });
const tally = sumOf(tallies);
const isVoid = tallies.some(({ failed, seen }) => failed === 0 || seen < 3);
if (isVoid) console.error("void: of some kind no fault took place");
if (!has("json")) {
	console.log(`I/O faults: ${((performance.now() - began) / 1e3).toFixed(1)} s`);
	console.log(`${tally.faults - tally.wrong} passed, ${tally.wrong + (isVoid ? 1 : 0)} failed`);
}
console.log(JSON.stringify(tally));
if (isVoid || tally.wrong > 0) process.exitCode = 1;
