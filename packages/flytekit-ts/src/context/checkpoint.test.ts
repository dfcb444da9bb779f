import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { flyte, RecoverableError, task } from "../index.js";
import { MemoryBlobStore } from "../storage/memory-store.js";
import { runLocal } from "../testing/index.js";
import { Checkpoint, type CheckpointPlaces } from "./checkpoint.js";
import { currentContext } from "./execution.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flytekit-ts-checkpoint-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const blobs = new MemoryBlobStore();
const checkpoint = (places: CheckpointPlaces) =>
	new Checkpoint(
		places,
		() => blobs,
		() => folder,
	);

describe("a checkpoint", () => {
	test("is read by the next attempt", async () => {
		const first = checkpoint({ destination: "mem://c/0" });
		expect(first.prevExists()).toBe(false);
		expect(await first.read()).toBeUndefined();
		expect(await first.restore()).toBeUndefined();
		await first.write("one");
		await first.write(new Uint8Array([50]));
		const second = checkpoint({ destination: "mem://c/1", previous: "mem://c/0" });
		expect(second.prevExists()).toBe(true);
		expect(await second.read()).toEqual(new Uint8Array([50]));
	});

	test("of an attempt that saved nothing is none", async () => {
		expect(await checkpoint({ previous: "mem://nothing" }).read()).toBeUndefined();
	});

	test("keeps files by name, and folders with what is in them", async () => {
		mkdirSync(join(folder, "state/deep"), { recursive: true });
		writeFileSync(join(folder, "state/a.txt"), "a");
		writeFileSync(join(folder, "state/deep/b%20c.txt"), "b");
		const before = checkpoint({ destination: "mem://files/0" });
		await before.save(join(folder, "state"));
		await before.save(join(folder, "state/a.txt"));
		const after = checkpoint({ previous: "mem://files/0" });
		const restored = await after.restore();
		expect(restored).toBe(join(folder, "prev_cp"));
		expect(await after.restore(join(folder, "elsewhere"))).toBe(restored);
		expect(readFileSync(join(restored as string, "a.txt"), "utf8")).toBe("a");
		expect(readFileSync(join(restored as string, "deep/b%20c.txt"), "utf8")).toBe("b");
		await expect(after.read()).rejects.toThrow("the checkpoint at mem://files/0 holds 2 files, and read() gives one");
	});

	test("is refused where there is nothing to save, and no place for it", async () => {
		const none = checkpoint({});
		await expect(none.write("x")).rejects.toThrow("the platform gave this attempt no place for a checkpoint");
		const missing = checkpoint({ destination: "mem://x" }).save(join(folder, "missing"));
		await expect(missing).rejects.toThrow(`there is no file or folder ${folder}/missing to save in a checkpoint`);
	});

	test("of a name that leads out of the folder is not restored", async () => {
		await blobs.write("mem://evil/../../escaped", new Uint8Array(1));
		const uris = await blobs.list("mem://evil");
		const restoring = checkpoint({ previous: "mem://evil" }).restore(join(folder, "in"));
		expect(uris).toHaveLength(1);
		await expect(restoring).rejects.toThrow("would be restored outside of");
	});
});

const attempts = task({ inputs: {}, outputs: flyte.list(flyte.string()), retries: 3 }, async () => {
	const { checkpoint, attempt } = currentContext();
	const before = await checkpoint.read();
	const told = [...(before === undefined ? [] : JSON.parse(Buffer.from(before).toString())), `attempt ${attempt}`];
	await checkpoint.write(JSON.stringify(told));
	if (attempt < 2) throw new RecoverableError("again");
	return told;
});

test("attempts of a local run see it too", async () => {
	const told = await runLocal(attempts, {});
	expect(told).toEqual(["attempt 0", "attempt 1", "attempt 2"]);
});
