import { dirname } from "node:path";
import { FlyteError } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import type { RunEvent, RunPhase } from "../events.js";
import type { CallKey } from "./call-keys.js";
import { blobOf, bytesIn, type Durability, type Row, StoreDatabase } from "./database.js";
import { makeDurableFolder } from "./folder.js";
import { readFrames } from "./frame.js";
import { checkedHeader, endOf, headerOf, type RunEnd, type RunHeader } from "./header.js";
import { KnownCalls } from "./known-calls.js";
import { isAlive, type Owner, ownerOf, ownerText, ownOwner } from "./owner.js";
import { PastCalls } from "./past-calls.js";
import type { AttemptRecord, JournalRecord } from "./record.js";
import { type FollowOptions, followRun } from "./run-follower.js";
import { type CommitOptions, type FailedAttempt, RunJournal } from "./run-journal.js";
import { migrate } from "./schema.js";
import { Segments } from "./segments.js";
import { answerIn, checkedAnswer } from "./stored-answer.js";

/** How a run stands: "interrupted" is one whose process is gone before it ended. */
export type RunState = RunPhase | "running" | "interrupted";

/** A line of the list of runs. */
export interface RunSummary {
	readonly id: string;
	readonly name: string;
	readonly kind: string;
	readonly file: string | undefined;
	readonly state: RunState;
	readonly startedAt: number;
	readonly endedAt: number | undefined;
	/** How many times it was gone on with. */
	readonly recovered: number;
	/** The process that runs it. */
	readonly owner: Owner | undefined;
}

/** A part of the store that could not be read. */
export interface Damage {
	readonly run: string;
	/** Number of the segment in the store, and the byte in it. */
	readonly segment: number;
	readonly at: number;
	readonly why: string;
}

/** A run that is gone on with. */
export interface RecoveredRun {
	readonly header: RunHeader;
	readonly journal: RunJournal;
	/** What of it could not be read: those calls run again. */
	readonly damage: readonly Damage[];
}

/**
 * Where runs are kept: one SQLite file, which several processes may share. A run belongs to one process at a time.
 */
export class RunStore {
	readonly database: StoreDatabase;
	readonly #commit: CommitOptions;

	/** Makes file and folder where they are not there. Throws JOURNAL_OPEN, JOURNAL_NEWER, JOURNAL_DAMAGED, JOURNAL_IO. */
	constructor(
		path: string,
		options: { readonly durability?: Durability; readonly commit?: CommitOptions; readonly busyMs?: number } = {},
	) {
		makeFolder(path);
		this.database = new StoreDatabase(path, options.durability ?? "power", options.busyMs);
		this.#commit = options.commit ?? {};
		migrate(this.database);
	}

	get path(): string {
		return this.database.path;
	}

