import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BlobStore } from "../../src/context/ports/index.js";
import { AzureIdentity } from "../../src/storage/azure/identity.js";
import { azureStore } from "../../src/storage/azure/index.js";
import { azureSettings } from "../../src/storage/azure/settings.js";
import { azureTokens } from "../../src/storage/azure/tokens.js";
import type { Environment } from "../../src/storage/environment.js";
import { gcsStore } from "../../src/storage/gcs/index.js";
import { type Net, systemNet } from "../../src/storage/net/retry.js";
import { s3Store } from "../../src/storage/s3/index.js";
import { ACCOUNT, azuriteEnvironment, createContainer, KEY } from "./azurite.js";
import { type Fault, FaultProxy, type Seen } from "./fault-proxy.js";
import { serverUrl } from "./server-url.js";

/** Row 37 of the faults: each store between its client and a real server of its protocol, by way of a line that breaks. */
interface Protocol {
	readonly name: string;
	readonly server: string;
	readonly base: string;
	/** The environment of a client that asks at `url`. */
	readonly env: (url: string) => Environment;
	readonly make: (env: Environment, net: Net) => Promise<BlobStore>;
	readonly bucket: () => Promise<unknown>;
	/** What the client signs with: in no message. */
	readonly secrets: readonly string[];
	/** A listing of two names a page, as the server has to be asked for it. */
	readonly twoAtATime: (request: Seen) => Promise<Fault>;
	/** Uploads in parts that were begun and are not over; undefined where nobody can ask. */
	readonly unfinished?: () => Promise<number>;
}

const net = systemNet({ retry: { attempts: 3, baseMs: 1, capMs: 5 }, idleMs: 400 });
const s3 = serverUrl("s3");

const protocols: readonly Protocol[] = [
	{
		name: "S3 (moto)",
		server: s3,
		base: "s3://faults",
		env: (url) => ({
			HOME: "/nonexistent",
			FLYTE_AWS_ENDPOINT: url,
			FLYTE_AWS_ACCESS_KEY_ID: "test-id",
			FLYTE_AWS_SECRET_ACCESS_KEY: "test-secret-canary",
		}),
		make: s3Store,
		bucket: () => fetch(`${s3}/faults`, { method: "PUT" }),
		secrets: ["test-secret-canary", "Signature"],
		twoAtATime: async ({ path }) => ({ path: `${path}&max-keys=2` }),
		async unfinished() {
			const xml = await (await fetch(`${s3}/faults?uploads`)).text();
			return xml.split("<UploadId>").length - 1;
		},
	},
	{
		name: "Google Cloud Storage (fake-gcs-server)",
		server: serverUrl("gcs"),
		base: "gs://faults",
		env: (url) => ({ HOME: "/nonexistent", STORAGE_EMULATOR_HOST: url }),
		make: gcsStore,
		bucket: () =>
			fetch(`${serverUrl("gcs")}/storage/v1/b?project=test`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ name: "faults" }),
			}),
		secrets: ["Bearer"],
		twoAtATime: async ({ path }) => ({ path: `${path}&maxResults=2` }),
	},
	{
		name: "Azure Blob Storage (azurite)",
		server: serverUrl("azure"),
		base: "abfs://faults",
		env: azuriteEnvironment,
		make: azureStore,
		bucket: () => createContainer(azuriteEnvironment(), "faults"),
		secrets: [KEY, "SharedKey", "sig="],
		async twoAtATime({ path }) {
			// azurite looks at signatures: the other request needs one of its own
			const env = azuriteEnvironment();
			const identity = new AzureIdentity(azureSettings(env), azureTokens(env, net), net);
			const other = `${path}&maxresults=2`;
			const { headers } = await identity.authorize({
				method: "GET",
				url: serverUrl("azure") + other,
				headers: {},
				scope: ACCOUNT,
			});
			return { path: other, headers };
		},
	},
];

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const digest = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

/** A stream of chunks of odd sizes, that breaks after them where `failure` is given. */
function streamOf(data: Uint8Array, failure?: Error): ReadableStream<Uint8Array> {
	let at = 0;
	return new ReadableStream({
		pull(controller) {
			const chunk = data.subarray(at, at + 700_001);
			at += chunk.byteLength;
			if (chunk.byteLength > 0) controller.enqueue(chunk);
			else if (failure === undefined) controller.close();
			else controller.error(failure);
		},
	});
}

