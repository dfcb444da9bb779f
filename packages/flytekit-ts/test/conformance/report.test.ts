import { describe, expect, it } from "vitest";
import type { Outcome } from "./outcome.js";
import { isGreen, lines, reportOf, strangers, summary } from "./report.js";

const outcome = (id: string, matched: boolean): Outcome => ({
	id,
	matched,
	why: matched ? "" : "template.type: flytekit 1, ours 2",
});

describe("the list of known failures", () => {
	const outcomes = [outcome("tasks/a", true), outcome("tasks/b", false)];

	it("lets what it names fail", () => {
		const known = { "tasks/b": "not yet" };
		const report = reportOf(outcomes, known);
		expect(isGreen(report)).toBe(true);
		expect([...lines(report, known)].at(-1)).toBe("1 passed, 0 failed");
		expect(JSON.parse(summary(report))).toMatchObject({ matched: 1, total: 2, known_failures: ["tasks/b"] });
	});

	it("does not let anything else fail", () => {
		const report = reportOf(outcomes, {});
		expect(isGreen(report)).toBe(false);
		expect([...lines(report, {})].join("\n")).toContain("FAIL tasks/b\n     template.type: flytekit 1, ours 2");
	});

	it("may only shrink: what matches must leave it", () => {
		const known = { "tasks/a": "mended since", "tasks/b": "not yet" };
		const report = reportOf(outcomes, known);
		expect(isGreen(report)).toBe(false);
		expect([...lines(report, known)].join("\n")).toContain("it matches now: take it off known-failures.json");
		expect([...lines(report, known)].at(-1)).toBe("0 passed, 1 failed");
	});

	it("names nothing that is no golden", () => {
		expect(strangers(outcomes, { "tasks/gone": "?" })).toEqual(["tasks/gone"]);
	});
});
