import { notFound, storageError } from "../context/files/access-error.js";
import type { BlobStore } from "../context/ports/index.js";
import { type ByteRange, clampRange } from "./byte-range.js";

const CHUNK = 64 * 1024;

/** Blobs in this process's memory, `mem://anything`: for tests, and for runs that should leave nothing behind. */
export class MemoryBlobStore implements BlobStore {
	readonly schemes = ["mem"] as const;
	private readonly blobs = new Map<string, Uint8Array>();

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		const blob = this.find(uri);
		const { start, end } = clampRange(uri, range, blob.byteLength);
		return blob.slice(start, end);
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		const blob = this.find(uri); // a later write replaces the entry, never these bytes
		let offset = 0;
		return new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					if (offset < blob.byteLength) controller.enqueue(blob.slice(offset, offset + CHUNK));
					else controller.close();
					offset += CHUNK;
				},
			},
			{ highWaterMark: 0 },
		);
	}

	async write(uri: string, data: Uint8Array): Promise<void> {
		this.blobs.set(uri, new Uint8Array(data));
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		const chunks: Uint8Array[] = [];
		let size = 0;
		try {
			for await (const chunk of data) {
				chunks.push(new Uint8Array(chunk));
				size += chunk.byteLength;
			}
		} catch (error) {
			throw storageError("STORAGE_WRITE", uri, error);
		}
		const whole = new Uint8Array(size);
		let offset = 0;
		for (const chunk of chunks) {
			whole.set(chunk, offset);
			offset += chunk.byteLength;
		}
		this.blobs.set(uri, whole);
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		const blob = this.blobs.get(uri);
		return blob === undefined ? undefined : { size: blob.byteLength };
	}

	async list(prefix: string): Promise<readonly string[]> {
		const folder = prefix.endsWith("/") ? prefix : `${prefix}/`;
		return [...this.blobs.keys()].filter((uri) => uri.startsWith(folder)).sort();
	}

	async delete(uri: string): Promise<void> {
		this.blobs.delete(uri);
	}

	private find(uri: string): Uint8Array {
		const blob = this.blobs.get(uri);
		if (blob === undefined) throw notFound(uri);
		return blob;
	}
}
