import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { environmentStores } from "./environment-stores.js";
import { ALLOWED_URIS, valueUris } from "./value-uris.js";

let folder: string;
let server: Server;
let port: number;
let redirect: string | undefined;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "flyte-uris-"));
	redirect = undefined;
	server = createServer((_, response) => {
		if (redirect === undefined) response.end("content");
		else response.writeHead(302, { location: redirect }).end();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
	rmSync(folder, { recursive: true });
	await new Promise((resolve) => server.close(resolve));
});

/** The stores of a container whose platform keeps things at `own`. */
function stores(own: readonly string[], allowed = "") {
	return environmentStores({ env: {}, values: valueUris(own, { [ALLOWED_URIS]: allowed }) });
}

const read = async (uri: string, own: readonly string[] = [], allowed = "") =>
	new TextDecoder().decode(await stores(own, allowed).read(uri));

const FILES =
	"values may not lead to files of this machine, other than the deployment's own and those that the variable FLYTE_ALLOWED_URIS names";

describe("files that values lead to", () => {
	it.each([
		"file:///etc/passwd",
		"/etc/passwd",
		"file://localhost/etc/passwd",
		"file:///store/raw/../../etc/passwd",
		"file:///store/%2e%2e/etc/passwd",
		"/store-of-others/x",
		"/",
	])("%s is refused", async (uri) => {
		const all = stores(["file:///store/metadata/n0/inputs.pb", "file:///store/raw/n0"]);
		for (const reading of [all.read(uri), all.openRead(uri), all.stat(uri), all.list(uri)]) {
			await expect(reading).rejects.toMatchObject({
				code: "STORAGE_REFUSED",
				message: `may not read ${uri}: ${FILES}`,
			});
		}
	});

	it("are read where the platform keeps its own, and where it is allowed", async () => {
		writeFileSync(join(folder, "a"), "content");
		expect(await read(join(folder, "a"), [`file://${folder}/raw`, `${folder}/metadata/inputs.pb`])).toBe("content");
		expect(await read(join(folder, "a"), [folder, "s3://bucket/raw"])).toBe("content");
		expect(await read(`file://${folder}/a`, [], `s3://x  ${folder}`)).toBe("content");
		expect(await read(`${folder}/a`, [], `file://${folder}/a`)).toBe("content");
		expect(await read(`${folder}/a`, [], "file:///")).toBe("content");
		await expect(read(join(folder, "a"), ["s3://bucket/raw"])).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
	});

	it("are not all of a folder below the root because two of the platform's places are there", async () => {
		const own = ["/store/raw/a", "/etc/b"];
		await expect(read("/etc/passwd", own)).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
		await expect(read("/tmp/x", ["/tmp/a/raw", "/tmp/b"])).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
	});

	it("may be written: that is the code's own doing", async () => {
		await stores([]).write(join(folder, "new"), new TextEncoder().encode("content"));
		expect(await read(join(folder, "new"), [folder])).toBe("content");
	});
});

describe("web addresses that values lead to", () => {
	it.each([
		["http://169.254.169.254/latest/meta-data/", "169.254.169.254 belongs to a metadata service"],
		["http://[::ffff:a9fe:a9fe]/", "::ffff:a9fe:a9fe belongs to a metadata service"],
		["http://metadata.google.internal/computeMetadata/v1/", "metadata.google.internal belongs to a metadata service"],
		["http://10.1.2.3/x", "10.1.2.3 is in a private network"],
		["http://localhost/x", "localhost is in a private network"],
		["http://0x7f000001/x", "127.0.0.1 is in a private network"],
	])("%s is refused", async (uri, why) => {
		await expect(read(uri)).rejects.toMatchObject({
			code: "STORAGE_REFUSED",
			message: `may not read ${uri}: ${why}, where values may only lead if the variable FLYTE_ALLOWED_URIS names the host`,
		});
	});

	it("are read where the host is allowed, and a redirect from there is judged anew", async () => {
		const uri = `http://127.0.0.1:${port}/x`;
		expect(await read(uri, [], "http://127.0.0.1/")).toBe("content");
		redirect = "http://169.254.169.254/latest?token=1";
		await expect(read(uri, [], "http://127.0.0.1/")).rejects.toMatchObject({
			code: "STORAGE_REFUSED",
			message: expect.stringMatching(/^may not read http:\/\/169\.254\.169\.254\/latest: 169\.254\.169\.254 belongs/),
		});
	});

	it("of unknown schemes have no store", async () => {
		await expect(read("gopher://host/x")).rejects.toMatchObject({ code: "STORAGE_SCHEME" });
	});
});
