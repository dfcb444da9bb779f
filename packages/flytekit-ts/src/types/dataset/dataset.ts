import { type BlobAccess, currentBlobAccess } from "../../context/blob-access.js";
import { baseNameOf, displayUri, schemeOf } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { HashOption } from "../blob/content-hash.js";
import { requireAccess, storeUri } from "../blob/location.js";
import { toFlyteError, ValueProblem } from "../convert/problem.js";
import type { DatasetColumn } from "../native-type.js";
import type { blob } from "../values/brand.js";
import { columnsOf } from "./columns.js";

/** How a {@link StructuredDataset} is read. */
export interface DatasetOptions {
	/** "parquet" is the one that is read and written. */
	readonly format?: string;
	/** Columns and types; all of the file's, as they are stored, when left out. */
	readonly columns?: readonly DatasetColumn[];
	/**
	 * Where rows are stored when a task returns them, instead of a new place below the raw output prefix. `false`: a local
	 * path is passed on as it is, not uploaded.
	 */
	readonly remotePath?: string | false;
	/** Stands for the rows in the cache keys of the tasks that take it; see FlyteFile's. `true`: a SHA-256 of what is stored. */
	readonly hash?: HashOption;
	/** The stores to go through; those of the running task when left out. */
	readonly access?: BlobAccess;
}

/** Rows in memory, or as they come. */
export type RowSource<Row> = Iterable<Row> | AsyncIterable<Row>;

const BRAND = Symbol.for("flytekit-ts.dataset");

/** Whether `value` is a {@link StructuredDataset}, of whichever loaded copy of the package. */
export function isStructuredDataset(value: unknown): value is StructuredDataset {
	try {
		return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
	} catch {
		return false; // a hostile proxy is none of ours
	}
}

/**
 * A table as input or output of a task (flytekit's StructuredDataset), kept as Parquet. An input is only read when it is
 * asked for. Columns come from the declared `Row`; without one, numbers are FLOAT.
 *
 * ```ts
 * return StructuredDataset.from(people.map(({ name, age }) => ({ name, age })));
 * ```
 */
export class StructuredDataset<Row = unknown> {
	/** For the type checker only. */
	declare readonly [blob]: ["dataset", Row];
	/** Where it is stored: a Parquet file, or a folder of them. Undefined for rows that are not stored yet. */
	readonly uri: string | undefined;
	readonly format: string;
	/** See {@link DatasetOptions.remotePath}. */
	readonly remotePath: string | false | undefined;
	/** See {@link DatasetOptions.hash}. */
	readonly hash: HashOption | undefined;
	readonly #source: RowSource<Row> | undefined;
	readonly #options: DatasetOptions;
	#taken = false;

	/** Of what is stored at a URI or local path, or of rows. Nothing is looked at yet. */
	constructor(uri: string, options?: DatasetOptions);
	constructor(rows: RowSource<Row>, options?: DatasetOptions);
	constructor(source: string | RowSource<Row>, options: DatasetOptions = {}) {
		if (typeof source !== "string" && !isRowSource(source)) {
			throw new FlyteError("DATASET_VALUE", "a StructuredDataset needs rows, or a URI", {
				wayOut: "StructuredDataset.from(rows), with a list or anything else that can be iterated",
			});
		}
		this.uri = typeof source === "string" ? source : undefined;
		this.#source = typeof source === "string" ? undefined : (source as RowSource<Row>);
		this.format = options.format ?? "parquet";
		this.remotePath = options.remotePath;
		this.hash = options.hash;
		this.#options = options;
	}

	/** The same as the constructor. */
	static from<Row = unknown>(uri: string, options?: DatasetOptions): StructuredDataset<Row>;
	static from<Row>(rows: RowSource<Row>, options?: DatasetOptions): StructuredDataset<Row>;
	static from<Row>(source: string | RowSource<Row>, options?: DatasetOptions): StructuredDataset<Row> {
		return new StructuredDataset<Row>(source as RowSource<Row>, options);
	}

