import fc from "fast-check";
import { expect, test } from "vitest";
import { compareKeys } from "./keys.js";

test("keys compare as their UTF-8 does", () => {
	const text = fc.string({
		unit: fc.constantFrom("a", "b", "\0", "é", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"),
		maxLength: 5,
	});
	fc.assert(
		fc.property(text, text, (a, b) => {
			expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
		}),
		{ numRuns: 1000 },
	);
});
