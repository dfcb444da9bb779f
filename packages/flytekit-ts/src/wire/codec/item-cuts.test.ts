import fc from "fast-check";
import { expect, test } from "vitest";
import type { Literal } from "../../types/literal.js";
import { ItemCuts } from "./item-cuts.js";
import { writeItems } from "./write-literal.js";
import { Writer } from "./writer.js";

const content = (items: readonly Literal[], from?: number, to?: number): Uint8Array => {
	const w = new Writer();
	writeItems(w, items, 1, from, to);
	return w.bytes();
};
const text = (length: number): Literal => ({ kind: "string", value: "x".repeat(length) });

test("what is cut out of a list is what its items are when written by themselves, wherever it is cut", () => {
	const item = fc.oneof(
		fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Literal => ({ kind: "integer", value })),
		fc.nat(400).map(text),
		fc.constantFrom(text(20_000), text(2_100_000)),
	);
	const cuts = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 6 });
	fc.assert(
		fc.property(fc.array(item, { maxLength: 20 }), cuts, (items, all) => {
			const whole = new ItemCuts(content(items));
			for (const [a, b] of all) {
				const [from, to] = [Math.min(a, b, items.length), Math.min(Math.max(a, b), items.length)];
				expect(Buffer.compare(whole.cut(from, to), content(items, from, to))).toBe(0);
			}
		}),
		{ numRuns: 60 },
	);
});
