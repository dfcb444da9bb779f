import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileStore } from "./file-store.js";
import { endpointFileName } from "./token-folder.js";

let home: string;
let folder: string;
let mended: string[];
const store = () => fileStore(folder, (what) => mended.push(what));
const fileOf = (endpoint: string) => join(folder, `${endpointFileName(endpoint)}.json`);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "token-store-"));
	folder = join(home, "flyte", "tokens");
	mended = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("tokens in files", () => {
	it("are for this user alone, in a folder for this user alone, with nothing left aside", async () => {
		await store().set("flyte:443", "text");
		expect([mode(fileOf("flyte:443")), mode(folder), mode(join(home, "flyte"))]).toEqual(["600", "700", "700"]);
		expect(readdirSync(folder)).toEqual([`${endpointFileName("flyte:443")}.json`]);
		expect(await store().get("flyte:443")).toBe("text");
		await store().set("flyte:443", "other");
		expect(await store().get("flyte:443")).toBe("other");
		expect(mended).toEqual([]);
	});

	it("are forgotten, also when there are none", async () => {
		await store().delete("flyte:443");
		await store().set("flyte:443", "text");
		await store().delete("flyte:443");
		expect(await store().get("flyte:443")).toBeUndefined();
		expect(readdirSync(folder)).toEqual([]);
	});

	it("of servers that differ only in odd characters are in files of their own", async () => {
		const endpoints = ["a/b:1", "a_b:1", "../../a", "..", "a".repeat(200), "a".repeat(201)];
		for (const endpoint of endpoints) await store().set(endpoint, endpoint);
		for (const endpoint of endpoints) expect(await store().get(endpoint)).toBe(endpoint);
		expect(readdirSync(folder)).toHaveLength(endpoints.length);
		expect(readdirSync(home)).toEqual(["flyte"]);
	});

	it("that others could read are mended, and it is said", async () => {
		await store().set("flyte:443", "text");
		chmodSync(fileOf("flyte:443"), 0o644);
		expect(await store().get("flyte:443")).toBe("text");
		expect(mode(fileOf("flyte:443"))).toBe("600");
		expect(mended).toEqual([
			`${fileOf("flyte:443")} had mode 0644, so others could read the token kept there; it is 0600 now`,
		]);
		expect(await store().get("flyte:443")).toBe("text");
		expect(mended).toHaveLength(1);
	});

	it("in a folder that others could write are mended too", async () => {
		mkdirSync(folder, { recursive: true });
		chmodSync(folder, 0o777);
		await store().set("flyte:443", "text");
		expect(mode(folder)).toBe("700");
		expect(mended).toEqual([`${folder} had mode 0777, so others could read the token kept there; it is 0700 now`]);
	});

	it("are not read through a link, and a link is replaced, not followed, when one is written", async () => {
		const elsewhere = join(home, "elsewhere");
		writeFileSync(elsewhere, "of somebody else", { mode: 0o600 });
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		symlinkSync(elsewhere, fileOf("flyte:443"));
		await expect(store().get("flyte:443")).rejects.toThrow(
			`${fileOf("flyte:443")}, where a token is kept, is no file of its own\n  way out: remove it and log in again`,
		);
		await store().set("flyte:443", "mine");
		expect(readFileSync(elsewhere, "utf8")).toBe("of somebody else");
		expect(await store().get("flyte:443")).toBe("mine");
	});

	it("are not kept in a folder that is a link", async () => {
		mkdirSync(join(home, "flyte"));
		mkdirSync(join(home, "elsewhere"));
		symlinkSync(join(home, "elsewhere"), folder);
		await expect(store().set("flyte:443", "mine")).rejects.toThrow(
			`${folder}, where a token is kept, is no folder of its own`,
		);
		expect(readdirSync(join(home, "elsewhere"))).toEqual([]);
	});

	it.runIf(process.getuid?.() === 0)("of another user are refused", async () => {
		await store().set("flyte:443", "text");
		const { chownSync } = await import("node:fs");
		chownSync(fileOf("flyte:443"), 12_345, 12_345);
		await expect(store().get("flyte:443")).rejects.toThrow("belongs to another user");
		expect(existsSync(fileOf("flyte:443"))).toBe(true);
	});
});
