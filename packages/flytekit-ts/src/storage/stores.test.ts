import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { BlobStore } from "../context/ports/index.js";
import { joinUri } from "../context/uri.js";
import { localStores } from "./blob-stores.js";
import { blobStoreChecks } from "./conformance.js";
import { FileBlobStore } from "./file-store.js";
import { MemoryBlobStore } from "./memory-store.js";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "stores-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const stores: readonly [string, BlobStore, () => string][] = [
	["memory", new MemoryBlobStore(), () => "mem://test"],
	["file URIs", new FileBlobStore(), () => `file://${folder}/uris`],
	["plain paths", new FileBlobStore(), () => `${folder}/paths`],
	["the router, memory", localStores(), () => "mem://routed"],
	["the router, files", localStores(), () => `file://${folder}/routed`],
];

describe.each(stores)("BlobStore: %s", (_name, store, base) => {
	it.each(blobStoreChecks.map((check, i) => [check.name, check, i] as const))("%s", async (_check, check, i) => {
		await check.run(store, joinUri(base(), `case ${i}`));
	});
});
