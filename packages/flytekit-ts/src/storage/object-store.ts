import type { BlobStore } from "../context/ports/index.js";
import { displayUri } from "../context/uri.js";
import { type ByteRange, clampRange } from "./byte-range.js";
import { StoreClient } from "./net/client.js";
import { collectIncoming } from "./net/collect.js";
import { type Incoming, openResuming } from "./net/resuming-read.js";
import type { Net } from "./net/retry.js";
import type { ObjectPlace, ObjectService } from "./object-service.js";
import { uriError } from "./object-uri.js";
import { uploadStream } from "./parted-upload.js";
import { toWebStream } from "./web-stream.js";

/** Blobs in an object store, whatever its protocol: S3, Google Cloud Storage, Azure Blob Storage. */
export class ObjectBlobStore implements BlobStore {
	readonly #service: ObjectService;
	readonly #client: StoreClient;

	constructor(service: ObjectService, net: Net) {
		this.#service = service;
		this.#client = new StoreClient(service, net);
	}

	get schemes(): readonly string[] {
		return this.#service.schemes;
	}

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		const wanted = range === undefined ? undefined : clampRange(uri, range, Number.MAX_SAFE_INTEGER);
		if (wanted !== undefined && wanted.start === wanted.end) {
			// no server has a range for nothing
			await (await this.#open(uri)).close();
			return new Uint8Array(0);
		}
		return collectIncoming(await this.#open(uri, range));
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		const incoming = await this.#open(uri);
		return toWebStream(incoming.chunks, () => incoming.close());
	}

	async write(uri: string, data: Uint8Array): Promise<void> {
		const place = this.#blob(uri);
		// a copy: the caller's buffer may change between two tries
		const own = new Uint8Array(data);
		await this.#client.call({ uri, access: "write", make: () => this.#service.put(place, own) });
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		await uploadStream(this.#client, this.#service, this.#blob(uri), data);
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		const place = this.#service.locate(uri);
		if (place.key === "" || place.key.endsWith("/")) return undefined;
		const make = () => this.#service.head(place);
		const { response, body } = await this.#client.call({ uri, access: "read", make, accept: [404] });
		const size = response.status === 404 ? undefined : this.#service.sizeOf(response, body);
		return size === undefined ? undefined : { size };
	}

	async list(prefix: string): Promise<readonly string[]> {
		const base = prefix.endsWith("/") ? prefix : `${prefix}/`;
		const folder = this.#service.locate(base);
		const found: string[] = [];
		let next: string | undefined;
		do {
			const token = next;
			const make = () => this.#service.list(folder, token);
			const page = this.#service.pageOf((await this.#client.call({ uri: prefix, access: "read", make })).body);
			for (const key of page.keys) {
				// consoles mark folders by empty blobs with a slash at the end
				if (key.startsWith(folder.key) && !key.endsWith("/")) found.push(base + key.slice(folder.key.length));
			}
			next = page.next;
		} while (next !== undefined);
		return found.sort();
	}

	async delete(uri: string): Promise<void> {
		const place = this.#blob(uri);
		await this.#client.call({ uri, access: "write", make: () => this.#service.remove(place), accept: [404] });
	}

	#open(uri: string, range?: ByteRange): Promise<Incoming> {
		const place = this.#blob(uri);
		return openResuming(this.#client, uri, () => this.#service.get(place), range);
	}

	#blob(uri: string): ObjectPlace {
		const place = this.#service.locate(uri);
		if (place.key !== "" && !place.key.endsWith("/")) return place;
		throw uriError(
			uri,
			"it names a folder, not a blob",
			`name a file inside ${displayUri(uri)}, or use a FlyteDirectory`,
		);
	}
}
