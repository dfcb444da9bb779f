import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { FlyteFile } from "flytekit-ts";
import { beforeEach, describe, expect, it } from "vitest";
import { currentBlobAccess } from "../../src/context/blob-access.js";
import {
	download,
	failsAtOnce,
	failsTwice,
	kept,
	parts,
	passes,
	report,
	scratch,
	seen,
	share,
	wrongResult,
} from "./working-folder-entities.js";

beforeEach(() => {
	seen.length = 0;
});

const left = () => seen.filter((path) => existsSync(path));

describe("an attempt's working folder", () => {
	it("is gone when the attempt has ended, and what was returned is not", async () => {
		expect(await (await report()).text()).toBe("done");
		expect(await (await parts()).file("a.txt").text()).toBe("a");
		expect(await scratch()).toBeUndefined();
		expect(await passes()).toBe("passed");
		expect(seen).toHaveLength(4);
		expect(left()).toEqual([]);
	});

	it("is each attempt's own, and gone when it has failed", async () => {
		await expect(failsAtOnce()).rejects.toThrow("no");
		await expect(wrongResult()).rejects.toThrow("there is no file at /no/such/file");
		expect(await failsTwice()).toBe("now");
		expect(new Set(seen).size).toBe(5);
		expect(left()).toEqual([]);
	});

	it("stays where the result refers to it", async () => {
		const file = await kept();
		expect(await file.text()).toBe("kept");
		expect(dirname(file.path)).toBe(seen[0]);
		await rm(seen[0] as string, { recursive: true });
	});

	it("takes local copies with it: another attempt makes its own", async () => {
		const access = currentBlobAccess();
		const uri = "mem://working-folder/x.txt";
		await access?.blobs.write(uri, new TextEncoder().encode("far"));
		share(uri);
		expect([await download(), await download()]).toEqual(["far", "far"]);
		expect(new Set(seen).size).toBe(2);
		expect(left()).toEqual([]);
		const own = new FlyteFile(uri);
		const path = await own.download();
		expect(await own.download()).toBe(path);
		expect(existsSync(path)).toBe(true);
		await rm(dirname(path), { recursive: true });
	});

	it("goes with the process where the attempt does not end", () => {
		const file = fileURLToPath(new URL("fixtures/exits-in-task.ts", import.meta.url));
		const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", file], { encoding: "utf8" });
		const [folder = "", there] = stdout.trim().split("\n");
		expect([status, there, existsSync(folder)]).toEqual([3, "true", false]);
	});
});
