import { describe, expect, it } from "vitest";
import { MemoryBlobStore } from "../../storage/memory-store.js";
import { Round } from "./round.js";

const at = (attempt: number) => `mem://raw/f1-n0-${attempt}/_flytecheckpoints`;
const places = (attempt: number) => ({
	destination: at(attempt),
	...(attempt === 0 ? {} : { previous: at(attempt - 1) }),
});

describe("rounds of an eager task's calls", () => {
	it("go on after an attempt that was cut off, and begin anew after one that failed", async () => {
		const blobs = new MemoryBlobStore();
		const first = await Round.begin(places(0), blobs);
		expect(first.number).toBe(0);
		expect((await Round.begin(places(1), blobs)).number).toBe(0); // 0 was cut off
		const third = await Round.begin(places(1), blobs);
		await third.failed();
		expect((await Round.begin(places(2), blobs)).number).toBe(1); // and is cut off
		expect((await Round.begin(places(3), blobs)).number).toBe(1);
	});

	it("keeps nothing among what the task saves", async () => {
		const blobs = new MemoryBlobStore();
		await (await Round.begin(places(0), blobs)).failed();
		expect(await blobs.list(at(0))).toEqual([]);
	});

	it("is one round where the platform has no place for it", async () => {
		const blobs = new MemoryBlobStore();
		await (await Round.begin({}, blobs)).failed();
		expect((await Round.begin({}, blobs)).number).toBe(0);
	});
});
