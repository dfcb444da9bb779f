import type { BlobStore } from "../context/ports/index.js";
import { joinUri } from "../context/uri.js";
import { isFlyteError } from "../errors/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { decodeLiteralMap, encodeLiteralMap } from "../wire/index.js";

/** Name of the file below a chunk's checkpoint. */
const FILE = "finished-calls.pb";

/** Where attempts of a chunk keep what their calls gave: undefined where Flyte gives no place. */
export interface FinishedPlaces {
	readonly checkpoint: string | undefined;
	readonly previousCheckpoint: string | undefined;
}

/**
 * Outputs of a chunk's calls that are done, kept in its checkpoint as they come in: an attempt after one that failed or died begins
 * with them. One file, written anew while calls finish, never two writes at a time.
 */
export class FinishedCalls {
	readonly #places: FinishedPlaces;
	readonly #blobs: BlobStore;
	readonly #calls = new Map<string, Literal>();
	#writing: Promise<void> | undefined;
	#isStale = false;
	#failure: unknown;

	constructor(places: FinishedPlaces, blobs: BlobStore) {
		this.#places = places;
		this.#blobs = blobs;
	}

	/** Reads what the attempt before kept. A file that is damaged counts as none: its calls run again. */
	async read(): Promise<void> {
		const { previousCheckpoint } = this.#places;
		if (previousCheckpoint === undefined) return;
		try {
			const kept = decodeLiteralMap(await this.#blobs.read(joinUri(previousCheckpoint, FILE)));
			for (const [index, literal] of kept) this.#calls.set(index, literal);
		} catch (thrown) {
			if (isFlyteError(thrown, "STORAGE_NOT_FOUND")) return;
			const why = isFlyteError(thrown) ? thrown.summary : String(thrown);
			console.error(`what the attempt before had finished cannot be read, and runs again: ${why}`);
		}
	}

	/** What a call gave, in this attempt or the one before. */
	of(index: number): LiteralMap | undefined {
		const literal = this.#calls.get(String(index));
		return literal?.kind === "map" ? literal.entries : undefined;
	}

	add(index: number, outputs: LiteralMap): void {
		this.#calls.set(String(index), { kind: "map", entries: outputs });
		this.#write();
	}

	/** Waits until all that is known is written. Never throws: a checkpoint that cannot be kept costs time, not the result. */
	async flush(): Promise<void> {
		while (this.#writing !== undefined) await this.#writing;
	}

	#write(): void {
		const { checkpoint } = this.#places;
		if (checkpoint === undefined || this.#failure !== undefined) return;
		this.#isStale = true;
		this.#writing ??= this.#writeAll(checkpoint).finally(() => {
			this.#writing = undefined;
		});
	}

	async #writeAll(checkpoint: string): Promise<void> {
		// not at once: calls that finish in the same moment share a write
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#isStale) {
			this.#isStale = false;
			try {
				await this.#blobs.write(joinUri(checkpoint, FILE), encodeLiteralMap(this.#calls, "finished calls"));
			} catch (thrown) {
				this.#failure = thrown;
				console.error(`what calls have finished cannot be kept for another attempt: ${String(thrown)}`);
				return;
			}
		}
	}
}
