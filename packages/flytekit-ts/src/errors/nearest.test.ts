import { describe, expect, it } from "vitest";
import { nearestNames } from "./did-you-mean.js";
import { nearest } from "./nearest.js";

describe("nearest", () => {
	it.each([
		["max_items", "maxItems"],
		["MAX-ITEMS", "maxItems"],
		["macItems", "maxItems"],
		["a_b", "ab"],
	])("takes %s for %s, as nearestNames does", (word, meant) => {
		expect(nearest(word, ["other", meant])).toBe(meant);
		expect(nearestNames(word, ["other", meant])).toEqual([meant]);
	});
	it("keeps still when nothing is near", () => {
		expect(nearest("zebra", ["run", "ls"])).toBeUndefined();
		expect(nearest("zebra", [`zebra${"x".repeat(200)}`])).toBeUndefined();
	});
});
