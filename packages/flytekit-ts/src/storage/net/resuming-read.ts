import { displayUri } from "../../context/uri.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { ByteRange } from "../byte-range.js";
import type { StoreClient } from "./client.js";
import type { HttpRequest, HttpResponse } from "./exchange.js";
import { breakdownError } from "./failure.js";
import { pauseBefore } from "./retry.js";

/** A blob, or part of one, on its way. */
export interface Incoming {
	/** Bytes that will come; undefined where the store does not say. */
	readonly size: number | undefined;
	/** Goes on where it was when the line breaks. Errors with STORAGE_UNAVAILABLE when that does not help. */
	readonly chunks: AsyncGenerator<Uint8Array>;
	/** Gives the line up, also where nothing was read yet. */
	close(): Promise<void>;
}

/** What came for one request: bytes from some place on. */
interface Piece {
	readonly response: HttpResponse;
	/** Bytes before the wanted ones, from a server that gives all whatever was asked for. */
	readonly skip: number;
}

/**
 * Asks for a blob's bytes. What broke off is asked for from there on, of the same version of the blob.
 *
 * @param get the request for the whole blob
 */
export async function openResuming(
	client: StoreClient,
	uri: string,
	get: () => HttpRequest,
	range?: ByteRange,
): Promise<Incoming> {
	const start = range?.start ?? 0;
	const first = await ask(client, uri, get, { start, end: range?.end, whole: range === undefined });
	if (first === undefined) return { size: 0, chunks: nothing(), close: async () => undefined };
	const size = sizeOf(first, range);
	const chunks = resume(client, uri, get, { first, start, end: range?.end, size });
	const close = async () => {
		await chunks.return(undefined);
		first.response.close();
	};
	return { size, chunks, close };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* resume(
	client: StoreClient,
	uri: string,
	get: () => HttpRequest,
	{ first, start, end, size }: { first: Piece; start: number; end: number | undefined; size: number | undefined },
): AsyncGenerator<Uint8Array> {
	const version = first.response.header("etag");
	let piece: Piece | undefined = first;
	let offset = 0;
	let fruitless = 0;
	for (;;) {
		let broken: unknown;
		try {
			if (piece !== undefined) {
				for await (const chunk of wanted(piece, size === undefined ? undefined : size - offset)) {
					offset += chunk.byteLength;
					fruitless = 0;
					yield chunk;
				}
			}
			if (size === undefined || offset >= size) return;
			broken = new Error(`it ended after ${offset} of ${size} bytes`);
		} catch (error) {
			if (isFlyteError(error)) throw error;
			broken = error;
		}
		fruitless++;
		if (fruitless >= client.net.retry.attempts) {
			throw breakdownError(uri, "read", { cause: broken, tries: fruitless }, new URL(get().url).host);
		}
		await pauseBefore(client.net, fruitless + 1);
		piece = await ask(client, uri, get, { start: start + offset, end, whole: false, version });
	}
}

interface Asked {
	readonly start: number;
	readonly end: number | undefined;
	/** Nothing but everything is wanted: no range is sent. */
	readonly whole: boolean;
	readonly version?: string | undefined;
}

/** Undefined where the blob ends before `start`. */
function ask(
	client: StoreClient,
	uri: string,
	get: () => HttpRequest,
	{ start, end, whole, version }: Asked,
): Promise<Piece | undefined> {
	return client.send({
		uri,
		access: "read",
		accept: [412, 416],
		make: () => {
			const request = get();
			if (whole) return request;
			const headers: Record<string, string> = {
				...request.headers,
				range: `bytes=${start}-${end === undefined ? "" : end - 1}`,
			};
			// a weak tag never matches
			if (version?.startsWith('"') === true) headers["if-match"] = version;
			return { ...request, headers };
		},
		async consume(response) {
			if (response.status === 412) {
				response.close();
				throw new FlyteError("STORAGE_READ", `${displayUri(uri)} was replaced while it was read`, {
					wayOut: "write new data under a new name, or read again",
				});
			}
			if (response.status === 416) {
				response.close();
				return undefined;
			}
			if (response.status !== 206) return { response, skip: start };
			const from = /^bytes (\d+)-/.exec(response.header("content-range") ?? "")?.[1];
			if (from === undefined || Number(from) === start) return { response, skip: 0 };
			response.close();
			throw new Error(`bytes from ${start} on were asked for, and those from ${from} came`);
		},
	});
}

function sizeOf({ response, skip }: Piece, range: ByteRange | undefined): number | undefined {
	const length = Number(response.header("content-length") ?? Number.NaN);
	if (!Number.isSafeInteger(length)) return undefined;
	const left = Math.max(0, length - skip);
	return range?.end === undefined ? left : Math.min(left, range.end - range.start);
}

/** The wanted part of what comes, cut to `limit` bytes. */
async function* wanted({ response, skip }: Piece, limit: number | undefined): AsyncGenerator<Uint8Array> {
	let before = skip;
	let left = limit ?? Number.POSITIVE_INFINITY;
	if (left <= 0) {
		response.close();
		return;
	}
	for await (const chunk of response.body) {
		if (left <= 0) return; // more than was wanted comes
		const from = Math.min(before, chunk.byteLength);
		before -= from;
		const part = chunk.subarray(from, Math.min(chunk.byteLength, from + left));
		left -= part.byteLength;
		if (part.byteLength > 0) yield part;
	}
}
