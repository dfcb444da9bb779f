import type { BlobStore, Random } from "../../context/ports/index.js";

/** A value that is there, or that storage has yet to bring: conversions are synchronous wherever nothing has to be read or written. */
export type MaybePromise<T> = T | Promise<T>;

/** What a conversion may reach for. Only files, directories, datasets, pickles and users' own types do. */
export interface ConvertContext {
	readonly blobs: BlobStore;
	/** URI under which new blobs are written, without a promise about a trailing slash. */
	readonly rawOutputPrefix: string;
	readonly random: Random;
}

/** How many blobs of one list, map or struct are moved at a time. */
const WIDTH = 16;

/** Whether a conversion has to be waited for. By its `then`, as a module in another realm (vitest, vm) has promises of its own. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
	return typeof value === "object" && value !== null && typeof (value as Partial<Promise<T>>).then === "function";
}

/** `next` on the value, at once when it is there. */
export function chain<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
	return isPromise(value) ? value.then(next) : next(value);
}

/**
 * `convert` on each item, in order, at most {@link WIDTH} at a time. Stays synchronous as long as no result is a promise. The first failure
 * is reported once what has begun has ended, so that nothing runs on behind the caller's back.
 */
export function mapMaybe<T, R>(
	items: readonly T[],
	convert: (item: T, index: number) => MaybePromise<R>,
): MaybePromise<R[]> {
	const results: R[] = new Array(items.length);
	for (let i = 0; i < items.length; i++) {
		const result = convert(items[i] as T, i);
		if (isPromise(result)) return rest(items, convert, results, i, result);
		results[i] = result;
	}
	return results;
}

async function rest<T, R>(
	items: readonly T[],
	convert: (item: T, index: number) => MaybePromise<R>,
	results: R[],
	first: number,
	begun: Promise<R>,
): Promise<R[]> {
	let next = first + 1;
	let failed = false;
	let failure: unknown;
	const settle = async (index: number, result: MaybePromise<R>) => {
		results[index] = await result;
	};
	const worker = async (index: number, started?: Promise<R>) => {
		try {
			if (started !== undefined) await settle(index, started);
			while (!failed && next < items.length) {
				const i = next++;
				await settle(i, convert(items[i] as T, i));
			}
		} catch (error) {
			if (!failed) failure = error;
			failed = true;
		}
	};
	const workers = [worker(first, begun)];
	for (let i = 1; i < WIDTH && i < items.length - first; i++) workers.push(worker(-1));
	await Promise.all(workers);
	if (failed) throw failure;
	return results;
}
