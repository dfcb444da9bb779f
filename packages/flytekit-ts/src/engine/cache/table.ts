import { crc32 } from "node:zlib";
import type { LiteralMap } from "../../types/literal.js";
import { decodeLiteralMap } from "../../wire/literals.js";
import { blobOf, type Row, type SqlValue, type StoreDatabase } from "../journal/database.js";
import { isAlive, type Owner, ownerOf, ownerText, ownOwner } from "../journal/owner.js";
import { CACHE_COLUMNS, type CacheRow, checkedParts, hasItsOutputs, isWhole } from "./cache-row.js";
import type { CacheKey } from "./key.js";
import { type Circle, Waits } from "./waits.js";

/** A result as the store keeps it. */
export interface StoredResult {
	readonly key: CacheKey;
	/** flyteidl.core.LiteralMap. */
	readonly outputs: Uint8Array;
	/** What each input was, in a few words, for people. */
	readonly shown: ReadonlyMap<string, string>;
	readonly run: string;
	readonly path: string;
	readonly at: number;
}

/** A result that was found. */
export interface FoundResult {
	readonly outputs: LiteralMap;
	/** Tells it from others of the same key, whatever the clock said when they were made. */
	readonly mark: string;
}

/** What the store says of a key. */
export type Standing =
	| { readonly is: "there"; readonly outputs: LiteralMap }
	/** Nobody has it or makes it; where it was asked for, this process has the claim now. */
	| { readonly is: "free" }
	| { readonly is: "taken"; readonly by: Owner };

/** Claims of processes of other machines, of which nobody here can tell whether they live, are over after so long. */
const FOREIGN_CLAIM_MS = 3_600_000;

/** The tables of cached results and of claims, in the file that runs are kept in too. */
export class CacheTable {
	readonly database: StoreDatabase;
	readonly waits: Waits;
	readonly #now: () => number;

	constructor(database: StoreDatabase, now: () => number) {
		this.database = database;
		this.waits = new Waits(database);
		this.#now = now;
	}

	/** The result, where it is there and whole. What is damaged does not count. */
	read(id: string): FoundResult | undefined {
		const row = this.database.get(`select ${CACHE_COLUMNS} from cache where key = ?`, bytesOf(id));
		if (row === undefined || !isWhole(row) || !hasItsOutputs(row)) return undefined;
		return { outputs: decodeLiteralMap(blobOf(row.outputs, RESULT)), mark: `${row.run} ${row.path} ${row.created_at}` };
	}

	/**
	 * Claims what nobody has made or claimed, for this process; a result with the mark `except` does not count. To be called in a
	 * transaction.
	 */
	claim(id: string, except: string | undefined): Standing {
		const found = this.read(id);
		if (found !== undefined && found.mark !== except) return { is: "there", outputs: found.outputs };
		const key = bytesOf(id);
		const row = this.database.get("select owner, at from claims where key = ?", key);
		const owner = ownerOf(row?.owner);
		if (row !== undefined && owner !== undefined && this.#counts(owner, row.at as number)) {
			return { is: "taken", by: owner };
		}
		this.take(id);
		return { is: "free" };
	}

	/** Claims a result, whoever has claimed it. To be called in a transaction. */
	take(id: string): void {
		const values = [bytesOf(id), ownerText(ownOwner()), this.#now()] as const;
		this.database.run("insert or replace into claims values (?, ?, ?)", ...values);
	}

	/** Notes that this process waits for a result that another makes. Gives the circle that it closes, if it does. To be called in a transaction. */
	waitFor(id: string, by: Owner, isIdle: boolean): Circle | undefined {
		this.waits.note(bytesOf(id), isIdle);
		return this.waits.circleThrough(by);
	}

	/** It waits no more. To be called in a transaction. */
	waitNoMore(id: string): void {
		this.waits.forget(bytesOf(id));
	}

	/** Gives claims of this process back. To be called in a transaction. */
	release(ids: Iterable<string>): void {
		const own = ownerText(ownOwner());
		for (const id of ids) this.database.run("delete from claims where key = ? and owner = ?", bytesOf(id), own);
	}

	/** To be called in a transaction. */
	write({ key, outputs, shown, run, path, at }: StoredResult): void {
		const { id, task, version, interfaceDigest, inputs } = key;
		const text = JSON.stringify({
			interface: interfaceDigest,
			inputs: inputs.map((part) => [...part, shown.get(part[0])]),
		});
		const row = { key: bytesOf(id), task, version, created_at: at, run, path, outputs, crc: crc32(outputs) };
		writeRow(this.database, { ...row, parts: checkedParts(text, row) });
	}

	#counts(owner: Owner, at: number): boolean {
		if (owner.host !== ownOwner().host) return this.#now() - at < FOREIGN_CLAIM_MS;
		return isAlive(owner);
	}
}

