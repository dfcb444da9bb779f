/**
 * Where files, directories and datasets live: one short port, with a test suite that every implementation runs
 * (storage/conformance). URIs are the store's own (`file:///...`, `mem://...`, `s3://...`).
 */
export interface BlobStore {
	/** URI schemes it serves, without `:`. */
	readonly schemes: readonly string[];
	/** The bytes, or those of `range` (end exclusive). Throws STORAGE_NOT_FOUND naming the URI. */
	read(uri: string, range?: { readonly start: number; readonly end?: number }): Promise<Uint8Array>;
	/** As a web stream, without holding the whole. Throws STORAGE_NOT_FOUND before the first chunk. */
	openRead(uri: string): Promise<ReadableStream<Uint8Array>>;
	/** Whole or not at all: a reader never sees a half-written blob. */
	write(uri: string, data: Uint8Array): Promise<void>;
	/** The same from a stream; a stream that errors leaves nothing behind. */
	writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void>;
	/** Undefined when there is none. */
	stat(uri: string): Promise<{ readonly size: number } | undefined>;
	/** URIs of all blobs below a prefix that is a directory, sorted. */
	list(prefix: string): Promise<readonly string[]>;
	/** No error when there is none. */
	delete(uri: string): Promise<void>;
}
