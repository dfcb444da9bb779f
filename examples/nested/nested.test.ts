import { expect, it } from "vitest";
import { collatz, longestInRange } from "./nested.js";

it("finds the longest chain, whatever the size of the blocks", async () => {
	expect(await collatz({ limit: 1000, size: 50 })).toEqual({ start: 871, steps: 178 });
	expect(await longestInRange({ from: 1, to: 10, size: 4 })).toEqual({ start: 9, steps: 19 });
});
