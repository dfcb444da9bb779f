import { describe, expect, it } from "vitest";
import { BlobStores, localStores } from "./blob-stores.js";
import { MemoryBlobStore } from "./memory-store.js";

describe("BlobStores", () => {
	it("names the URI without signature, the schemes there are and the way out", async () => {
		await expect(localStores().read("s3://bucket/k?sig=abc")).rejects.toMatchObject({
			code: "STORAGE_SCHEME",
			message:
				'nothing here can read s3://bucket/k: no store serves "s3", only file, mem\n' +
				'  way out: use one of these schemes, or give the run a BlobStore for "s3"',
		});
	});

	it("asks the rule before every access", async () => {
		const asked: string[] = [];
		const stores = new BlobStores([new MemoryBlobStore()], {
			rule: (uri, access) => {
				asked.push(`${access} ${uri}`);
				return uri.startsWith("mem://locked") ? "it is outside the project" : undefined;
			},
		});
		await stores.write("mem://open", new Uint8Array(1));
		await expect(stores.read("mem://locked/x")).rejects.toMatchObject({
			code: "STORAGE_REFUSED",
			message: "may not read mem://locked/x: it is outside the project",
		});
		await expect(stores.delete("mem://locked/x")).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
		expect(asked).toEqual(["write mem://open", "read mem://locked/x", "write mem://locked/x"]);
	});

	it("asks the rule for the place that is read or written, however it is spelled", async () => {
		const stores = localStores({
			rule: (uri) => (/^(file:\/\/)?\/ok\//.test(uri) ? undefined : "it is outside the project"),
		});
		for (const uri of [
			"file:///ok/../etc/x",
			"file:///ok/%2e%2e/etc/x",
			"/ok/../etc/x",
			"file://localhost/ok/../etc/x",
		]) {
			await expect(stores.read(uri)).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
			await expect(stores.list(uri)).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
			await expect(stores.delete(uri)).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
		}
		await expect(stores.read("file:///etc/../ok/none")).rejects.toMatchObject({ code: "STORAGE_NOT_FOUND" });
		expect(await stores.list("file:///ok/")).toEqual([]);
	});

	it("lets a later store take over a scheme", async () => {
		const [first, second] = [new MemoryBlobStore(), new MemoryBlobStore()];
		await new BlobStores([first, second]).write("mem://x", new Uint8Array(3));
		expect(await first.stat("mem://x")).toBeUndefined();
		expect(await second.stat("mem://x")).toEqual({ size: 3 });
	});
});
