import type { Literal } from "../types/index.js";
import type { Batch } from "./graph.js";

/** Key in the config of a list-typed task by which a spec says how many calls an element of its array makes. */
export const CHUNK_CONFIG = "flytekit-ts.batch";

/** The most that "auto" gives one container. */
const LARGEST_AUTO = 100;

/**
 * Calls of one container, of `calls` in all. "auto": so many that the array has as many elements as run at a time, up to 100.
 * Undefined where each would be alone anyway.
 */
export function chunkOf(batch: Batch | undefined, calls: number, concurrency: number): number | undefined {
	if (batch === undefined) return undefined;
	const width = concurrency === 0 ? calls : concurrency;
	const chunk = batch === "auto" ? Math.min(LARGEST_AUTO, Math.ceil(calls / width)) : batch;
	return chunk > 1 && calls > 1 ? chunk : undefined;
}

/** `items` in lists of `chunk`. */
export function inChunks<T>(items: readonly T[], chunk: number): T[][] {
	const lists: T[][] = [];
	for (let at = 0; at < items.length; at += chunk) lists.push(items.slice(at, at + chunk));
	return lists;
}

/** What one call of an array is told by: its index, or where in which chunk it is. */
export function elementPath(index: number, chunk: number | undefined): readonly number[] {
	return chunk === undefined ? [index] : [Math.floor(index / chunk), index % chunk];
}

/** The items of a list of lists in one list. */
export function flat(literal: Literal): readonly Literal[] | undefined {
	if (literal.kind !== "collection") return undefined;
	const items: Literal[] = [];
	for (const list of literal.items) {
		if (list.kind !== "collection") return undefined;
		for (const item of list.items) items.push(item);
	}
	return items;
}

/**
 * Metadata of a container that makes `chunk` calls: each has its own time and attempts inside, the container has what all of
 * them may take one after the other.
 */
export function withTimeFor<M extends { readonly timeoutMs?: number; readonly retries?: number }>(
	metadata: M,
	chunk: number,
): M {
	const { timeoutMs, retries = 0 } = metadata;
	return timeoutMs === undefined || timeoutMs === 0
		? metadata
		: { ...metadata, timeoutMs: timeoutMs * chunk * (retries + 1) };
}

/** In how many parts of at most `most` so many go. */
export function chunkCount(size: number, most: number): number {
	return Math.ceil(size / most);
}
