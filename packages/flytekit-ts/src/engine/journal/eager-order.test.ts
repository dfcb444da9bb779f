import { describe, expect, test } from "vitest";
import { CallFlow } from "../../context/call-flow.js";
import { keyAmong } from "./call-keys.js";
import { EagerOrder } from "./eager-order.js";
import type { CallRecord } from "./record.js";

const BASE = "b".repeat(16);

/** A call that comes after one with this key. */
function after(key: string): CallFlow {
	const before = new CallFlow(undefined);
	before.key = key;
	before.isOver = true;
	return new CallFlow(before);
}

/** A record of the call with this place, which came after one with this key. */
function known(ordinal: number, before: string): CallRecord {
	const key = keyAmong(BASE, ordinal, 0);
	const which = ordinal === 0 ? { key } : { key, base: BASE };
	return { type: "call", ...which, flow: after(before).after } as CallRecord;
}

const turns = async (count: number) => {
	for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Asks for the place of a call; what is known is given back at once. */
function placeOf(order: EagerOrder, flow: CallFlow, records: readonly CallRecord[]): Promise<number> {
	const isGivenBack = (key: string) => records.some((record) => record.key === key);
	return order.run(BASE, flow, isGivenBack, async (ordinal) => ordinal);
}

describe("places among equal calls of an eager body", () => {
	const records = [known(0, "one"), known(1, "two")];

	test("are those that they had, whichever comes first; others get what is left", async () => {
		const order = new EagerOrder(records);
		expect(await placeOf(order, after("two"), records)).toBe(1);
		expect(await placeOf(order, after("one"), records)).toBe(0);
		expect(await placeOf(order, after("three"), records)).toBe(2);
		expect(await placeOf(order, after("one"), records)).toBe(3);
	});

	test("another call waits for those that are on their way, and makes none again that nobody else asks for", async () => {
		const order = new EagerOrder(records);
		const others = [placeOf(order, after("three"), records), placeOf(order, after("four"), records)];
		await turns(2);
		expect(await placeOf(order, after("two"), records)).toBe(1);
		expect((await Promise.all(others)).sort()).toEqual([0, 2]);
	});

	test("a body that goes on being given back is waited for", async () => {
		const order = new EagerOrder(records);
		const other = placeOf(order, after("three"), records);
		const busy = order.run(
			"c".repeat(16),
			after("x"),
			() => true,
			() => turns(20),
		);
		await busy;
		const own = placeOf(order, after("one"), records);
		expect(await own).toBe(0);
		expect(await other).toBe(1);
	});

	test("are told by what a call comes after: one that is over, or one that was begun beside it", () => {
		expect(after("one").after).toBe(after("one").after);
		expect(after("one").after).not.toBe(after("two").after);
		const first = new CallFlow(undefined);
		const beside = new CallFlow(first);
		expect(beside.after).not.toBe(first.after);
		expect(new CallFlow(beside).after).not.toBe(beside.after);
	});
});
