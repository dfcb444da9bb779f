import { flag, has } from "../arguments.js";
import { children, cores, inParts, sumOf } from "../parts.js";
import { compiledShim } from "../shim/compile.js";
import type { PartOrder, PartTally } from "./part.js";
import type { TraceShape } from "./trace.js";

/*
 * npm run -s power-loss -- [--images N] [--seed S] [--durability process] [--json]: what the disk may hold when the power goes, after any
 * write of a run. Every image is opened: nothing that was acknowledged is missing, nothing that is half there is believed.
 */
const images = Number(flag("images", "5000"));
const seed = Number(flag("seed", String(Date.now() % 1_000_000)));
const durability = flag("durability", "power") as PartOrder["durability"];
const [part = "", child = ""] = children();
const library = compiledShim(process.env.PROOF_SHIM_SOURCE ?? "");
const shapes: readonly TraceShape[] = [
	{ records: 1, checkpointPages: 1000, reopens: false },
	{ records: 4, checkpointPages: 8, reopens: true },
	{ records: 16, checkpointPages: 24, reopens: false },
	{ records: 200, checkpointPages: 4, reopens: true },
];

const began = performance.now();
const parts = Array.from({ length: cores }, (_, i) => {
	const share = shapes.filter((_, shape) => shape % cores === i);
	const many = Math.ceil((images * share.length) / shapes.length);
	return { images: many, seed: seed + i, durability, child, library, shapes: share } satisfies PartOrder;
});
const tally = sumOf(await inParts<PartOrder, PartTally>(part, parts));
// a cut that loses nothing shows nothing
const isVoid = tally.cut < tally.images / 2 || tally.lossy < tally.images / 10 || tally.resumed === 0;
if (isVoid) console.error("void: too few images were of a disk that had something to lose");
if (!has("json")) {
	console.log(
		`power loss: ${((performance.now() - began) / 1e3).toFixed(1)} s, seed ${seed}, durability ${durability}`,
	);
	console.log(`${tally.images - tally.wrong} passed, ${tally.wrong + (isVoid ? 1 : 0)} failed`);
}
console.log(JSON.stringify(tally));
if (isVoid || tally.wrong > 0) process.exitCode = 1;
