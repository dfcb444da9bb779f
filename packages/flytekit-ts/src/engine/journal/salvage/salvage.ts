import { existsSync } from "node:fs";
import { FlyteError, isFlyteError } from "../../../errors/index.js";
import { CACHE_COLUMNS, type CacheRow, hasItsOutputs, isWhole } from "../../cache/cache-row.js";
import { writeRow } from "../../cache/table.js";
import { readFrames } from "../frame.js";
import { endOf, headerOf, type RunEnd, type RunHeader } from "../header.js";
import type { JournalRecord } from "../record.js";
import { RunStore } from "../run-store.js";
import { answerIn } from "../stored-answer.js";
import { type CarvedRow, carveRows } from "./pages.js";

/** What could be saved of a run. */
export interface SalvagedRun {
	readonly id: string;
	readonly name: string;
	/** Records that are in the new store. */
	readonly records: number;
	/** What was not: for people, one line each. */
	readonly lost: readonly string[];
}

/** What could be saved of a store. */
export interface Salvage {
	/** The new store. */
	readonly path: string;
	readonly runs: readonly SalvagedRun[];
	/** Segments whose run is not there any more: what it was cannot be told. */
	readonly orphans: number;
	/** Cached results, and answers to gates, that are in the new store; those that were found and are damaged. */
	readonly cache: Kept;
	readonly answers: Kept;
}

/** How many were saved, and how many of those that were found could not be. */
export interface Kept {
	readonly saved: number;
	readonly damaged: number;
}

interface FoundRun {
	header: RunHeader | undefined;
	end: RunEnd | undefined;
	/** It has ended, and how cannot be read. */
	isEndLost: boolean;
}

interface FoundSegment {
	/** What the row says of its run; its head, where it has one, is checked and says it better. */
	readonly run: number;
	readonly data: Uint8Array;
}

/** Columns of the tables, by which their rows are known where the tables' own names are lost. */
const RUN_COLUMNS = 14;
const SEGMENT_COLUMNS = 4;
const SIGNAL_COLUMNS = 4;
const HEADS_COLUMNS = 2;

/**
 * Writes what can be read of a damaged store into a new one beside it, and says what is lost. Takes no word of the database itself: it
 * looks into each page, and believes what has a checksum that holds. Runs that had not ended can be gone on with from the new store.
 * Throws JOURNAL_OPEN where there is no such store, or the new one is there already.
 */
export function salvageStore(path: string, into: string): Salvage {
	if (!existsSync(path)) throw refused(`there is no store ${path}`, "give the store with --store PATH");
	if (existsSync(into)) throw refused(`${into} is there already`, "move it away; it may hold what was saved before");
	const runs = new Map<number, FoundRun>();
	const segments = new Map<number, FoundSegment>();
	const counts = new Map<number, number>();
	const cache = new FoundResults();
	const answers: CarvedRow["columns"][] = [];
	carveRows(path, ({ rowid, columns }) => {
		if (columns.length === RUN_COLUMNS) {
			const found = runs.get(rowid) ?? { header: undefined, end: undefined, isEndLost: false };
			runs.set(rowid, found);
			takeRun(found, columns);
			return;
		}
		const [, run, , data] = columns;
		if (columns.length === SEGMENT_COLUMNS && typeof run === "number" && data instanceof Uint8Array) {
			segments.set(rowid, { run, data });
		} else if (columns.length === SIGNAL_COLUMNS && typeof columns[0] === "string") {
			answers.push(columns);
		} else if (columns.length === CACHE_COLUMNS.length) {
			cache.take(columns);
		} else if (columns.length === HEADS_COLUMNS && columns[0] === null && typeof run === "number") {
			counts.set(rowid, Math.max(run, counts.get(rowid) ?? 0));
		}
	});
	const store = new RunStore(into);
	try {
		const saved = writeAll(store, runs, segments, counts);
		return { ...saved, cache: cache.write(store), answers: writeAnswers(store, answers) };
	} finally {
		store.close();
	}
}

/** A row of the table of runs; where one comes twice, the one that has ended is the newer. */
function takeRun(found: FoundRun, columns: CarvedRow["columns"]): void {
	const checked = (at: number) => {
		const [bytes, crc] = [columns[at], columns[at + 1]];
		return bytes instanceof Uint8Array && typeof crc === "number" ? { bytes, crc } : undefined;
	};
	const [header, end] = [checked(10), checked(12)];
	if (header !== undefined) found.header = whole(() => headerOf(header, "a header")) ?? found.header;
	if (end === undefined) return;
	found.end = whole(() => endOf(end, "an end")) ?? found.end;
	found.isEndLost = found.end === undefined;
}

