import type { ResultCache } from "./port.js";

/** Of the runs that are going on, by execution id. */
const going = new Map<string, ResultCache>();

/**
 * The cache that a run uses: the one it was given, else that of the run it is a part of. Calls of an eager body are runs of their
 * own with the execution id of the run around them.
 */
export function sharedCache(executionId: string, given: ResultCache | undefined): ResultCache | undefined {
	return given ?? going.get(executionId);
}

/** Lets parts of a run share its cache, until the function given is called. */
export function shareCache(executionId: string, cache: ResultCache | undefined): () => void {
	if (cache === undefined || going.has(executionId)) return () => {};
	going.set(executionId, cache);
	return () => going.delete(executionId);
}
