import { describe, expect, it } from "vitest";
import { image, main, report } from "./report.js";

describe("the report", () => {
	it("adds the best days", async () => {
		expect(await main()).toBe(11);
	});

	it("runs in an image of its own, with limits and a deck", () => {
		expect(image.dockerfile).toContain("apt-get install -y --no-install-recommends gnuplot");
		expect(report.containerImage).toBe(image);
		expect(report.resources).toEqual({ requests: { cpu: "500m", mem: "1Gi" }, limits: { cpu: 1 } });
		expect(report.metadata.generatesDeck).toBe(true);
	});
});
