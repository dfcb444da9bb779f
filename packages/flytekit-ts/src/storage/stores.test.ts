import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("the suite itself", () => {
	const failing = async (store: BlobStore) => {
		const failed: string[] = [];
		for (const [i, check] of blobStoreChecks.entries()) {
			await check.run(store, `mem://suite/${i}`).catch(() => failed.push(check.name));
		}
		return failed;
	};

	it("finds stores that break a promise", async () => {
		const halfWritten = new MemoryBlobStore();
		halfWritten.writeStream = async (uri, data) => {
			for await (const chunk of data) await halfWritten.write(uri, chunk);
		};
		expect(await failing(halfWritten)).toEqual([
			"writes a stream whole",
			"leaves nothing behind when a stream fails, and the old blob as it was",
			"never shows a mixture when many write one blob",
		]);

		const rangeless = new MemoryBlobStore();
		const read = rangeless.read.bind(rangeless);
		rangeless.read = (uri) => read(uri);
		expect(await failing(rangeless)).toEqual(["reads ranges, cut to the size"]);

		const sharedPrefix = new MemoryBlobStore();
		const list = sharedPrefix.list.bind(sharedPrefix);
		sharedPrefix.list = async (prefix) => [...(await list(prefix)), `${prefix}-beside`];
		expect(await failing(sharedPrefix)).toContain("takes any name byte for byte, and lists what it has");
		expect(await failing(new MemoryBlobStore())).toEqual([]);
	});
});
