import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock, MemoryBlobStore, patch, runLocal, seededRandom } from "flytekit-ts/testing";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/context/ports/index.js";
import { answering } from "../../src/testing/signals.js";
import { baskets, counted, flaky, halves, price, priced, ran, tries, write } from "./entities.js";

describe("runLocal", () => {
	it("runs any entity, with what is patched", async () => {
		using _ = patch(price, ({ item }) => item.length);
		expect(await runLocal(baskets, { items: ["a", "bb"] })).toBe(3);
		expect(await runLocal(priced, { item: ["a", "bb"] })).toEqual([1, 2]);
		const { half } = await runLocal(halves, { n: 8 });
		expect(half).toBe(4);
	});

	it("keeps files in a store of the test's own, under names that are the same each time", async () => {
		const names: string[][] = [];
		for (let i = 0; i < 2; i++) {
			const blobs = new MemoryBlobStore();
			const file = await runLocal(write, { text: "hello" }, { blobs });
			expect(file.path).toMatch(/^mem:\/\/run\//);
			const uris = await blobs.list("mem://run");
			names.push([...uris]);
			expect(new TextDecoder().decode(await blobs.read(uris[0] as string))).toBe("hello");
		}
		expect(names[0]).toEqual(names[1]);
	});

	it("runs as many tasks at a time as the test says", async () => {
		let running = 0;
		let most = 0;
		using _ = patch(price, async () => {
			most = Math.max(most, ++running);
			await new Promise((resolve) => setImmediate(resolve));
			running--;
			return 1;
		});
		await runLocal(baskets, { items: Array.from({ length: 10 }, String) }, { concurrency: 3 });
		expect(most).toBe(3);
	});

	it("tells what happens", async () => {
		tries.count = 0;
		const events: string[] = [];
		expect(await runLocal(flaky, {}, { onEvent: ({ type }) => void events.push(type) })).toBe(3);
		expect(events.filter((type) => type === "attemptFailed")).toHaveLength(2);
	});

	it("caches where the test says", async () => {
		const folder = mkdtempSync(join(tmpdir(), "run-local-"));
		ran.count = 0;
		for (let i = 0; i < 2; i++)
			expect(await runLocal(counted, { x: 4 }, { cache: join(folder, "new", "results.db") })).toBe(5);
		expect(ran.count).toBe(1);
		await runLocal(counted, { x: 4 });
		expect(ran.count).toBe(2);
		rmSync(folder, { recursive: true });
	});

	it("can be stopped", async () => {
		const controller = new AbortController();
		using _ = patch(price, () => {
			controller.abort();
			return 1;
		});
		await expect(runLocal(baskets, { items: ["a"] }, { signal: controller.signal })).rejects.toThrow("stopped");
	});

	it("refuses what is no entity", async () => {
		await expect(runLocal((() => 1) as never, {})).rejects.toThrow("runLocal() takes a task, workflow or launch plan");
	});
});

describe("answers to gates", () => {
	const convert = { blobs: new MemoryBlobStore(), rawOutputPrefix: "mem://run", random: systemRandom };
	const request = (signal: string) =>
		({
			kind: "signal",
			signal,
			nodePath: "main/n3",
			executionId: "x",
			type: { kind: "simple", simple: "integer" },
		}) as const;

	it("are values or functions, by the gate's name", async () => {
		const port = answering({ count: 3, later: async ({ nodePath }: { nodePath: string }) => nodePath.length }, convert);
		expect(await port.ask(request("count"), new AbortController().signal)).toMatchObject({
			kind: "integer",
			value: 3n,
		});
		expect(await port.ask(request("later"), new AbortController().signal)).toMatchObject({
			kind: "integer",
			value: 7n,
		});
	});

	it("fail a gate that has none, and one of a wrong type", async () => {
		const port = answering({ count: "three" }, convert);
		await expect(port.ask(request("count"), new AbortController().signal)).rejects.toThrow(/signal count/);
		const missing = port.ask(request("other"), new AbortController().signal);
		const message = await missing.then(String, (error: unknown) => (error as Error).message);
		expect(message).toContain('gate "other" at main/n3 has no answer');
		expect(message).toContain('give it one: `signals: { "other": value }`; answered are count');
	});
});

describe("FakeClock", () => {
	it("stands still until it is moved, and wakes in order", async () => {
		const clock = new FakeClock({ start: 1000 });
		const woken: string[] = [];
		const sleep = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push(`${name} at ${clock.now()}`));
		void sleep("late", 50);
		void sleep("early", 10).then(() => sleep("again", 20));
		expect(clock.sleepers).toBe(2);
		await clock.advance(9);
		expect(woken).toEqual([]);
		await clock.advance(41);
		expect(woken).toEqual(["early at 1010", "again at 1030", "late at 1050"]);
		expect(clock.monotonic()).toBe(1050);
	});

	it("lets a sleeper go when its signal aborts", async () => {
		const clock = new FakeClock();
		const controller = new AbortController();
		const asleep = clock.sleep(10, controller.signal);
		controller.abort(new Error("enough"));
		await expect(asleep).rejects.toThrow("enough");
		expect(clock.sleepers).toBe(0);
		await expect(clock.sleep(10, controller.signal)).rejects.toThrow("enough");
	});

	it("goes on by itself when asked to", async () => {
		const clock = new FakeClock({ start: new Date("2024-05-06"), auto: true });
		await Promise.all([clock.sleep(3_600_000), clock.sleep(60_000)]);
		expect(new Date(clock.now()).toISOString()).toBe("2024-05-06T01:00:00.000Z");
	});

	it("never goes back", async () => {
		await expect(new FakeClock().advance(-1)).rejects.toThrow("the clock cannot go on by -1 ms");
	});
});

describe("seededRandom", () => {
	it("comes out the same for the same seed, and otherwise not", () => {
		expect(seededRandom(7).id(20)).toBe(seededRandom(7).id(20));
		expect(seededRandom(7).id(20)).not.toBe(seededRandom(8).id(20));
		expect(seededRandom(7).id(20)).toMatch(/^[a-z][a-z0-9]{19}$/);
		const random = seededRandom(3);
		for (let i = 0; i < 1000; i++) expect(random.next()).toBeLessThan(1);
	});
});
