import { describe, expect, it } from "vitest";
import { didYouMean, nearestNames } from "./did-you-mean.js";

describe("nearestNames", () => {
	it("finds a slip, a swap, another case and a beginning, nearest first", () => {
		expect(nearestNames("serialise", ["run", "serialize", "ls"])).toEqual(["serialize"]);
		expect(nearestNames("rnu", ["run", "ls"])).toEqual(["run"]);
		expect(nearestNames("max_Items", ["maxItems", "minItems"])).toEqual(["maxItems", "minItems"]);
		expect(nearestNames("conc", ["concurrency", "quiet"])).toEqual(["concurrency"]);
	});

	it("keeps still when nothing is near", () => {
		expect(nearestNames("zebra", ["run", "ls", "serialize"])).toEqual([]);
		expect(nearestNames("", ["run"])).toEqual([]);
		expect(didYouMean("zebra", ["run"])).toBeUndefined();
	});

	it("names up to three in a sentence", () => {
		expect(didYouMean("rum", ["run"])).toBe('did you mean "run"?');
		expect(didYouMean("task1", ["task2", "task3", "task4", "task5"])).toBe('did you mean "task2", "task3" or "task4"?');
	});
});
