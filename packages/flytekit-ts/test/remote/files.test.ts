import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlyteRemote, readFlyteConfig } from "flytekit-ts/remote";
import { MemoryBlobStore } from "flytekit-ts/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployed } from "./client.js";
import type { Deployment } from "./deployment.js";

let folder: string;
let server: Deployment;
let remote: FlyteRemote;
let blobs: MemoryBlobStore;
let end: () => Promise<void>;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "flyte-files-"));
	blobs = new MemoryBlobStore();
	({ server, remote, end } = await deployed({ blobs }));
});
afterEach(async () => {
	await end();
	rmSync(folder, { recursive: true });
});

describe("files", () => {
	it("go into the deployment's store through its data proxy, alone or with all that is in their folder", async () => {
		writeFileSync(join(folder, "a.txt"), "one");
		const { uri, md5, files } = await remote.uploadFile(join(folder, "a.txt"));
		expect(server.store.get(uri)?.toString()).toBe("one");
		expect([files, md5]).toEqual([1, createHash("md5").update("one").digest("base64")]);
		expect(uri).toMatch(/^s3:\/\/store\/flytesnacks\/development\/[0-9a-f]{32}\/a\.txt$/);
		mkdirSync(join(folder, "sub/deep"), { recursive: true });
		writeFileSync(join(folder, "sub/deep/b.txt"), "two");
		const whole = await remote.uploadFile(folder, { filenameRoot: "root" });
		expect(whole).toEqual({ uri: "s3://store/flytesnacks/development/root", files: 2 });
		expect(server.store.get(`${whole.uri}/sub/deep/b.txt`)?.toString()).toBe("two");
	});

	it("that are not there, and folders without any, are named", async () => {
		await expect(remote.uploadFile(join(folder, "none"))).rejects.toThrow(/cannot upload \S+none: ENOENT/);
		await expect(remote.uploadFile(folder)).rejects.toThrow("there is no file in");
	});

	it("are put again where the store is busy, and given up with its status and without the signature", async () => {
		writeFileSync(join(folder, "a.txt"), "one");
		server.putStatus = 503;
		const refused = remote.uploadFile(join(folder, "a.txt"));
		await expect(refused).rejects.toThrow(
			/did not take s3:\/\/store\/\S+a\.txt \(3 bytes\) after 4 attempts: HTTP 503/,
		);
		await expect(refused).rejects.not.toThrow("canary");
	});

	it("come from the stores of the client, and where none serves them the data proxy is asked", async () => {
		await blobs.write("mem://a/b", new TextEncoder().encode("content"));
		const to = join(folder, "here");
		expect(new TextDecoder().decode(await remote.download("mem://a/b"))).toBe("content");
		await remote.download("mem://a/b", { to });
		expect(readFileSync(to, "utf8")).toBe("content");
		await expect(remote.download("gs://bucket/key", { to: join(folder, "no") })).rejects.toThrow(
			`no store here serves gs://bucket/key, and ${remote.endpoint} signs no links to it`,
		);
		expect(existsSync(join(folder, "no"))).toBe(false);
	});

	it("come by links that the data proxy signs, which no message shows", async () => {
		server.signsDownloads = true;
		server.store.set("s3://store/far/a.txt", Buffer.from("far away"));
		const to = join(folder, "far.txt");
		expect(new TextDecoder().decode(await remote.download("gs://far/a.txt"))).toBe("far away");
		await remote.download("gs://far/a.txt", { to });
		expect(readFileSync(to, "utf8")).toBe("far away");
		expect(await new Response(await remote.openDownload("gs://far/a.txt")).text()).toBe("far away");
		for (const missing of [remote.download("gs://far/none"), remote.openDownload("gs://far/none")]) {
			await expect(missing).rejects.toMatchObject({
				code: "REMOTE_DOWNLOAD",
				message: "cannot download gs://far/none: HTTP 404",
			});
		}
	});

	it("come as a stream, and lead to no file of this machine unless the environment allows it", async () => {
		await blobs.write("mem://a/b", new TextEncoder().encode("content"));
		expect(await new Response(await remote.openDownload("mem://a/b")).text()).toBe("content");
		const file = join(folder, "private");
		writeFileSync(file, "canary");
		const plain = FlyteRemote.forEndpoint("localhost:1", { tokens: null });
		await expect(plain.openDownload(file)).rejects.toMatchObject({
			code: "STORAGE_REFUSED",
			message: `may not read ${file}: values may not lead to files of this machine, other than the deployment's own and those that the variable FLYTE_ALLOWED_URIS names`,
		});
		process.env.FLYTE_ALLOWED_URIS = `file://${folder}`;
		try {
			const allowed = FlyteRemote.forEndpoint("localhost:1", { tokens: null });
			expect(await new Response(await allowed.openDownload(file)).text()).toBe("canary");
		} finally {
			delete process.env.FLYTE_ALLOWED_URIS;
		}
	});

	it("of S3 are read where and as the configuration's section storage says", async () => {
		const asked: string[] = [];
		const store = createServer((request, response) => {
			asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
			response.end("content");
		});
		await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
		try {
			const file = join(folder, "config.yaml");
			const endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
			writeFileSync(
				file,
				`storage:\n  type: minio\n  connection: {endpoint: '${endpoint}', access-key: minio, secret-key: canary}\n`,
			);
			const config = await readFlyteConfig({ file, place: { cwd: folder, home: folder, env: {} } });
			const configured = new FlyteRemote(config, { tokens: null });
			expect(new TextDecoder().decode(await configured.download("s3://bucket/a/key"))).toBe("content");
			expect(asked).toHaveLength(1);
			expect(asked[0]).toMatch(/^GET \/bucket\/a\/key AWS4-HMAC-SHA256 Credential=minio\//);
			expect(asked[0]).not.toContain("canary");
			await configured.close();
		} finally {
			store.close();
		}
	});
});
