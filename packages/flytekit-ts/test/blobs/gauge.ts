import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BlobStore } from "flytekit-ts/testing";

const CHUNK = 256 * 1024;
const chunk = new Uint8Array(CHUNK).fill(7);

/** Counts the bytes that have gone in at one end and have not come out at the other. */
export class Gauge {
	total = 0;
	/** Most of them at any time. */
	peak = 0;
	/** The largest piece that came out. */
	largest = 0;
	/** Where the other end is the disk: the folder that they come to. */
	folder: string | undefined;
	#out = 0;

	in(bytes: number): void {
		const out = this.folder === undefined ? this.#out : sizeOf(this.folder);
		this.total += bytes;
		this.peak = Math.max(this.peak, this.total - out);
	}
	out(bytes: number): void {
		this.#out += bytes;
		this.largest = Math.max(this.largest, bytes);
	}
}

function sizeOf(folder: string): number {
	let size = 0;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		size += entry.isDirectory() ? sizeOf(path) : statSync(path).size;
	}
	return size;
}

/** So many bytes, as they are asked for. */
export async function* generated(bytes: number, gauge: Gauge | undefined): AsyncGenerator<Uint8Array> {
	for (let left = bytes; left > 0; left -= CHUNK) {
		const piece = chunk.subarray(0, Math.min(CHUNK, left));
		gauge?.in(piece.byteLength);
		yield piece;
	}
}

/** A stream's chunks, counted as they come out. */
export async function* taken(stream: ReadableStream<Uint8Array>, gauge: Gauge | undefined): AsyncGenerator<Uint8Array> {
	for await (const piece of stream) {
		gauge?.out(piece.byteLength);
		yield piece;
	}
}

/**
 * A store whose files are all of one size; of what is written it keeps the sizes only. What leaves it and what comes to it
 * is counted, and nothing may be read or written whole.
 */
export class GaugedStore implements BlobStore {
	readonly schemes = ["mem"] as const;
	/** By URI, of what was written. */
	readonly sizes = new Map<string, number>();
	readonly gauge: Gauge;
	readonly #size: number;
	readonly #onPiece: () => void;

	constructor(size: number, gauge: Gauge, onPiece: () => void = () => {}) {
		this.#size = size;
		this.gauge = gauge;
		this.#onPiece = onPiece;
	}

	async read(uri: string): Promise<Uint8Array> {
		throw new Error(`${uri} was read whole`);
	}
	async openRead(): Promise<ReadableStream<Uint8Array>> {
		const bytes = generated(this.#size, this.gauge);
		return new ReadableStream<Uint8Array>(
			{
				async pull(controller) {
					const { done, value } = await bytes.next();
					if (done === true) controller.close();
					else controller.enqueue(value);
				},
			},
			{ highWaterMark: 0 },
		);
	}
	async write(uri: string): Promise<void> {
		throw new Error(`${uri} was written whole`);
	}
	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		let size = 0;
		for await (const piece of taken(data, this.gauge)) {
			size += piece.byteLength;
			this.#onPiece();
		}
		this.sizes.set(uri, size);
	}
	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		const size = this.sizes.get(uri);
		return size === undefined ? undefined : { size };
	}
	async list(): Promise<readonly string[]> {
		return [...this.sizes.keys()].sort();
	}
	async delete(uri: string): Promise<void> {
		this.sizes.delete(uri);
	}
}
