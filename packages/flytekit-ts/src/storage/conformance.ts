import assert from "node:assert/strict";
import type { BlobStore } from "../context/ports/index.js";
import { joinUri } from "../context/uri.js";
import { isFlyteError } from "../errors/index.js";

/** One thing every {@link BlobStore} must do. Rejects when `store` does not; `base` is an empty folder of its own. */
export interface BlobStoreCheck {
	readonly name: string;
	readonly run: (store: BlobStore, base: string) => Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);

/** A stream of chunks that ends well, or with `failure` after them. */
function streamOf(chunks: readonly Uint8Array[], failure?: unknown): ReadableStream<Uint8Array> {
	let next = 0;
	return new ReadableStream({
		pull(controller) {
			const chunk = chunks[next++];
			if (chunk !== undefined) controller.enqueue(chunk);
			else if (failure !== undefined) controller.error(failure);
			else controller.close();
		},
	});
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	return new Uint8Array(await new Response(stream as BodyInit).arrayBuffer());
}

async function refusal(what: Promise<unknown>): Promise<unknown> {
	try {
		await what;
	} catch (error) {
		return error;
	}
	assert.fail("it was accepted");
}

/** What a name may be: all of these are different blobs. */
const NAMES = [
	"a.txt",
	"A b.txt",
	"ü-日本-🎈.txt",
	"e\u0301.txt",
	"\u00e9.txt",
	"100%.txt",
	"a%41",
	"q?s=1&#h",
	"it's",
	".hidden",
];

/** Framework-free, so that a store from elsewhere can run the same suite. */
export const blobStoreChecks: readonly BlobStoreCheck[] = [
	{
		name: "reads back what was written, also nothing and every byte value",
		async run(store, base) {
			for (const data of [
				new Uint8Array(0),
				Uint8Array.from({ length: 256 }, (_, i) => i),
				bytes("x".repeat(700_000)),
			]) {
				const uri = joinUri(base, `size-${data.byteLength}`);
				await store.write(uri, data);
				assert.deepEqual(new Uint8Array(await store.read(uri)), data);
				assert.deepEqual(await collect(await store.openRead(uri)), data);
				assert.deepEqual(await store.stat(uri), { size: data.byteLength });
			}
		},
	},
	{
		name: "keeps the bytes apart from the caller's buffers",
		async run(store, base) {
			const uri = joinUri(base, "own");
			const data = bytes("abc");
			await store.write(uri, data);
			data[0] = 0;
			(await store.read(uri))[1] = 0;
			assert.equal(text(await store.read(uri)), "abc");
		},
	},
	{
		name: "reads ranges, cut to the size",
		async run(store, base) {
			const uri = joinUri(base, "digits");
			await store.write(uri, bytes("0123456789"));
			const part = async (start: number, end?: number) =>
				text(await store.read(uri, end === undefined ? { start } : { start, end }));
			assert.deepEqual(
				[await part(0, 3), await part(3, 3), await part(7), await part(8, 99), await part(50)],
				["012", "", "789", "89", ""],
			);
			for (const range of [{ start: -1 }, { start: 4, end: 2 }, { start: 0.5 }]) {
				assert.ok(isFlyteError(await refusal(store.read(uri, range)), "STORAGE_RANGE"));
			}
		},
	},
	{
		name: "says which URI is not there",
		async run(store, base) {
			const uri = joinUri(base, "missing/deep");
			for (const access of [
				() => store.read(uri),
				() => store.openRead(uri),
				() => store.read(uri, { start: 0, end: 1 }),
			]) {
				const error = await refusal(access());
				assert.ok(isFlyteError(error, "STORAGE_NOT_FOUND"));
				assert.ok(error.message.includes("missing/deep"));
			}
			assert.equal(await store.stat(uri), undefined);
			await store.delete(uri);
		},
	},
	{
		name: "replaces, and deletes",
		async run(store, base) {
			const uri = joinUri(base, "again");
			await store.write(uri, bytes("a longer first one"));
			await store.write(uri, bytes("second"));
			assert.equal(text(await store.read(uri)), "second");
			await store.delete(uri);
			assert.equal(await store.stat(uri), undefined);
		},
	},
	{
		name: "takes any name byte for byte, and lists what it has",
		async run(store, base) {
			for (const name of NAMES) await store.write(joinUri(base, "in", name), bytes(name));
			await store.write(joinUri(base, "in", "sub/deeper/x"), bytes("x"));
			await store.write(joinUri(base, "in-beside"), bytes("no"));
			const listed = await store.list(joinUri(base, "in"));
			const expected = [...NAMES, "sub/deeper/x"].map((name) => joinUri(base, "in", name)).sort();
			assert.deepEqual([...listed], expected);
			assert.deepEqual([...(await store.list(`${joinUri(base, "in")}/`))], expected);
			for (const name of NAMES) assert.equal(text(await store.read(joinUri(base, "in", name))), name);
			for (const uri of listed) assert.ok((await store.stat(uri)) !== undefined);
			assert.deepEqual([...(await store.list(joinUri(base, "nothing")))], []);
		},
	},
	{
		name: "writes a stream whole",
		async run(store, base) {
			const uri = joinUri(base, "deep/er/stream");
			await store.writeStream(uri, streamOf([bytes("one "), new Uint8Array(0), bytes("two")]));
			assert.equal(text(await store.read(uri)), "one two");
		},
	},
	{
		name: "leaves nothing behind when a stream fails, and the old blob as it was",
		async run(store, base) {
			const old = joinUri(base, "cut/old");
			await store.write(old, bytes("old"));
			for (const uri of [old, joinUri(base, "cut/new")]) {
				const cause = new Error("the line went dead");
				const error = await refusal(store.writeStream(uri, streamOf([bytes("half")], cause)));
				assert.ok(isFlyteError(error, "STORAGE_WRITE"));
				assert.ok(error.message.includes(uri) && error.message.includes("the line went dead"));
				assert.equal(error.cause, cause);
			}
			assert.equal(text(await store.read(old)), "old");
			assert.deepEqual([...(await store.list(joinUri(base, "cut")))], [old]);
		},
	},
	{
		name: "never shows a mixture when many write one blob",
		async run(store, base) {
			const uri = joinUri(base, "contended");
			const whole = Array.from({ length: 12 }, (_, i) => bytes(String.fromCharCode(97 + i).repeat(150_000)));
			const seen = async () => {
				if ((await store.stat(uri)) === undefined) return;
				const data = text(await store.read(uri));
				assert.equal(data.length, 150_000);
				assert.equal(data, data.charAt(0).repeat(150_000));
			};
			await Promise.all(
				whole.map(async (data, i) => {
					if (i % 2 === 0) await store.write(uri, data);
					else await store.writeStream(uri, streamOf([data.subarray(0, 70_000), data.subarray(70_000)]));
					await seen();
				}),
			);
			await seen();
			assert.deepEqual([...(await store.list(base))], [uri]);
		},
	},
	{
		name: "can stop in the middle of a read",
		async run(store, base) {
			const uri = joinUri(base, "long");
			await store.write(uri, new Uint8Array(1_000_000));
			const reader = (await store.openRead(uri)).getReader();
			const first = await reader.read();
			assert.ok(first.value !== undefined && first.value.byteLength < 1_000_000);
			await reader.cancel();
			await store.delete(uri);
		},
	},
];
