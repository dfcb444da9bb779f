import { FlyteError } from "../../errors/index.js";
import { RUNTIME_VERSION } from "../../wire/to-proto/task.js";
import type { StoreDatabase } from "./database.js";

/** Version of the tables, kept in SQLite's user_version. Raised with each entry of {@link STEPS}. */
export const SCHEMA_VERSION = 4;

/** What makes version n + 1 of version n; n is the place in the list. Never changed once released. */
const STEPS: readonly string[] = [
	`
	create table meta (name text primary key, value text not null) without rowid;
	create table runs (
		seq integer primary key autoincrement,
		id text not null unique,
		name text not null,
		kind text not null,
		file text,
		state text not null,
		started_at real not null,
		ended_at real,
		recovered integer not null default 0,
		owner text,
		header blob not null,
		header_crc integer not null,
		result blob,
		result_crc integer
	);
	create table segments (
		seq integer primary key autoincrement,
		run integer not null references runs (seq),
		records integer not null,
		data blob not null
	);
	create index segments_of_run on segments (run, seq);
	create table cache (
		key blob primary key,
		task text not null,
		version text not null,
		created_at real not null,
		run text not null,
		path text not null,
		parts blob not null,
		outputs blob not null,
		crc integer not null
	);
	create index cache_of_task on cache (task, created_at);
	create table claims (key blob primary key, owner text not null, at real not null);
	create table signals (
		run text not null,
		gate text not null,
		answer blob not null,
		at real not null,
		primary key (run, gate)
	);
	`,
	// how many segments a run has committed, so that one that is lost is missed
	"create table heads (run integer primary key references runs (seq), segments integer not null);",
	// the tables stay: segments may hold packed calls, which readers of version 2 would pass over as if they had not been made
	"",
	// the tables stay: calls that share a frame have checks of their own, and say where they come from; elements of arrays share frames
	"",
];

/** Brings the tables to this version. Throws JOURNAL_NEWER when the store's are newer. */
export function migrate(database: StoreDatabase): void {
	if (versionOf(database) === SCHEMA_VERSION) return;
	database.transaction(() => {
		// another process may have done it meanwhile
		const version = versionOf(database);
		if (version > SCHEMA_VERSION) throw newer(database, version);
		for (const step of STEPS.slice(version)) database.exec(step);
		database.run("insert or replace into meta values ('writer', ?)", RUNTIME_VERSION);
		database.exec(`pragma user_version = ${SCHEMA_VERSION}`);
	});
}

function versionOf(database: StoreDatabase): number {
	return Number(database.pragma("user_version"));
}

function newer(database: StoreDatabase, version: number): FlyteError {
	const writer = database.get("select value from meta where name = 'writer'")?.value;
	return new FlyteError(
		"JOURNAL_NEWER",
		`the store ${database.path} has tables of version ${version}, made by flytekit-ts ${writer ?? "?"}; this is flytekit-ts ${RUNTIME_VERSION}, which knows up to ${SCHEMA_VERSION}`,
		{ path: database.path, wayOut: `use flytekit-ts >= ${writer ?? "?"}, or another store: --store PATH` },
	);
}