	/**
	 * The rows one by one, without holding all. Throws DATASET_FILE, DATASET_COLUMN or DATASET_CELL where the file is not
	 * what Row says, DATASET_CONSUMED when rows that came as a stream were read before.
	 */
	async *rows(): AsyncIterable<Row> {
		if (this.#source !== undefined) {
			yield* this.#once(this.#source);
			return;
		}
		const uri = this.uri as string;
		if (this.format !== "parquet" && this.format !== "") throw wrongFormat(this.format, uri);
		const { blobs } = this.#options.access ?? currentBlobAccess() ?? requireAccess(`reading ${displayUri(uri)}`);
		const columns = this.#options.columns;
		const typed = columns === undefined || columns.length === 0 ? undefined : columnsOf(columns);
		const { parquetRows } = await import("./parquet-read.js");
		let index = 0;
		try {
			for (const part of await partsOf(blobs, storeUri(uri))) {
				index += yield* parquetRows(blobs, part.uri, part.size, typed, index) as AsyncGenerator<Row, number>;
			}
		} catch (error) {
			throw error instanceof ValueProblem ? toFlyteError(error, "") : error;
		}
	}

	/** All rows. */
	async all(): Promise<Row[]> {
		const rows: Row[] = [];
		for await (const row of this.rows()) rows.push(row);
		return rows;
	}

	toString(): string {
		return this.uri ?? "rows that are not stored yet";
	}

	/** As a struct holds it. */
	toJSON(): { readonly uri: string | null; readonly file_format: string } {
		return { uri: this.uri ?? null, file_format: this.format };
	}

	async *#once(source: RowSource<Row>): AsyncIterable<Row> {
		const again = Array.isArray(source) || !isIterator(source);
		if (this.#taken && !again) {
			throw new FlyteError("DATASET_CONSUMED", "the dataset's rows came as a stream and were read before", {
				wayOut: "collect them into a list first, or return the dataset and read it in the next task",
			});
		}
		this.#taken = true;
		yield* source;
	}
}

Object.defineProperty(StructuredDataset.prototype, BRAND, { value: true });

/** A generator or stream: what it gives is gone afterwards. */
function isIterator(source: object): boolean {
	return typeof (source as { next?: unknown }).next === "function" || source instanceof ReadableStream;
}

/** Whether rows can be taken from it. */
export function isRowSource(value: unknown): value is RowSource<unknown> {
	return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Refuses a format that is not Parquet. */
export function wrongFormat(format: string, uri?: string): FlyteError {
	return new FlyteError(
		"DATASET_FORMAT",
		`${uri === undefined ? "the dataset" : displayUri(uri)} has the format ${JSON.stringify(format)}`,
		{
			wayOut: `only "parquet" is read and written as a dataset: use FlyteFile<${JSON.stringify(format)}> and read it yourself`,
		},
	);
}

/** The file itself, or the files of a folder; those that start with `.` or `_` are bookkeeping of other writers. */
async function partsOf(blobs: BlobAccess["blobs"], uri: string): Promise<{ uri: string; size: number }[]> {
	const single = await blobs.stat(uri);
	if (single !== undefined) return [{ uri, size: single.size }];
	const parts: { uri: string; size: number }[] = [];
	for (const part of await blobs.list(uri)) {
		const found = /^[._]/.test(baseNameOf(part)) ? undefined : await blobs.stat(part);
		if (found !== undefined) parts.push({ uri: part, size: found.size });
	}
	if (parts.length > 0) return parts;
	throw new FlyteError("STORAGE_NOT_FOUND", `no dataset at ${displayUri(uri)}`, {
		wayOut: `check the spelling${schemeOf(uri) === undefined ? "; a relative path starts at the folder the process runs in" : ", and that what should have written it has run"}`,
	});
}
