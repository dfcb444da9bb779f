import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { salvageStore } from "../../../src/engine/journal/salvage/salvage.js";
import { seededRandom } from "../../../src/testing/seeded-random.js";
import { letGo, order, report } from "../parts.js";
import { RUNS, readAll, type Said, type StoreFiles, sampleStore } from "./sample-store.js";

/** What one process of the proof does. */
export interface DamageOrder {
	readonly folder: string;
	readonly flips: number;
	/** Cuts of the log: this and every `every`th byte from its end. */
	readonly cuts: { readonly first: number; readonly every: number; readonly bytes: number };
	readonly seed: number;
}

/** What it found. */
export interface DamageTally {
	/** Bytes flipped in the database or its log. */
	readonly flips: number;
	/** Damage that was told of, and damage that changed nothing: in bytes that hold nothing, or in what is written twice. */
	readonly detected: number;
	readonly harmless: number;
	/** Logs cut, databases cut. */
	readonly cuts: number;
	readonly lossy: number;
	/** Cached results, and answers to gates, that damage took away, and those that it left: what is lost is made or asked for again. */
	readonly forgotten: number;
	readonly recalled: number;
	/** Stores that were salvaged, and records that were in the new ones, of all that there had been. */
	readonly salvaged: number;
	readonly kept: number;
	readonly of: number;
	readonly wrong: number;
}

Error.stackTraceLimit = 0;
const given = order<DamageOrder>();
const { next } = seededRandom(given.seed);
const below = (n: number) => Math.floor(next() * n);
const own = mkdtempSync(join(given.folder, "part-"));
const files = await sampleStore(join(own, "whole", "store.db"));
const truth = readAll(place("truth", files));
const whole = [...truth.records.values()].reduce((all, one) => all + one.length, 0);
if (truth.wrong.length > 0 || whole === 0 || truth.cache.size === 0 || truth.answers.size !== 2)
	throw new Error(`the store was damaged from the start: ${truth.wrong}`);
const tally = {
	flips: 0,
	detected: 0,
	harmless: 0,
	cuts: 0,
	lossy: 0,
	forgotten: 0,
	recalled: 0,
	salvaged: 0,
	kept: 0,
	of: 0,
	wrong: 0,
};
let opened = 0;

/** Puts the files of a store where nothing has been opened yet. */
function place(name: string, { database, log }: StoreFiles): string {
	const folder = join(own, name);
	mkdirSync(folder);
	const path = join(folder, "store.db");
	writeFileSync(path, database);
	if (log.length > 0) writeFileSync(`${path}-wal`, log);
	return path;
}

function look(damaged: StoreFiles, judge: (said: Said, path: string) => void): void {
	const name = `n${opened++}`;
	const path = place(name, damaged);
	judge(readAll(path), path);
	rmSync(join(own, name), { recursive: true, force: true });
}

function wrong(what: string, why: string): void {
	if (tally.wrong++ < 10) console.error(`${what}: ${why}`);
}

/** A value that was never written. */
function invented(said: Said): string | undefined {
	for (const [id, text] of said.runs) if (truth.runs.get(id) !== text) return `run ${id} is ${text.slice(0, 300)}`;
	for (const [id, found] of said.records) {
		const known = new Set(truth.records.get(id));
		for (const record of found) if (!known.has(record)) return `a record of ${id} is ${record.slice(0, 300)}`;
	}
	for (const of of ["cache", "answers"] as const) {
		for (const [key, text] of said[of]) {
			if (truth[of].get(key) !== text) return `${of}: ${key} is ${text.slice(0, 300)}`;
		}
	}
	return undefined;
}

function missing(said: Said): string | undefined {
	for (const id of RUNS) {
		if (!said.runs.has(id)) return `run ${id}`;
		const [found, all] = [said.records.get(id)?.length ?? 0, truth.records.get(id)?.length ?? 0];
		if (found < all) return `${all - found} records of run ${id}`;
	}
	return undefined;
}