/** Puts a row into the table of results. */
export function writeRow(database: StoreDatabase, row: CacheRow): void {
	const marks = CACHE_COLUMNS.map(() => "?");
	database.run(
		`insert or replace into cache (${CACHE_COLUMNS}) values (${marks})`,
		...CACHE_COLUMNS.map((name) => row[name]),
	);
}

function bytesOf(id: string): Uint8Array {
	return Buffer.from(id, "latin1");
}

/** An entry for people: where it came from, and what it is known by. */
export interface CacheEntry {
	/** Hexadecimal. */
	readonly key: string;
	readonly task: string;
	readonly version: string;
	readonly createdAt: number;
	readonly run: string;
	readonly path: string;
	readonly interfaceDigest: string;
	readonly inputs: readonly { readonly name: string; readonly digest: string; readonly shown: string }[];
	/** Of its outputs, without what they refer to. */
	readonly bytes: number;
}

const COLUMNS = "key, task, version, created_at, run, path, parts, crc, length(outputs) as bytes";

/** Entries, the newest first. One that is damaged does not count; `damaged` hears of it. */
export function cacheEntries(
	database: StoreDatabase,
	filter: { readonly task?: string; readonly run?: string; readonly limit?: number } = {},
	damaged: (key: string) => void = () => {},
): readonly CacheEntry[] {
	const wanted: string[] = [];
	const values: SqlValue[] = [];
	for (const name of ["task", "run"] as const) {
		const value = filter[name];
		if (value === undefined) continue;
		wanted.push(`${name} = ?`);
		values.push(value);
	}
	const where = wanted.length === 0 ? "" : `where ${wanted.join(" and ")}`;
	const rows = database.all(
		`select ${COLUMNS} from cache ${where} order by created_at desc, rowid desc limit ?`,
		...values,
		filter.limit ?? -1,
	);
	return rows.flatMap((row) => {
		if (isWhole(row)) return [entryOf(row)];
		damaged(keyText(row));
		return [];
	});
}

/** Takes entries out: those of `tasks`, that are older than `before`. Their outputs; undefined of one that cannot be read. */
export function clearCache(
	database: StoreDatabase,
	{ tasks, before }: { readonly tasks: readonly string[]; readonly before: number },
): readonly (LiteralMap | undefined)[] {
	const cleared: (LiteralMap | undefined)[] = [];
	database.transaction(() => {
		for (const task of tasks) {
			const which = "from cache where task = ? and created_at < ?";
			for (const row of database.all(`select outputs, crc ${which}`, task, before)) {
				cleared.push(hasItsOutputs(row) ? decodeLiteralMap(blobOf(row.outputs, RESULT)) : undefined);
			}
			database.run(`delete ${which}`, task, before);
		}
	});
	return cleared;
}

/** Tasks that have entries, and how many. */
export function cachedTasks(database: StoreDatabase): ReadonlyMap<string, number> {
	const rows = database.all("select task, count(*) as count from cache group by task order by task");
	return new Map(rows.map(({ task, count }) => [task as string, count as number]));
}

const RESULT = "a cached result";

function keyText({ key }: Row): string {
	return Buffer.from(blobOf(key, RESULT)).toString("hex");
}

function entryOf(row: Row): CacheEntry {
	const parts = JSON.parse(new TextDecoder().decode(blobOf(row.parts, RESULT))) as {
		readonly interface: string;
		readonly inputs: readonly (readonly [string, string, string?])[];
	};
	return {
		key: keyText(row),
		task: row.task as string,
		version: row.version as string,
		createdAt: row.created_at as number,
		run: row.run as string,
		path: row.path as string,
		interfaceDigest: parts.interface,
		inputs: parts.inputs.map(([name, digest, shown = ""]) => ({ name, digest, shown })),
		bytes: row.bytes as number,
	};
}
