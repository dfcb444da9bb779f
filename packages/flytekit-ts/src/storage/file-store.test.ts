import { chmod, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { storageError } from "../context/files/access-error.js";
import { isFlyteError } from "../errors/index.js";
import { FileBlobStore } from "./file-store.js";

const store = new FileBlobStore();
let folder = "";
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "file-store-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const data = new TextEncoder().encode("data");
const messageOf = (what: Promise<unknown>) =>
	what.then(
		() => expect.fail("it was accepted"),
		(error: unknown) => (isFlyteError(error) ? `${error.code}: ${error.message}` : expect.fail(String(error))),
	);

describe("FileBlobStore", () => {
	it("takes encoded file URIs and plain paths for the same file", async () => {
		const path = join(folder, "ä b#c.txt");
		await store.write(pathToFileURL(path).href, data);
		expect(new Uint8Array(await store.read(path))).toEqual(data);
		expect(new Uint8Array(await store.read(`file://${path}`))).toEqual(data);
	});

	it("refuses what is no place on this machine", async () => {
		expect(await messageOf(store.read("data.csv"))).toBe(
			'STORAGE_URI: "data.csv" is no place on this machine\n  way out: give an absolute path, or file:///folder/name',
		);
		expect(await messageOf(store.write("file://server/share/x", data))).toBe(
			'STORAGE_URI: "file://server/share/x" is no place on this machine\n  way out: write file:///folder/name',
		);
		expect(await messageOf(store.stat("/a\0b"))).toContain("STORAGE_URI");
	});

	it("names folder, errno and way out", async () => {
		await mkdir(join(folder, "d"));
		const uri = `file://${folder}/d`;
		const readIt = `STORAGE_READ: cannot read ${uri}: EISDIR\n  way out: it is a folder: name a file inside it, or use a FlyteDirectory`;
		expect(await messageOf(store.read(uri))).toBe(readIt);
		expect(await messageOf(store.openRead(uri))).toBe(readIt);
		expect(await messageOf(store.write(uri, data))).toMatch(
			/^STORAGE_WRITE: cannot write file:.*\/d: (EISDIR|ENOTEMPTY|EEXIST)\n {2}way out: /,
		);
		expect(await store.stat(uri)).toBeUndefined();
	});

	it("says when a file stands where a folder is needed", async () => {
		await writeFile(join(folder, "f"), "");
		expect(await messageOf(store.write(join(folder, "f/below"), data))).toMatch(
			/cannot write .*f\/below: E(NOTDIR|EXIST)\n {2}way out: a part of the path is a file where a folder is needed/,
		);
		expect(await store.stat(join(folder, "f/below"))).toBeUndefined();
		expect(await store.list(join(folder, "f/below"))).toEqual([]);
		expect(await store.list(join(folder, "f"))).toEqual([]);
	});

	it("leaves no file beside when the name is taken by a folder", async () => {
		await mkdir(join(folder, "d", "inner"), { recursive: true });
		await messageOf(store.write(join(folder, "d"), data));
		expect(await readdir(folder)).toEqual(["d"]);
	});

	it.skipIf(process.getuid?.() === 0)("says who may not read", async () => {
		const path = join(folder, "secret");
		await writeFile(path, "x");
		await chmod(path, 0);
		expect(await messageOf(store.read(path))).toContain(`cannot read ${path}: EACCES`);
	});

	it("reads what is left when the file is cut meanwhile", async () => {
		const path = join(folder, "cut");
		await writeFile(path, new Uint8Array(1_000_000));
		const reader = (await store.openRead(path)).getReader();
		let size = (await reader.read()).value?.byteLength ?? 0;
		await truncate(path, 300_000);
		for (let next = await reader.read(); !next.done; next = await reader.read()) size += next.value.byteLength;
		expect(size).toBe(300_000);
	});

	it("does not list files that a dead process left unfinished", async () => {
		await writeFile(join(folder, ".flyte-00000000-0000-0000-0000-000000000000.part"), "half");
		await writeFile(join(folder, "whole"), "");
		expect(await store.list(folder)).toEqual([join(folder, "whole")]);
	});

	it("follows links, once", async () => {
		await mkdir(join(folder, "a"));
		await writeFile(join(folder, "a", "x"), "");
		await symlink(folder, join(folder, "a", "up"));
		await symlink(join(folder, "a", "x"), join(folder, "link"));
		await symlink(join(folder, "nowhere"), join(folder, "broken"));
		expect(await store.list(folder)).toEqual([join(folder, "a/x"), join(folder, "link")]);
	});
});

describe("storageError", () => {
	it("says what to do about a full disk", () => {
		const error = storageError(
			"STORAGE_WRITE",
			"file:///x",
			Object.assign(new Error("ENOSPC: ..."), { code: "ENOSPC" }),
		);
		expect(error.message).toBe(
			"cannot write file:///x: ENOSPC\n  way out: free space on that disk, or choose another output location",
		);
	});

	it("shows no signature", () => {
		const error = storageError("STORAGE_READ", "s3://b/k?X-Amz-Signature=topsecret", new Error("403 Forbidden"));
		expect(error.message).toBe("cannot read s3://b/k: 403 Forbidden");
	});
});