	/** Begins the journal of a new run, which this process owns. */
	begin(header: RunHeader): RunJournal {
		const { bytes, crc } = checkedHeader(header);
		const { lastInsertRowid: seq } = this.database.run(
			"insert into runs (id, name, kind, file, state, started_at, owner, header, header_crc) values (?, ?, ?, ?, 'running', ?, ?, ?, ?)",
			header.id,
			header.name,
			header.kind,
			header.file ?? null,
			header.startedAt,
			ownerText(ownOwner()),
			bytes,
			crc,
		);
		return new RunJournal(this.database, { id: header.id, seq }, new PastCalls(), this.#commit);
	}

	/**
	 * Takes a run over, with all that it has committed. Throws JOURNAL_OWNED while another process runs it, JOURNAL_NO_RUN,
	 * JOURNAL_DAMAGED when what it was started with cannot be read. `at`: milliseconds since the epoch.
	 */
	recover(id: string, at = Date.now()): RecoveredRun {
		const row = this.#row(id);
		const seq = row.seq as number;
		const header = headerIn(row);
		this.database.transaction(() => {
			const now = this.database.get("select owner from runs where seq = ?", seq);
			if (now === undefined)
				throw noRun(`run ${header.id} was removed just now`, "tsflyte runs lists those that are left");
			const owner = ownerOf(now.owner);
			if (owner !== undefined && isAlive(owner)) throw owned(header.id, owner);
			// what was said no to is asked again; an answer that nobody has heard yet is not lost
			if (row.state === "failed") this.database.run("delete from signals where run = ?", header.id);
			this.database.run(
				"update runs set state = 'running', owner = ?, ended_at = null, result = null, result_crc = null, recovered = recovered + 1 where seq = ?",
				ownerText(ownOwner()),
				seq,
			);
		});
		const past = new PastCalls();
		const failures = new Map<CallKey, FailedAttempt[]>();
		const inEager = new KnownCalls();
		const segments = this.segments({ id: header.id, seq });
		segments.read((record) => {
			inEager.know(record);
			past.know(record);
			if (record.type === "attempt") noteFailure(failures, record);
			if (record.type !== "call") return;
			// one that failed for good is tried anew; one that was stopped goes on with the attempts it has
			if (record.phase !== "aborted") failures.delete(record.key);
		});
		const journal = new RunJournal(
			this.database,
			{ id: header.id, seq, segments: segments.count, failures, inEager },
			past,
			this.#commit,
		);
		journal.append({ type: "stretch", at });
		return { header, damage: segments.damage, journal };
	}

	/** The newest first. */
	runs(
		filter: { readonly limit?: number; readonly state?: RunState; readonly name?: string } = {},
	): readonly RunSummary[] {
		const found: RunSummary[] = [];
		const limit = filter.limit ?? 50;
		for (let before = Number.MAX_SAFE_INTEGER; found.length < limit; ) {
			const rows = this.database.all(`select ${SUMMARY} from runs where seq < ? order by seq desc limit 200`, before);
			for (const row of rows) {
				before = row.seq as number;
				const run = summaryOf(row);
				if (filter.state !== undefined && run.state !== filter.state) continue;
				if (filter.name !== undefined && !run.name.includes(filter.name)) continue;
				if (found.push(run) === limit) break;
			}
			if (rows.length < 200) break;
		}
		return found;
	}

	/** The last run of an entity of a file. */
	lastOf(name: string, file: string): RunSummary | undefined {
		const row = this.database.get(
			`select ${SUMMARY} from runs where name = ? and file = ? order by seq desc limit 1`,
			name,
			file,
		);
		return row === undefined ? undefined : summaryOf(row);
	}

	/** One run. Throws JOURNAL_NO_RUN; `id` may be its beginning, or "latest". */
	run(id: string): {
		readonly summary: RunSummary;
		readonly header: RunHeader;
		readonly end: RunEnd | undefined;
		/** Its number in the store. */
		readonly seq: number;
	} {
		const row = this.#row(id);
		return { seq: row.seq as number, summary: summaryOf(row), header: headerIn(row), end: endIn(row) };
	}

	/** The line of one run by its whole id, with its number in the store; undefined when there is none. Cheap: for asking often. */
	find(id: string): { readonly seq: number; readonly summary: RunSummary } | undefined {
		const row = this.database.get(`select ${SUMMARY} from runs where id = ?`, id);
		return row === undefined ? undefined : { seq: row.seq as number, summary: summaryOf(row) };
	}

	/** Puts down the answer to a gate (flyteidl.core.Literal), for the process that runs it. The first one counts. */
	answer(run: string, gate: string, answer: Uint8Array): void {
		this.database.run(
			"insert or ignore into signals values (?, ?, ?, ?)",
			run,
			gate,
			checkedAnswer(run, gate, answer),
			Date.now(),
		);
	}

	/** What was answered to a gate of a run. One that is damaged was not given: the gate asks on. */
	answerTo(run: string, gate: string): Uint8Array | undefined {
		const row = this.database.get("select answer from signals where run = ? and gate = ?", run, gate);
		const stored = bytesIn(row?.answer);
		const answer = stored === undefined ? undefined : answerIn(run, gate, stored);
		// the first one counts, and this one is none
		if (row !== undefined && answer === undefined) {
			this.database.run("delete from signals where run = ? and gate = ?", run, gate);
		}
		return answer;
	}

	/** Gives each record of a run in order; returns what could not be read. Throws JOURNAL_NO_RUN. */
	records(id: string, visit: (record: JournalRecord) => void): readonly Damage[] {
		const row = this.#row(id);
		const segments = this.segments({ id: row.id as string, seq: row.seq as number });
		segments.read(visit);
		return segments.damage;
	}

	/** Events of a run of any process: what is committed, then what comes, until the run is over or left. See docs/events.md. */
	follow(id: string, options?: FollowOptions): AsyncGenerator<readonly RunEvent[], void, undefined> {
		return followRun(this, id, options);
	}

	/** How a run stands now, by its number. Cheap: for asking often. */
	stateOf(seq: number): RunState {
		const row = this.database.get("select state, owner from runs where seq = ?", seq);
		return row === undefined ? "interrupted" : stateOf(row);
	}

	/** Takes a run out with all that is recorded of it, by its whole id. False: a process runs it, or there is none. */
	remove(id: string): boolean {
		return this.database.transaction(() => {
			const row = this.database.get("select seq, state, owner from runs where id = ?", id);
			if (row === undefined || stateOf(row) === "running") return false;
			for (const table of ["segments", "heads"]) {
				this.database.run(`delete from ${table} where run = ?`, row.seq as number);
			}
			this.database.run("delete from signals where run = ?", id);
			this.database.run("delete from runs where seq = ?", row.seq as number);
			return true;
		});
	}

	close(): void {
		this.database.close();
	}

	/** The segments of a run, from its first: for reading them as they come. */
	segments(run: { readonly id: string; readonly seq: number }): Segments {
		return new Segments(this.database, run);
	}

	/** The records of one segment, as far as they can be read: for what was read before. */
	segment(segment: number, visit: (record: JournalRecord) => void): void {
		const row = this.database.get("select data from segments where seq = ?", segment);
		if (row !== undefined)
			readFrames(blobOf(row.data, `segment ${segment} of the store ${this.database.path}`), {
				record: visit,
				damaged: () => undefined,
			});
	}

	#row(id: string): Row {
		const columns = `${SUMMARY}, header, header_crc, result, result_crc`;
		if (id === "latest") {
			const row = this.database.get(`select ${columns} from runs order by seq desc limit 1`);
			if (row !== undefined) return row;
		} else if (id !== "") {
			const whole = this.database.get(`select ${columns} from runs where id = ?`, id);
			if (whole !== undefined) return whole;
			const rows = this.database.all(
				`select ${columns} from runs where id >= ? and id < ? order by seq desc limit 2`,
				id,
				`${id}\u{10ffff}`,
			);
			if (rows.length === 1) return rows[0] as Row;
			if (rows.length > 1) throw noRun(`several runs of ${this.path} begin with "${id}"`, "give more of its id");
		}
		const known = this.runs({ limit: 200 }).map((run) => run.id);
		const near = nearest(id, known);
		const hint = near === undefined ? "tsflyte runs lists them" : `did you mean ${near}? tsflyte runs lists them`;
		throw noRun(`the store ${this.path} has no run ${id === "latest" ? "yet" : `"${id}"`}`, hint);
	}
}

