import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readFileStream } from "./read-stream.js";

async function fileOf(content: Uint8Array): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "read-stream-"));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const path = join(folder, "file");
	await writeFile(path, content);
	return path;
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return chunks;
}

test.each([0, 1, 511, 262_144, 262_145, 700_000])("a file of %i bytes comes whole", async (size) => {
	const content = Uint8Array.from({ length: size }, (_, i) => i % 251);
	const path = await fileOf(content);
	const chunks = await drain(await readFileStream(path, path));
	expect(Buffer.concat(chunks).equals(Buffer.from(content))).toBe(true);
	expect(chunks).toHaveLength(Math.ceil(size / 262_144));
});

test("what is written while it is read comes too", async () => {
	const path = await fileOf(new Uint8Array(10).fill(1));
	const stream = await readFileStream(path, path);
	await appendFile(path, new Uint8Array(300_000).fill(2));
	const all = Buffer.concat(await drain(stream));
	expect(all.length).toBe(300_010);
	expect(all[300_009]).toBe(2);
});
