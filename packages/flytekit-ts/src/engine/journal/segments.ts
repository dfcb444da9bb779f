import { blobOf, type Row, type StoreDatabase } from "./database.js";
import { readFrames } from "./frame.js";
import type { JournalRecord } from "./record.js";
import type { Damage } from "./run-store.js";

/** Segments that are got at a time. */
const ROWS = 16;

/** Rows of the next segments of a run, `seq` and `data`. There may be more where there are as many as asked for. Throws JOURNAL_*. */
export function segmentsAfter(database: StoreDatabase, run: number, after: number, atMost = ROWS): readonly Row[] {
	return database.all(
		"select seq, data from segments where run = ? and seq > ? order by seq limit ?",
		run,
		after,
		atMost,
	);
}

/** The segments of one run in their order, read as they come. It knows those that are damaged, foreign or missing. */
export class Segments {
	readonly damage: Damage[] = [];
	readonly #database: StoreDatabase;
	readonly #run: { readonly id: string; readonly seq: number };
	#cursor: number;
	/** Ordinal of the next segment; undefined where reading began in the middle. */
	#next: number | undefined;

	/** Begins after segment `cursor`. */
	constructor(database: StoreDatabase, run: { readonly id: string; readonly seq: number }, cursor = 0) {
		this.#database = database;
		this.#run = run;
		this.#cursor = cursor;
		this.#next = cursor === 0 ? 0 : undefined;
	}

	/** The last segment that was read. */
	get cursor(): number {
		return this.#cursor;
	}

	/** How many the run has, those that are missing too. */
	get count(): number {
		return this.#next ?? 0;
	}

	/** Gives the records of the next segments, of `atMost` at most. True when there may be more to read at once. Throws JOURNAL_*. */
	read(visit: (record: JournalRecord, segment: number) => void, atMost = Number.POSITIVE_INFINITY): boolean {
		// read first: more may be committed while the segments are read
		const known = this.#next === undefined ? undefined : this.#known();
		for (let left = atMost; left > 0; ) {
			const limit = Math.min(left, ROWS);
			const rows = segmentsAfter(this.#database, this.#run.seq, this.#cursor, limit);
			for (const row of rows) this.#take(row.seq as number, this.#bytes(row), visit);
			left -= rows.length;
			if (rows.length === limit) continue;
			const missing = (known ?? this.count) - this.count;
			if (missing > 0) {
				this.#damaged(this.#cursor, 0, `${missing} segments after it are missing`);
				this.#next = known;
			}
			return false;
		}
		return true;
	}

	#bytes({ seq, data }: Row): Uint8Array {
		return blobOf(data, `segment ${seq} of run ${this.#run.id} of the store ${this.#database.path}`);
	}

	#take(segment: number, data: Uint8Array, visit: (record: JournalRecord, segment: number) => void): void {
		this.#cursor = segment;
		let isHere = true;
		readFrames(data, {
			head: ({ run, ordinal }) => {
				if (run !== this.#run.id) {
					isHere = false;
					this.#damaged(segment, 0, `it is a segment of run ${run}`);
				} else if (this.#next !== undefined && ordinal !== this.#next) {
					const why = `segment ${this.#next} of the run should be here, and this is ${ordinal}`;
					this.#damaged(segment, 0, why);
				}
				if (isHere) this.#next = ordinal;
			},
			record: (record) => {
				if (isHere) visit(record, segment);
			},
			damaged: (at, why) => this.#damaged(segment, at, why),
		});
		if (isHere && this.#next !== undefined) this.#next++;
	}

	#known(): number | undefined {
		return this.#database.get("select segments from heads where run = ?", this.#run.seq)?.segments as
			| number
			| undefined;
	}

	#damaged(segment: number, at: number, why: string): void {
		this.damage.push({ run: this.#run.id, segment, at, why });
	}
}
