import { type Int, outputs } from "flytekit-ts";
import { mock, patch, runLocal } from "flytekit-ts/testing";
import { afterEach, describe, expect, it } from "vitest";
import {
	basket,
	baskets,
	halves,
	inProcess,
	inThread,
	inTime,
	notify,
	outer,
	pair,
	pairs,
	planned,
	price,
	priced,
	quoted,
	ran,
	split,
	total,
	viaPlan,
} from "./entities.js";

afterEach(() => {
	ran.count = 0;
});

describe("patch", () => {
	it("replaces a task wherever it is called, and records its inputs", async () => {
		using prices = patch(price, ({ item }) => item.length);
		using mails = patch(notify, () => undefined);
		expect(await price({ item: "tea" })).toBe(3);
		expect(await basket({ a: "tea", b: "bread" })).toBe(8);
		expect(await baskets({ items: ["a", "bb"] })).toBe(3);
		expect(await priced({ item: ["a", "bb"] })).toEqual([1, 2]);
		expect(await quoted({ item: "tea" })).toBe("tea: 3");
		expect(prices.calls.map(({ item }) => item)).toEqual(["tea", "tea", "bread", "a", "bb", "a", "bb", "tea"]);
		expect(mails.calls).toEqual([{ text: "tea" }]);
		expect(ran.count).toBe(0);
	});

	it("ends with its block", async () => {
		{
			using _ = patch(price, async () => 1);
			expect(await price({ item: "tea" })).toBe(1);
		}
		await expect(price({ item: "tea" })).rejects.toThrow("no shop");
		expect(Object.getOwnPropertyNames(price)).not.toContain("dispatchExecute");
	});

	it("ends with the body given to it, also when that throws", async () => {
		expect(
			await patch(
				price,
				() => 2,
				async ({ calls }) => [await price({ item: "a" }), calls.length],
			),
		).toEqual([2, 1]);
		const failing = patch(
			price,
			() => 2,
			() => {
				throw new Error("the test failed");
			},
		);
		await expect(failing).rejects.toThrow("the test failed");
		await expect(price({ item: "tea" })).rejects.toThrow("no shop");
	});

	it("nests: the last one counts, and each is taken off on its own", async () => {
		const first = patch(price, () => 1);
		const second = patch(price, () => 2);
		expect(await price({ item: "a" })).toBe(2);
		first.restore();
		expect(await price({ item: "a" })).toBe(2);
		second.restore();
		second.restore();
		await expect(price({ item: "a" })).rejects.toThrow("no shop");
	});

	it("takes the same function twice", async () => {
		const one = () => 1;
		const first = patch(price, one);
		const second = patch(price, one);
		first.restore();
		expect(await price({ item: "a" })).toBe(1);
		second.restore();
		await expect(price({ item: "a" })).rejects.toThrow("no shop");
	});

	it("replaces workflows, launch plans and dynamics, also where they are called", async () => {
		using _ = patch(basket, ({ a, b }) => a.length * b.length);
		expect(await basket({ a: "aa", b: "bbb" })).toBe(6);
		expect(await outer({ a: "aa" })).toBe(4);
		expect(await planned({ a: "aa" })).toBe(10);
		using plan = patch(planned, () => 7);
		expect(await viaPlan({ a: "x" })).toBe(7);
		expect(plan.calls).toEqual([{ a: "x", b: "fixed" }]);
		using all = patch(baskets, ({ items }) => items.length);
		expect(await baskets({ items: ["a", "b"] })).toBe(2);
		expect(all.calls).toHaveLength(1);
	});

	it("gives named outputs and tuples as bodies do", async () => {
		using _ = patch(split, ({ n }) => outputs({ half: n, rest: 0 }));
		expect(await halves({ n: 9 })).toEqual({ half: 9, rest: 0 });
		using __ = patch(pair, ({ n }): [Int, string] => [n, "patched"]);
		expect(await pairs({ n: 9 })).toEqual([9, "patched"]);
		using ___ = patch(halves, ({ n }) => outputs({ half: n, rest: n }));
		expect(await halves({ n: 4 })).toEqual({ half: 4, rest: 4 });
		using ____ = patch(pairs, (): [Int, string] => [1, "workflow"]);
		expect(await pairs({ n: 9 })).toEqual([1, "workflow"]);
	});

	it("runs its replacement in the test's own process, however far apart the real one runs", async () => {
		expect(await inProcess()).not.toBe(process.pid);
		for (const entity of [inProcess, inThread, inTime]) {
			let seen = 0;
			using _ = patch(entity, () => {
				seen++; // a thread or process would count in a copy of its own
				return process.pid;
			});
			expect(await entity()).toBe(process.pid);
			expect(await runLocal(entity, {})).toBe(process.pid);
			expect(seen).toBe(2);
		}
	}, 60_000);

	it("finds a replacement of a wrong type, for values go through literals", async () => {
		using _ = patch(price, () => "dear" as never);
		await expect(price({ item: "tea" })).rejects.toThrow(/price output o0/);
	});

	it("refuses what is no entity, and maps", () => {
		expect(() => patch((() => 1) as never, (() => 1) as never)).toThrow(
			"patch() takes a task, workflow or launch plan, got a plain function",
		);
		expect(() => patch(undefined as never, (() => 1) as never)).toThrow("got undefined");
		expect(() => patch(priced, () => [])).toThrow("got a map");
		expect(() => patch(priced, () => [])).toThrow("patch the task that is mapped");
	});
});

describe("mock", () => {
	it("does what it was told, in order, and then always", async () => {
		using told = mock(price).returns(9).returnsOnce(1).throwsOnce(new Error("sold out"));
		expect(await price({ item: "a" })).toBe(1);
		await expect(price({ item: "b" })).rejects.toThrow("sold out");
		expect(await price({ item: "c" })).toBe(9);
		expect(told.calls.map(({ item }) => item)).toEqual(["a", "b", "c"]);
		told.does(({ item }) => item.length);
		expect(await price({ item: "four" })).toBe(4);
		told.throws(new Error("closed"));
		await expect(price({ item: "d" })).rejects.toThrow("closed");
	});

	it("never runs the real task: untold, the call fails and says how to tell it", async () => {
		using _ = mock(price);
		await expect(price({ item: "a" })).rejects.toThrow(
			/the mock of .*price was called and was not told what to return/,
		);
		await expect(price({ item: "a" })).rejects.toThrow("mock(task).returns(value)");
		expect(ran.count).toBe(0);
	});

	it("needs no telling for a task without outputs", async () => {
		using mails = mock(notify);
		await notify({ text: "hello" });
		expect(mails.calls).toEqual([{ text: "hello" }]);
	});

	it("is typed by the task", () => {
		using _ = mock(total);
		// @ts-expect-error a number is what it gives
		_.returns("three");
		// @ts-expect-error and a list of numbers what it takes
		_.does(({ prices }: { prices: string[] }) => prices.length);
	});

	it("refuses what is no entity", () => {
		expect(() => mock(3 as never)).toThrow("mock() takes a task, workflow or launch plan, got a value of type number");
	});
});
