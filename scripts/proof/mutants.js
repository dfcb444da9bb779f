import { runProof } from "./run.js";

/*
 * `npm run mutants [NAME...]`: each proof is run on a copy of the source in which what it proves is broken, and must fail there, by its own
 * count and not for another reason.
 */
/** @type {readonly { name: string, proof: string, args: readonly string[], file: string, from: string, to: string }[]} */
const mutants = [
	{
		name: "commit after the answer",
		proof: "chaos",
		args: ["--kills", "12"],
		file: "engine/journal/run-journal.ts",
		from: `			this.#database.transaction(() => {
				this.#writeFrames();
				atPoint?.("in-commit");
			});`,
		to: `			const frames = this.#frames;
			atPoint?.("in-commit");
			setTimeout(() => {
				const later = this.#frames;
				this.#frames = frames;
				this.#database.transaction(() => this.#writeFrames());
				this.#frames = later;
			}, 40);`,
	},
	{
		name: "nothing is recalled",
		proof: "chaos",
		args: ["--kills", "6"],
		file: "engine/journal/past-calls.ts",
		from: "return known?.version === version ? known.outputs : undefined;",
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
		to: "return known?.version === `${version} not` ? known.outputs : undefined;",
	},
	{
		name: "a key without its ordinal",
		proof: "chaos",
		args: ["--kills", "12", "--seed", "2"],
		file: "engine/journal/call-keys.ts",
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
		from: "return ordinal === 0 ? base : keyOf(`${base}${ordinal}`, NOTHING);",
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
		to: "return ordinal < 0 ? keyOf(`${base}${ordinal}`, NOTHING) : base;",
	},
	{
		name: "equal calls are told apart by their order alone",
		proof: "simulate",
		args: ["--runs", "300", "--no-shim", "--seed", "3"],
		file: "engine/journal/sibling-calls.ts",
		from: "return spread(sum) >>> 1 || 1;",
		to: "return 0 * spread(sum);",
	},
	{
		name: "equal calls are told apart by their order alone, where processes die",
		proof: "chaos",
		args: ["--kills", "12", "--seed", "2"],
		file: "engine/journal/sibling-calls.ts",
		from: "return spread(sum) >>> 1 || 1;",
		to: "return 0 * spread(sum);",
	},
	{
		name: "commits are not synced",
		proof: "power-loss",
		args: ["--images", "200"],
		file: "engine/journal/database.ts",
		from: `durability === "power" ? "FULL" : "NORMAL"`,
		to: `durability === "power" ? "NORMAL" : "NORMAL"`,
	},
	{
		name: "the new folder is not synced",
		proof: "power-loss",
		args: ["--images", "200"],
		file: "engine/journal/folder.ts",
		from: "		syncFolder(dirname(made));\n",
		to: "",
	},
	{
		name: "checksums of records are off",
		proof: "damage",
		args: ["--flips", "400", "--cut", "0"],
		file: "engine/journal/frame.ts",
		from: "return checksum(buffer.subarray(at + FRAME, end)) === buffer.readUInt32LE(at + 4) ? end : undefined;",
		to: "return checksum(buffer.subarray(at + FRAME, end)) >= 0 ? end : undefined;",
	},
	{
		name: "calls of a damaged frame count without their own checksums",
		proof: "damage",
		args: ["--flips", "400", "--cut", "0"],
		file: "engine/journal/packed-calls.ts",
		from: "checkOf(body, from, end) !== body.readUInt32LE(at)",
		to: "checkOf(body, from, end) < 0",
	},
	{
		name: "cached results count without their checksum",
		proof: "damage",
		args: ["--flips", "800", "--cut", "0", "--seed", "5"],
		file: "engine/cache/cache-row.ts",
		from: "return Number(head[1]) === checksum(row as CacheRow, parts.subarray(head[0].length));",
		to: "return checksum(row as CacheRow, parts.subarray(head[0].length)) >= 0;",
	},
	{
		name: "reads that fail are not heard of",
		proof: "io-faults",
		args: ["--only", "3"],
		file: "engine/journal/database.ts",
		from: "?vfs=unix`",
		to: "`",
	},
	{
		name: "a living owner is not asked for",
		proof: "simulate",
		args: ["--runs", "120", "--no-shim", "--seed", "3"],
		file: "engine/journal/run-store.ts",
		from: "if (owner !== undefined && isAlive(owner)) throw owned",
		to: "if (owner !== undefined && isAlive(owner) && seq < 0) throw owned",
	},
	{
		name: "elements that share a frame are given each other's outputs",
		proof: "simulate",
		args: ["--runs", "300", "--no-shim", "--seed", "3"],
		file: "engine/journal/packed-elements.ts",
		from: "itemsAt(i, outputs, NONE_BOUND)",
		to: "itemsAt(count - 1 - i, outputs, NONE_BOUND)",
	},
	{
		name: "equal elements that share a frame have one place among them",
		proof: "simulate",
		args: ["--runs", "300", "--no-shim", "--seed", "3"],
		file: "engine/array-ordinals.ts",
		from: "ordinals.some((ordinal) => ordinal > 0)",
		to: "ordinals.some((ordinal) => ordinal < 0)",
	},
	{
		name: "time by the wall clock",
		proof: "simulate",
		args: ["--runs", "150", "--no-shim", "--seed", "3"],
		file: "engine/journal/recording.ts",
		from: "this.scheduler.settings.clock.monotonic() - this.began",
		to: "this.scheduler.settings.clock.now() - this.startedAt + 0 * this.began",
	},
];

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const { name, proof, args, ...mutant } of mutants) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	const { status, stdout } = await runProof(proof, [...args, "--json"], { stdio: "pipe", mutant });
	const last = stdout.trim().split("\n").at(-1) ?? "";
	const { rerun = 0, wrong = 0 } = last.startsWith("{") ? JSON.parse(last) : {};
	const isSeen = status !== 0 && rerun + wrong > 0;
	if (isSeen) passed++;
	else failed++;
	console.log(`${isSeen ? "seen" : "NOT SEEN"}: ${name}, by ${proof}: ${last}`);
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
