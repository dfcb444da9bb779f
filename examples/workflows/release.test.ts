import { runLocal } from "flytekit-ts/testing";
import { describe, expect, it } from "vitest";
import { careful, release } from "./release.js";
import { steps } from "./steps.js";

describe("release", () => {
	it("publishes what is fit, reports what is not, and fails for anything else", async () => {
		expect(await release({ version: "1.2.3" })).toBe("published 1.2.3");
		expect(await release({ version: "1.2-3" })).toBe("1.2-3 is not fit: 1 problems");
		await expect(release({ version: "abc" })).rejects.toThrow(/not a version at all/);
	});
});

describe("careful", () => {
	it("asks for a share and an approval", async () => {
		expect(await runLocal(careful, { version: "1.2.3" }, { signals: { percent: 20, go: true } })).toBe(
			"published 1.2.3 for 20 % of users",
		);
		await expect(runLocal(careful, { version: "1" }, { signals: { percent: 5, go: false } })).rejects.toThrow(
			/gate "go" was not approved/,
		);
	});
});

describe("steps", () => {
	it("does what the plan says, in its order", async () => {
		expect(await steps({ text: "abc" })).toEqual({ text: "C-B-A" });
	});
});
