import * as zlib from "node:zlib";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers, ParquetScan } from "hyparquet";
import type { BlobStore } from "../../context/ports/index.js";
import { displayUri } from "../../context/uri.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import { setOwn } from "../convert/own-keys.js";
import { timestampOf } from "../values/timestamp.js";
import { fromCell } from "./cells.js";
import type { Column } from "./columns.js";

/** Up to this size a file is read in one go. */
const WHOLE = 4 * 1024 * 1024;

/**
 * The rows of one Parquet file, a row group at a time. With `columns` only these, as their types say; without, all of
 * them as they are stored: whole numbers of 64 bits as bigint, times finer than milliseconds as Timestamp.
 * `first` is the index that the first row has in messages.
 */
export async function* parquetRows(
	blobs: BlobStore,
	uri: string,
	size: number,
	columns: readonly Column[] | undefined,
	first: number,
): AsyncGenerator<Record<string, unknown>, number> {
	const { parquetMetadataAsync, parquetScan } = await import("hyparquet");
	const file = await bufferOf(blobs, uri, size);
	const metadata = await readable(uri, () => parquetMetadataAsync(file));
	const wanted = columns?.map((column) => column.name) ?? topLevelNames(metadata);
	for (const name of wanted) checkColumn(uri, name, topLevelNames(metadata));
	const scan = await readable(uri, () =>
		parquetScan({
			file,
			metadata,
			columns: [...wanted],
			compressors: COMPRESSORS,
			parsers: PARSERS,
			utf8: false,
			geoparquet: false,
		}),
	);
	let index = first;
	for (const range of scan.ranges) {
		const data = await readable(uri, () => Promise.all(wanted.map((column) => scan.readColumn({ column, ...range }))));
		for (let i = 0; i < range.rowEnd - range.rowStart; i++) yield rowOf(wanted, columns, data, i, index++);
	}
	return Number(metadata.num_rows);
}

type ColumnValues = Awaited<ReturnType<ParquetScan["readColumn"]>>;

function rowOf(
	names: readonly string[],
	columns: readonly Column[] | undefined,
	data: readonly ColumnValues[],
	i: number,
	index: number,
) {
	const row: Record<string, unknown> = {};
	for (const [c, name] of names.entries()) {
		const cell: unknown = data[c]?.[i];
		const column = columns?.[c];
		const value = column === undefined ? (cell ?? null) : fromCell(cell, column, index);
		if (value !== undefined) setOwn(row, name, value);
	}
	return row;
}

async function bufferOf(blobs: BlobStore, uri: string, size: number): Promise<AsyncBuffer> {
	const whole = size <= WHOLE ? await blobs.read(uri) : undefined;
	return {
		byteLength: whole?.byteLength ?? size,
		async slice(start, end = size) {
			const part = whole?.subarray(start, end) ?? (await blobs.read(uri, { start, end }));
			// an ArrayBuffer of exactly these bytes: the store's may be a piece of a larger one
			return new Uint8Array(part).buffer;
		},
	};
}

function topLevelNames(metadata: FileMetaData): string[] {
	const names: string[] = [];
	for (let i = 1; i < metadata.schema.length; i = next(metadata, i)) names.push(metadata.schema[i]?.name ?? "");
	return names;
}

/** The place after the element at `i` and all below it. */
function next(metadata: FileMetaData, i: number): number {
	let at = i + 1;
	for (let children = metadata.schema[i]?.num_children ?? 0; children > 0; children--) at = next(metadata, at);
	return at;
}

function checkColumn(uri: string, name: string, names: readonly string[]): void {
	if (names.includes(name)) return;
	const near = nearest(name, names);
	throw new FlyteError(
		"DATASET_COLUMN",
		`there is no column ${JSON.stringify(name)} in ${displayUri(uri)}${near === undefined ? "" : `, did you mean ${JSON.stringify(near)}?`}`,
		{ wayOut: `its columns are ${names.join(", ")}` },
	);
}

/** Turns the parser's errors into one that names the file. */
async function readable<T>(uri: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (isFlyteError(error)) throw error;
		throw new FlyteError(
			"DATASET_FILE",
			`${displayUri(uri)} cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`,
			{
				cause: error,
				wayOut:
					"check that it is a whole Parquet file; Snappy, gzip, Brotli and no compression are read everywhere, Zstandard from Node 22.15",
			},
		);
	}
}

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** hyparquet's own would cut what is finer than milliseconds, and a byte order mark. */
const PARSERS: Partial<ParquetParsers> = {
	timestampFromMicroseconds: (micros) => instantOf(micros, 1_000_000n, 1000),
	timestampFromNanoseconds: (nanos) => instantOf(nanos, 1_000_000_000n, 1),
	stringFromBytes: (bytes) => bytes && text.decode(bytes),
};

function instantOf(count: bigint, perSecond: bigint, nanosEach: number) {
	const rest = ((count % perSecond) + perSecond) % perSecond;
	return timestampOf((count - rest) / perSecond, Number(rest) * nanosEach);
}

const zstd = (zlib as unknown as { zstdDecompressSync?: (input: Uint8Array) => Uint8Array }).zstdDecompressSync;
const COMPRESSORS: Compressors = {
	GZIP: (input) => gunzipSync(input),
	BROTLI: (input) => brotliDecompressSync(input),
	...(zstd === undefined ? {} : { ZSTD: (input: Uint8Array) => zstd(input) }),
};
