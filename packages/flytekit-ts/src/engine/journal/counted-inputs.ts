import type { BlobAccess } from "../../context/blob-access.js";
import { contentHash } from "../../types/blob/content-hash.js";
import type { LiteralMap } from "../../types/literal.js";
import { urisOf, withUris } from "../cache/literal-files.js";

/**
 * The inputs of an eager body's call as they count for which call it is: files that the run itself has put somewhere, by their
 * contents. A body that runs again puts its own files to other places, and makes the same call nevertheless. Undefined where
 * inputs count as they are.
 */
export async function countedInputs(
	inputs: LiteralMap,
	{ blobs, rawOutputPrefix }: BlobAccess,
): Promise<LiteralMap | undefined> {
	const contents = new Map<string, string>();
	for (const value of inputs.values()) {
		for (const uri of urisOf(value)) {
			if (contents.has(uri) || !uri.startsWith(rawOutputPrefix)) continue;
			// one that is gone is what the task itself will complain of
			contents.set(uri, await contentHash(uri, blobs).catch(() => uri));
		}
	}
	if (contents.size === 0) return undefined;
	return new Map(Array.from(inputs, ([name, literal]) => [name, withUris(literal, contents)]));
}
