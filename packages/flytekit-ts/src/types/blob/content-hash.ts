import { createHash } from "node:crypto";
import type { BlobStore } from "../../context/ports/index.js";
import { nameBelow } from "../../context/uri.js";
import { storeUri } from "./location.js";

/**
 * What stands for a file, folder or dataset in the cache keys of the tasks that take it: a text that changes when the contents
 * do, or `true` for a SHA-256 of the contents, which are read once more for it. flytekit: HashMethod.
 */
export type HashOption = string | true;

/** The hash of a literal whose contents are stored at `uri`; nothing where none is wanted. */
export async function literalHash(
	hash: HashOption | undefined,
	uri: string,
	blobs: BlobStore,
): Promise<{ readonly hash?: string }> {
	if (hash === undefined || hash === "") return {};
	return { hash: hash === true ? await contentHash(storeUri(uri), blobs) : hash };
}

/** Of a file its bytes; of a folder the names and bytes of all its files. */
export async function contentHash(uri: string, blobs: BlobStore): Promise<string> {
	if ((await blobs.stat(uri)) !== undefined) return `sha256:${await bytesHash(uri, blobs)}`;
	const all = createHash("sha256");
	for (const part of await blobs.list(uri)) {
		all.update(`${nameBelow(uri, part) ?? part}\0${await bytesHash(part, blobs)}\n`);
	}
	return `sha256:${all.digest("hex")}`;
}

async function bytesHash(uri: string, blobs: BlobStore): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of await blobs.openRead(uri)) hash.update(chunk);
	return hash.digest("hex");
}
