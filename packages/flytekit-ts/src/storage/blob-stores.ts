import type { BlobStore } from "../context/ports/index.js";
import { displayUri, normalUri, schemeOf } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import type { ByteRange } from "./byte-range.js";
import { FileBlobStore } from "./file-store.js";
import { MemoryBlobStore } from "./memory-store.js";

/**
 * Says why a URI may not be accessed, or undefined when it may. Asked before every access. Paths of this machine come without
 * `..` and the like in them; links are not followed. Other stores' keys come verbatim.
 */
export type UriRule = (uri: string, access: "read" | "write") => string | undefined;

/**
 * Several stores as one: each URI goes to the store of its scheme, plain absolute paths to that of `file`.
 * Throws STORAGE_SCHEME when there is none, STORAGE_REFUSED when the rule says no.
 */
export class BlobStores implements BlobStore {
	private readonly byScheme = new Map<string, BlobStore>();
	private readonly rule: UriRule | undefined;

	/** Where two stores serve one scheme, the later one has it. */
	constructor(stores: readonly BlobStore[], options: { readonly rule?: UriRule } = {}) {
		for (const store of stores) for (const scheme of store.schemes) this.byScheme.set(scheme, store);
		this.rule = options.rule;
	}

	get schemes(): readonly string[] {
		return [...this.byScheme.keys()].sort();
	}

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		return this.storeOf(uri, "read").read(uri, range);
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		return this.storeOf(uri, "read").openRead(uri);
	}

	async write(uri: string, data: Uint8Array): Promise<void> {
		return this.storeOf(uri, "write").write(uri, data);
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		return this.storeOf(uri, "write").writeStream(uri, data);
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		return this.storeOf(uri, "read").stat(uri);
	}

	async list(prefix: string): Promise<readonly string[]> {
		return this.storeOf(prefix, "read").list(prefix);
	}

	async delete(uri: string): Promise<void> {
		return this.storeOf(uri, "write").delete(uri);
	}

	private storeOf(uri: string, access: "read" | "write"): BlobStore {
		const scheme = schemeOf(uri) ?? "file";
		const store = this.byScheme.get(scheme);
		if (store === undefined) {
			throw new FlyteError(
				"STORAGE_SCHEME",
				`nothing here can ${access} ${displayUri(uri)}: no store serves "${scheme}", only ${this.schemes.join(", ")}`,
				{ wayOut: `use one of these schemes, or give the run a BlobStore for "${scheme}"` },
			);
		}
		const refusal = this.rule?.(normalUri(uri), access);
		if (refusal !== undefined) {
			throw new FlyteError("STORAGE_REFUSED", `may not ${access} ${displayUri(uri)}: ${refusal}`);
		}
		return store;
	}
}

/** The stores that need nothing installed: files of this machine, and a fresh memory. */
export function localStores(options: { readonly rule?: UriRule } = {}): BlobStores {
	return new BlobStores([new FileBlobStore(), new MemoryBlobStore()], options);
}
