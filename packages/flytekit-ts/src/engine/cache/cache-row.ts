import { crc32 } from "node:zlib";
import { blobOf, bytesIn, type Row, type SqlValue } from "../journal/database.js";

/** The columns of the table of results, in its order. */
export const CACHE_COLUMNS = [
	"key",
	"task",
	"version",
	"created_at",
	"run",
	"path",
	"parts",
	"outputs",
	"crc",
] as const;

/** A row of the table of results. */
export type CacheRow = Readonly<Record<(typeof CACHE_COLUMNS)[number], SqlValue>>;

/** How the parts of a row begin: with the checksum of all of it but its outputs, which have their own. */
const HEAD = /^\{"crc":(\d+),/;
const encoder = new TextEncoder();

/** `parts` of a row: `text`, a JSON object, with the checksum of the row. `row`: the rest of it. */
export function checkedParts(text: string, row: Omit<CacheRow, "parts">): Uint8Array {
	const rest = text.slice(1);
	return encoder.encode(`{"crc":${checksum(row, encoder.encode(rest))},${rest}`);
}

/**
 * Whether a row is what was written, its outputs left aside: a key, a name or a time that changed would make it another's result.
 * Rows of before there was a checksum of all are taken as they are.
 */
export function isWhole(row: Omit<CacheRow, "outputs"> | Row): boolean {
	const parts = bytesIn(row.parts);
	if (parts === undefined || bytesIn(row.key) === undefined) return false;
	const head = HEAD.exec(Buffer.from(parts.subarray(0, 24)).toString("latin1"));
	if (head === null) return parts[0] === 0x7b && parts[1] === 0x22 && parts[2] === 0x69; // {"interface
	return Number(head[1]) === checksum(row as CacheRow, parts.subarray(head[0].length));
}

/** Whether the outputs of a row are what was written. */
export function hasItsOutputs({ outputs, crc }: Pick<CacheRow, "outputs" | "crc"> | Row): boolean {
	const bytes = bytesIn(outputs);
	return bytes !== undefined && crc32(bytes) === crc;
}

function checksum(row: Omit<CacheRow, "parts" | "outputs">, rest: Uint8Array): number {
	const { key, task, version, created_at, run, path, crc } = row;
	const told = encoder.encode(JSON.stringify([task, version, created_at, run, path, crc]));
	return crc32(rest, crc32(told, crc32(blobOf(key, "the key of a cached result"))));
}