function flip(): void {
	const at = below(files.database.length + files.log.length);
	const bit = 1 << below(8);
	const [database, log] = [Buffer.from(files.database), Buffer.from(files.log)];
	const [bytes, place] = at < database.length ? [database, at] : [log, at - database.length];
	bytes[place] = (bytes[place] as number) ^ bit;
	const what = `bit ${bit} of byte ${place} of the ${bytes === log ? "log" : "database"}`;
	look({ database, log }, (said, path) => {
		tally.flips++;
		const lie = invented(said);
		if (lie !== undefined) wrong(what, `${lie}; it said: ${said.wrong.join("; ") || "nothing"}`);
		const recalled = said.cache.size + said.answers.size;
		tally.recalled += recalled;
		tally.forgotten += truth.cache.size + truth.answers.size - recalled;
		const lost = missing(said);
		if (said.wrong.length > 0) {
			tally.detected++;
			const unnamed = said.wrong.find((text) => !/store\.db|run (one|two|left)\b/.test(text));
			if (unnamed !== undefined) wrong(what, `does not say where: ${unnamed}`);
			if (tally.detected % 5 === 0) salvage(what, { database, log }, path);
		} else if (lost === undefined) tally.harmless++;
		// SQLite believes its log up to the first frame whose checksum does not hold: what is after it counts as not written
		else if (bytes === log) tally.lossy++;
		else wrong(what, `${lost} missing, and nothing said`);
	});
}

/** The store that comes out has nothing that was never written, and most of what was. */
function salvage(what: string, damaged: StoreFiles, from: string): void {
	const path = place(`salvage-${opened}`, damaged);
	const into = `${from}.saved`;
	try {
		const { runs, cache, answers } = salvageStore(path, into);
		const said = readAll(into);
		tally.salvaged++;
		const endless = runs.filter(({ lost }) => lost.some((text) => text.startsWith("how it ended")));
		for (const { id } of endless) said.runs.delete(id);
		const lie = invented(said);
		if (lie !== undefined) wrong(`salvage after ${what}`, lie);
		const kept = [...said.records.values()].reduce((all, one) => all + one.length, 0);
		tally.kept += kept;
		tally.of += whole;
		if (cache.saved !== said.cache.size || answers.saved !== said.answers.size) {
			wrong(`salvage after ${what}`, `says ${cache.saved} results, ${answers.saved} answers`);
		}
		if (cache.saved < truth.cache.size / 3) wrong(`salvage after ${what}`, `kept ${cache.saved} cached results`);
		if (kept < whole / 3) wrong(`salvage after ${what}`, `kept ${kept} of ${whole} records`);
	} catch (error) {
		wrong(`salvage after ${what}`, String((error as Error).stack ?? error));
	}
	rmSync(join(own, `salvage-${opened}`), { recursive: true, force: true });
}

/** A log that was cut loses commits from its end and nothing else. */
function cutLog(length: number): void {
	look({ database: files.database, log: files.log.subarray(0, length) }, (said) => {
		tally.cuts++;
		const what = `log cut at ${length} of ${files.log.length}`;
		const lie = invented(said);
		if (lie !== undefined) wrong(what, lie);
		if (said.records.get("one")?.length !== truth.records.get("one")?.length)
			wrong(what, "lost records of a run that is in the database");
		const left = said.records.get("left") ?? [];
		if (left.some((record, i) => record !== truth.records.get("left")?.[i]))
			wrong(what, "lost a record and kept one after it");
		if (left.length < (truth.records.get("left")?.length ?? 0)) tally.lossy++;
		const spoken = said.wrong.filter((text) => !text.includes('no run "left"'));
		if (spoken.length > 0) wrong(what, spoken.join("; "));
	});
}

/** A database that was cut is damaged, and says so; what is in the pages that are left is saved. */
function cutDatabase(length: number): void {
	const damaged = { database: files.database.subarray(0, length), log: Buffer.alloc(0) };
	look(damaged, (said, path) => {
		tally.cuts++;
		const what = `database cut at ${length}`;
		const lie = invented(said);
		if (lie !== undefined) wrong(what, lie);
		// the last run was in the log, which is gone as well
		const isLost = said.records.get("one")?.length !== truth.records.get("one")?.length || !said.runs.has("two");
		if (length > 0 && isLost && said.wrong.length === 0) wrong(what, "nothing said");
		if (length < 8192) return;
		try {
			salvageStore(place(`cut-${opened}`, damaged), `${path}.saved`);
			const lieSaved = invented(readAll(`${path}.saved`));
			if (lieSaved !== undefined) wrong(`salvage after ${what}`, lieSaved);
			tally.salvaged++;
		} catch (error) {
			wrong(`salvage after ${what}`, String(error));
		}
	});
}

for (let i = 0; i < given.flips; i++) {
	flip();
	if (i % 100 === 0) await letGo();
}
for (let back = given.cuts.first; back < Math.min(given.cuts.bytes, files.log.length); back += given.cuts.every) {
	cutLog(files.log.length - back);
	if (opened % 100 === 0) await letGo();
}
for (let i = 0; i < given.flips / 50; i++) {
	cutDatabase(below(files.database.length));
	if (i % 100 === 0) await letGo();
}
rmSync(own, { recursive: true, force: true });
report(tally);
