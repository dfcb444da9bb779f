import { patch, runLocal } from "flytekit-ts/testing";
import { describe, expect, it } from "vitest";
import { compare, score, search } from "./search.js";

describe("an eager search", () => {
	it("goes on until it is good enough", async () => {
		expect(await search({})).toBeCloseTo(Math.SQRT2, 5);
		expect(await compare()).toBe("1.414 1.414");
	});

	it("spends no round after that", async () => {
		using scores = patch(score, () => 0);
		expect(await runLocal(search, { steps: 4 })).toBeCloseTo(0.4);
		expect(scores.calls).toHaveLength(4);
	});
});