describe.each(protocols.map((protocol) => [protocol.name, protocol] as const))("%s", (_name, protocol) => {
	let proxy: FaultProxy;
	let store: BlobStore;
	const at = (name: string) => `${protocol.base}/${name}`;
	/** Breaks the first `count` requests of a method, for ever where it is left out. */
	const breaking = (method: string, fault: Fault, count = Number.POSITIVE_INFINITY) => {
		let left = count;
		proxy.fault = (request) => (request.method === method && left-- > 0 ? fault : undefined);
	};
	/** What went wrong, with nothing in it that signs a request. */
	const refusal = async (what: Promise<unknown>) => {
		const error = (await what.then(
			() => expect.fail("it was accepted"),
			(thrown: unknown) => thrown,
		)) as Error & { code: string };
		for (const secret of protocol.secrets) expect(`${error.message}\n${error.stack}`).not.toContain(secret);
		return error;
	};

	beforeAll(async () => {
		await protocol.bucket();
		proxy = await FaultProxy.start(protocol.server);
		store = await protocol.make(protocol.env(proxy.url), net);
	});
	beforeEach(() => proxy.reset());
	afterAll(() => proxy.stop());

	it("403 is final: asked once, with the URI and the way out in the message", async () => {
		await store.write(at("denied"), bytes("x"));
		proxy.reset();
		breaking("GET", { answer: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
		const error = await refusal(store.read(at("denied")));
		expect(error.code).toBe("STORAGE_DENIED");
		expect(error.message).toContain(`may not read ${at("denied")}: the store answered 403`);
		expect(error.message).toContain("way out:");
		expect(proxy.requests).toHaveLength(1);
	});

	it.each([500, 503, 429])("%d is tried again, and given up after as many tries as there are", async (status) => {
		await store.write(at("busy"), bytes("content"));
		proxy.reset();
		breaking("GET", { answer: status, headers: { "retry-after": "0" } }, 2);
		expect(text(await store.read(at("busy")))).toBe("content");
		expect(proxy.requests).toHaveLength(3);
		breaking("GET", { answer: status });
		const error = await refusal(store.read(at("busy")));
		expect(error.code).toBe("STORAGE_UNAVAILABLE");
		expect(error.message).toContain(`cannot read ${at("busy")}: the store answered ${status}`);
		expect(error.message).toContain("to each of 3 tries");
	});

	it("a line that is dead is given up after its time, and tried again", async () => {
		await store.write(at("slow"), bytes("content"));
		breaking("GET", "stall", 1);
		expect(text(await store.read(at("slow")))).toBe("content");
		breaking("GET", "stall");
		const error = await refusal(store.read(at("slow")));
		expect(error.code).toBe("STORAGE_UNAVAILABLE");
		expect(error.message).toMatch(/no whole answer from 127\.0\.0\.1:\d+ in 3 tries: .*no answer for 0\.4 s/);
	});

	it("a read that is cut goes on where it was, and ends where nothing more comes", async () => {
		const data = randomBytes(1_000_000);
		await store.write(at("cut"), data);
		proxy.reset();
		breaking("GET", { cutAfter: 300_000 }, 2);
		expect(digest(await store.read(at("cut")))).toBe(digest(data));
		const ranges = proxy.requests.map(({ headers }) => headers.range);
		expect(ranges).toHaveLength(3);
		expect(ranges[0]).toBeUndefined();
		for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
		breaking("GET", { cutAfter: 300_000 }, 1);
		const part = await store.read(at("cut"), { start: 100_000, end: 700_000 });
		expect(digest(part)).toBe(digest(data.subarray(100_000, 700_000)));
		breaking("GET", { cutAfter: 0 });
		expect(await refusal(store.read(at("cut")))).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
	});

	it("a write whose answer is lost, or that is refused for now, is made again, and is there once", async () => {
		const method = protocol.base.startsWith("gs:") ? "POST" : "PUT";
		for (const fault of ["lost", "reset", { answer: 503 }] as const) {
			const uri = at(`written-${JSON.stringify(fault)}`);
			breaking(method, fault, 1);
			await store.write(uri, bytes("whole"));
			expect(text(await store.read(uri))).toBe("whole");
		}
		breaking(method, { answer: 503 });
		expect(await refusal(store.write(at("never"), bytes("x")))).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
		proxy.reset();
		expect(await store.stat(at("never"))).toBeUndefined();
	});

	it("a long stream goes in parts, of which one may have to go again", { timeout: 120_000 }, async () => {
		const data = randomBytes(20 * 1024 * 1024 + 3);
		let parts = 0;
		proxy.fault = ({ method, headers }) => {
			if (method !== "PUT" || Number(headers["content-length"]) < 1_000_000) return undefined;
			return ++parts === 2 ? { answer: 500 } : undefined;
		};
		await store.writeStream(at("long"), streamOf(data));
		expect(parts).toBe(4);
		expect(digest(await store.read(at("long")))).toBe(digest(data));
	});

	it("a long stream that fails leaves neither a blob nor parts of one", { timeout: 120_000 }, async () => {
		const cause = new Error("the source is gone");
		const failing = streamOf(randomBytes(18 * 1024 * 1024), cause);
		const error = await refusal(store.writeStream(at("half/blob"), failing));
		expect(error).toMatchObject({ code: "STORAGE_WRITE", cause });
		expect(proxy.requests.some(({ headers }) => Number(headers["content-length"]) > 1_000_000)).toBe(true);
		expect(await store.stat(at("half/blob"))).toBeUndefined();
		expect(await store.list(at("half"))).toEqual([]);
		if (protocol.unfinished !== undefined) expect(await protocol.unfinished()).toBe(0);
	});

	it("a listing comes page by page", async () => {
		const names = ["a", "b", "c", "d/e", "f"].map((name) => at(`pages/${name}`));
		for (const uri of names) await store.write(uri, bytes("x"));
		proxy.reset();
		proxy.fault = (request) => protocol.twoAtATime(request);
		expect(await store.list(at("pages"))).toEqual(names);
		expect(proxy.requests).toHaveLength(3);
	});
});
