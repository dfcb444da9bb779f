import type { BlobStore } from "../context/ports/index.js";
import type { ByteRange } from "./byte-range.js";

/** A store that is loaded at its first use: most processes use one or none of those there are. */
export class LazyBlobStore implements BlobStore {
	readonly schemes: readonly string[];
	readonly #load: () => Promise<BlobStore>;
	#store: Promise<BlobStore> | undefined;

	/** `load` is called again by the next use when it failed. */
	constructor(schemes: readonly string[], load: () => Promise<BlobStore>) {
		this.schemes = schemes;
		this.#load = load;
	}

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		return (await this.#get()).read(uri, range);
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		return (await this.#get()).openRead(uri);
	}

	async write(uri: string, data: Uint8Array): Promise<void> {
		return (await this.#get()).write(uri, data);
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		return (await this.#get()).writeStream(uri, data);
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		return (await this.#get()).stat(uri);
	}

	async list(prefix: string): Promise<readonly string[]> {
		return (await this.#get()).list(prefix);
	}

	async delete(uri: string): Promise<void> {
		return (await this.#get()).delete(uri);
	}

	#get(): Promise<BlobStore> {
		this.#store ??= this.#load().catch((error: unknown) => {
			this.#store = undefined;
			throw error;
		});
		return this.#store;
	}
}
