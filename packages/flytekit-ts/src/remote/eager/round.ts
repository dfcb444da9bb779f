import type { CheckpointPlaces } from "../../context/checkpoint.js";
import type { BlobStore } from "../../context/ports/index.js";

/** Follows the place of the checkpoint: beside what the task itself saves there. */
const SUFFIX = "_eager_round";

/**
 * Which round of its calls an attempt of an eager task makes. An attempt that was cut off is followed by one of the same round: all
 * that was started is taken up, failures too. After one that failed by itself a new round begins, in which calls that failed
 * are made again, or a retry could never do better. Kept beside the task's checkpoint; without a place for it all attempts are one round.
 */
export class Round {
	readonly number: number;
	readonly #places: CheckpointPlaces;
	readonly #blobs: BlobStore;

	private constructor(number: number, places: CheckpointPlaces, blobs: BlobStore) {
		this.number = number;
		this.#places = places;
		this.#blobs = blobs;
	}

	/** Reads where the attempt before left off. */
	static async begin(places: CheckpointPlaces, blobs: BlobStore): Promise<Round> {
		const { previous } = places;
		const uri = previous === undefined ? undefined : fileAt(previous);
		const there = uri !== undefined && (await blobs.stat(uri)) !== undefined ? await blobs.read(uri) : undefined;
		const number = there === undefined ? 0 : Number(new TextDecoder().decode(there));
		const round = new Round(Number.isSafeInteger(number) && number > 0 ? number : 0, places, blobs);
		if (round.number > 0) await round.#next(round.number);
		return round;
	}

	/** The attempt failed by itself: the next one makes a new round. */
	async failed(): Promise<void> {
		await this.#next(this.number + 1);
	}

	async #next(number: number): Promise<void> {
		const { destination } = this.#places;
		if (destination === undefined) return;
		await this.#blobs.write(fileAt(destination), new TextEncoder().encode(String(number)));
	}
}

function fileAt(checkpoint: string): string {
	return `${checkpoint.replace(/\/+$/, "")}${SUFFIX}`;
}
