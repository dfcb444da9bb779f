import { currentState } from "./async-state.js";
import type { BlobStore } from "./ports/blob-store.js";
import type { Random } from "./ports/random.js";

/** What files, directories and datasets need of the run around them. */
export interface BlobAccess {
	readonly blobs: BlobStore;
	/** URI or folder below which outputs go, each under a random name. flytekit's raw output prefix. */
	readonly rawOutputPrefix: string;
	readonly random: Random;
}

let fallback: (() => BlobAccess) | undefined;

/** What code outside any task uses; the front door sets it once. */
export function setDefaultBlobAccess(make: (() => BlobAccess) | undefined): void {
	fallback = make;
}

/** That of the task around the caller, else the default; undefined when there is neither. */
export function currentBlobAccess(): BlobAccess | undefined {
	return currentState()?.blobs ?? fallback?.();
}