const SUMMARY = "seq, id, name, kind, file, state, started_at, ended_at, recovered, owner";

function summaryOf(row: Row): RunSummary {
	const state = stateOf(row);
	return {
		id: row.id as string,
		name: row.name as string,
		kind: row.kind as string,
		file: (row.file as string | null) ?? undefined,
		state,
		startedAt: row.started_at as number,
		endedAt: (row.ended_at as number | null) ?? undefined,
		recovered: row.recovered as number,
		owner: state === "interrupted" ? undefined : ownerOf(row.owner),
	};
}

function stateOf(row: Row): RunState {
	const state = row.state as RunState;
	if (state !== "running") return state;
	const owner = ownerOf(row.owner);
	return owner === undefined || !isAlive(owner) ? "interrupted" : state;
}

/** What a run was started with. Throws JOURNAL_DAMAGED, also where the row's own columns say something else. */
function headerIn(row: Row): RunHeader {
	const header = headerOf(document(row, "header"), `the header of run ${row.id}`);
	const { id, name, kind, file, startedAt } = header;
	const same =
		row.id === id &&
		row.name === name &&
		row.kind === kind &&
		row.file === (file ?? null) &&
		row.started_at === startedAt;
	if (!same) throw otherThan(row, "header");
	return header;
}

/** How a run ended, if it has. Throws JOURNAL_DAMAGED, also where the row's own columns say something else. */
function endIn(row: Row): RunEnd | undefined {
	if (row.result === null) {
		if (row.state !== "running") throw otherThan(row, "end");
		return undefined;
	}
	const end = endOf(document(row, "result"), `the end of run ${row.id}`);
	if (row.state !== end.phase || row.ended_at !== end.endedAt) throw otherThan(row, "end");
	return end;
}

function otherThan(row: Row, what: string): FlyteError {
	return new FlyteError("JOURNAL_DAMAGED", `the columns of run ${row.id} say something else than its ${what}`, {
		wayOut: "its records can still be read; save them with: tsflyte recover --salvage",
	});
}

function document(row: Row, name: "header" | "result") {
	return { bytes: blobOf(row[name], `the ${name} of run ${row.id}`), crc: row[`${name}_crc`] as number };
}

function noteFailure(failures: Map<CallKey, FailedAttempt[]>, { call, kind, error, willRetry }: AttemptRecord): void {
	if (call === undefined || !willRetry) return;
	const known = failures.get(call.key);
	const failure = { code: error?.code ?? "", kind, recoverable: true, version: call.version };
	if (known === undefined) failures.set(call.key, [failure]);
	else known.push(failure);
}

function makeFolder(path: string): void {
	try {
		makeDurableFolder(dirname(path));
	} catch (cause) {
		throw new FlyteError(
			"JOURNAL_OPEN",
			`the folder of the store ${path} could not be made: ${(cause as Error).message}`,
			{
				cause,
				path,
				wayOut: "give another place with --store PATH",
			},
		);
	}
}

function noRun(summary: string, wayOut: string): FlyteError {
	return new FlyteError("JOURNAL_NO_RUN", summary, { wayOut });
}

function owned(id: string, owner: Owner): FlyteError {
	return new FlyteError("JOURNAL_OWNED", `run ${id} is being run by process ${owner.pid} of ${owner.host}`, {
		wayOut: "wait until it has ended, or stop that process first",
	});
}
