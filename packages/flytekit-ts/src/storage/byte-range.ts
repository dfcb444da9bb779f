import { displayUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";

/** Part of a blob in bytes, `end` exclusive, to the end of the blob when left out. */
export interface ByteRange {
	readonly start: number;
	readonly end?: number;
}

/** The range cut to a blob of `size` bytes. Throws STORAGE_RANGE for one that no blob has. */
export function clampRange(uri: string, range: ByteRange | undefined, size: number): { start: number; end: number } {
	if (range === undefined) return { start: 0, end: size };
	const { start, end = Number.MAX_SAFE_INTEGER } = range;
	if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
		throw new FlyteError("STORAGE_RANGE", `bytes ${start} to ${end} of ${displayUri(uri)} are not a range`, {
			wayOut: "start at 0 or later, in whole bytes, and end at or after the start",
		});
	}
	return { start: Math.min(start, size), end: Math.min(end, size) };
}
