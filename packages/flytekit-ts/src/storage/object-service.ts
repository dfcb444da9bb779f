import type { Protocol, StoreClient } from "./net/client.js";
import type { HttpRequest, HttpResponse } from "./net/exchange.js";

/** Where a blob, or a folder of blobs, is in an object store. */
export interface ObjectPlace {
	/** As the caller wrote it. */
	readonly uri: string;
	/** Azure's container. */
	readonly bucket: string;
	/** Verbatim; of a folder with `/` at its end, "" for the whole bucket. */
	readonly key: string;
	/** Of Azure: the account. */
	readonly account?: string;
	/** Of Azure: the end of the host's name, where the URI names a host. */
	readonly cloud?: string;
}

/** Keys of one answer to a listing, and how to ask for the next. */
export interface KeyPage {
	readonly keys: readonly string[];
	readonly next?: string;
}

/** A blob that comes in parts and is there when all have come. */
export interface PartedUpload {
	/** Part `index` from 0. Only the last may be smaller than the service's `partBytes`. */
	part(index: number, data: Uint8Array, last: boolean): Promise<void>;
	/** Makes the blob of `parts` parts and `size` bytes appear. */
	complete(parts: number, size: number): Promise<void>;
	/** Leaves nothing behind. */
	abort(): Promise<void>;
}

/** One protocol of object stores, as requests; `ObjectBlobStore` makes a BlobStore of it. */
export interface ObjectService extends Protocol {
	readonly schemes: readonly string[];
	/** Bytes of a part, and the least from which a stream goes in parts. */
	readonly partBytes: number;
	/** Parts in all. */
	readonly maxParts: number;
	/** Parts on their way at a time. */
	readonly parallelParts: number;
	/** Throws STORAGE_URI. */
	locate(uri: string): ObjectPlace;
	get(place: ObjectPlace): HttpRequest;
	put(place: ObjectPlace, data: Uint8Array): HttpRequest;
	remove(place: ObjectPlace): HttpRequest;
	head(place: ObjectPlace): HttpRequest;
	/** What `head` tells; undefined for what is no blob, such as Azure's folders. */
	sizeOf(response: HttpResponse, body: Uint8Array): number | undefined;
	list(place: ObjectPlace, next: string | undefined): HttpRequest;
	pageOf(body: Uint8Array): KeyPage;
	begin(client: StoreClient, place: ObjectPlace): Promise<PartedUpload>;
}
