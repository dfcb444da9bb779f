import { storageError } from "../context/files/access-error.js";
import { displayUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import type { StoreClient } from "./net/client.js";
import type { ObjectPlace, ObjectService, PartedUpload } from "./object-service.js";

/**
 * Uploads a stream, whole or not at all: in one request where it is small, else in parts, a few at a time, so that no more
 * than those are held. Throws STORAGE_WRITE with the stream's own error as its cause.
 */
export async function uploadStream(
	client: StoreClient,
	service: ObjectService,
	place: ObjectPlace,
	data: ReadableStream<Uint8Array>,
): Promise<void> {
	const parts = partsOf(data, service, place.uri);
	let upload: PartedUpload | undefined;
	const sending = new Set<Promise<void>>();
	let failure: { readonly error: unknown } | undefined;
	let size = 0;
	let index = 0;
	try {
		for await (const { bytes, last } of parts) {
			if (last && index === 0) {
				await client.call({ uri: place.uri, access: "write", make: () => service.put(place, bytes) });
				return;
			}
			upload ??= await service.begin(client, place);
			const sent = upload
				.part(index++, bytes, last)
				.catch((error: unknown) => {
					failure ??= { error };
				})
				.finally(() => sending.delete(sent));
			sending.add(sent);
			size += bytes.byteLength;
			if (sending.size >= service.parallelParts) await Promise.race(sending);
			if (failure !== undefined) break;
		}
		await Promise.all(sending);
		if (failure !== undefined) throw failure.error;
		await upload?.complete(index, size);
	} catch (error) {
		await Promise.all(sending);
		await upload?.abort().catch(() => undefined); // the first error is the one to report
		throw storageError("STORAGE_WRITE", place.uri, error);
	}
}

interface Part {
	readonly bytes: Uint8Array;
	readonly last: boolean;
}

/** The stream cut into parts of the service's size; they grow in very long streams, for their number is limited. */
async function* partsOf(
	data: ReadableStream<Uint8Array>,
	service: ObjectService,
	uri: string,
): AsyncGenerator<Part, void> {
	const pieces = new Pieces();
	let index = 0;
	for await (const chunk of data) {
		// copied: who made the chunk may use its buffer again
		pieces.add(new Uint8Array(chunk));
		for (let room = partSize(service, index); pieces.size > room; room = partSize(service, index)) {
			if (++index >= service.maxParts) {
				throw new FlyteError("STORAGE_WRITE", `cannot write ${displayUri(uri)}: more than ${service.maxParts} parts`, {
					wayOut: "write the data as several files in a FlyteDirectory",
				});
			}
			yield { bytes: pieces.take(room), last: false };
		}
	}
	yield { bytes: pieces.take(pieces.size), last: true };
}

/** Doubles with each fifth of the parts there may be: from 8 MiB, 10,000 parts hold some 480 GiB. */
function partSize(service: ObjectService, index: number): number {
	return service.partBytes * 2 ** Math.floor((5 * index) / service.maxParts);
}

/** Bytes as they came, to be taken off in other sizes. */
class Pieces {
	size = 0;
	#pieces: Uint8Array[] = [];

	add(piece: Uint8Array): void {
		if (piece.byteLength === 0) return;
		this.#pieces.push(piece);
		this.size += piece.byteLength;
	}

	take(count: number): Uint8Array {
		const taken = new Uint8Array(count);
		let filled = 0;
		let used = 0;
		for (const piece of this.#pieces) {
			const part = piece.subarray(0, count - filled);
			taken.set(part, filled);
			filled += part.byteLength;
			if (part.byteLength < piece.byteLength) {
				this.#pieces[used] = piece.subarray(part.byteLength);
				break;
			}
			used++;
			if (filled === count) break;
		}
		this.#pieces.splice(0, used);
		this.size -= filled;
		return taken;
	}
}
