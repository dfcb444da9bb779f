import type { SerializationSettings } from "../config/serialization-settings.js";
import type { CheckpointPlaces } from "../context/checkpoint.js";
import type { FlyteFacts } from "../context/flyte-facts.js";
import type { BlobStore } from "../context/ports/index.js";

/** What an attempt of an eager task, or of its cleanup, is told by its container. */
export interface EagerAttempt {
	readonly flyte: FlyteFacts;
	readonly taskName: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly blobs: BlobStore;
	readonly rawOutputPrefix: string;
	readonly checkpointPlaces: CheckpointPlaces;
	/** What the program's own entities are registered with. */
	settings(): SerializationSettings;
}

/** What runs an eager task's calls while its attempt lasts. */
export interface EagerService {
	/** The attempt failed by itself: calls that failed are made again by the next one. */
	failed(): Promise<void>;
	/** Lets go of the deployment. */
	close(): Promise<void>;
}