/** Undefined where the checksum does not hold. */
function whole<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (isFlyteError(error)) return undefined;
		throw error;
	}
}

function writeAll(
	store: RunStore,
	runs: ReadonlyMap<number, FoundRun>,
	segments: ReadonlyMap<number, FoundSegment>,
	counts: ReadonlyMap<number, number>,
): Omit<Salvage, "cache" | "answers"> {
	const readers = new Map<string, SegmentReader>();
	for (const { header } of runs.values()) if (header !== undefined) readers.set(header.id, new SegmentReader());
	let orphans = 0;
	for (const [rowid, { run, data }] of [...segments].sort(([a], [b]) => a - b)) {
		const reader = readers.get(ownerOf(data) ?? runs.get(run)?.header?.id ?? "");
		if (reader === undefined) orphans++;
		else reader.read(rowid, data);
	}
	const saved: SalvagedRun[] = [];
	for (const [seq, { header, end, isEndLost }] of [...runs].sort(([a], [b]) => a - b)) {
		if (header === undefined) continue;
		const { records, lost, segments: found } = readers.get(header.id) as SegmentReader;
		if (isEndLost) lost.push("how it ended: it can be gone on with");
		const missing = (counts.get(seq) ?? 0) - found;
		if (missing > 0) lost.push(`${missing} ${missing === 1 ? "segment is" : "segments are"} missing`);
		const journal = store.begin(header);
		for (const record of records) journal.append(record);
		journal.flush();
		if (end !== undefined) journal.end(end);
		// this process only copied it
		else store.database.run("update runs set owner = null where id = ?", header.id);
		saved.push({ id: header.id, name: header.name, records: records.length, lost });
	}
	return { path: store.path, runs: saved, orphans };
}

/** Cached results, the newest of each key. */
class FoundResults {
	readonly #whole = new Map<string, CacheRow>();
	#damaged = 0;

	take(columns: CarvedRow["columns"]): void {
		const row = Object.fromEntries(CACHE_COLUMNS.map((name, i) => [name, columns[i] ?? null])) as CacheRow;
		const { key, parts, outputs, created_at } = row;
		const isRow = [key, parts, outputs].every((one) => one instanceof Uint8Array) && typeof created_at === "number";
		if (!isRow || !isWhole(row) || !hasItsOutputs(row)) {
			this.#damaged++;
			return;
		}
		const id = Buffer.from(key as Uint8Array).toString("latin1");
		const known = this.#whole.get(id);
		if (known === undefined || (known.created_at as number) <= created_at) this.#whole.set(id, row);
	}

	write(store: RunStore): Kept {
		store.database.transaction(() => {
			for (const row of this.#whole.values()) writeRow(store.database, row);
		});
		return { saved: this.#whole.size, damaged: this.#damaged };
	}
}

/** Answers to gates of the runs that were saved. */
function writeAnswers(store: RunStore, found: readonly CarvedRow["columns"][]): Kept {
	let [saved, damaged] = [0, 0];
	for (const [run, gate, stored] of found) {
		if (typeof run !== "string" || typeof gate !== "string" || !(stored instanceof Uint8Array)) {
			damaged++;
			continue;
		}
		const answer = answerIn(run, gate, stored);
		if (answer === undefined) damaged++;
		else if (store.find(run) !== undefined && store.answerTo(run, gate) === undefined) {
			store.answer(run, gate, answer);
			saved++;
		}
	}
	return { saved, damaged };
}

/** The run that a segment says it is of. */
function ownerOf(data: Uint8Array): string | undefined {
	let owner: string | undefined;
	readFrames(data, {
		head: ({ run }) => {
			owner = run;
		},
		record() {},
		damaged() {},
	});
	return owner;
}

/** Takes the whole records of a run's segments, in their order. */
class SegmentReader {
	readonly records: JournalRecord[] = [];
	readonly lost: string[] = [];
	segments = 0;

	read(rowid: number, data: Uint8Array): void {
		this.segments++;
		readFrames(data, {
			record: (record) => this.records.push(record),
			damaged: (at, why) => this.lost.push(`segment ${rowid}, byte ${at}: ${why}`),
		});
	}
}

function refused(summary: string, wayOut: string): FlyteError {
	return new FlyteError("JOURNAL_OPEN", summary, { wayOut });
}
