import { describe, expect, it } from "vitest";
import { everyMorning, nightly } from "./nightly.js";

const at = new Date("2024-05-06T06:00:00Z");

describe("every morning", () => {
	it("checks all shops with the plan's inputs", async () => {
		expect(await everyMorning({ at })).toEqual({ sold: [40, 60, 60], enough: [false, true, true] });
	});

	it("goes on when one shop fails", async () => {
		expect(await nightly({ shops: ["Bern", ""], at, least: 10 })).toEqual({
			sold: [40, undefined],
			enough: [true, undefined],
		});
	});
});
