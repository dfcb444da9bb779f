import { describe, expect, test } from "vitest";
import { placeOf } from "../errors/stack-frames.js";
import { CallSites, type CallTrace } from "./call-sites.js";

/** What user code would call; `sites` is that of the graph being made. */
function callable(sites: CallSites) {
	const called = (): CallTrace => sites.at(called, called);
	return called;
}

const lineOf = (trace: CallTrace) => placeOf(trace.stack ?? "")?.line;

describe("where calls stand", () => {
	test("each of the first 512 calls of a graph has a trace of its own", () => {
		const called = callable(new CallSites());
		const first = called();
		const traces = new Set(Array.from({ length: 510 }, () => called()));
		const last = called();
		expect(traces.size).toBe(510);
		expect(lineOf(last)).toBe((lineOf(first) as number) + 2);
	});

	test("after them a call shares the trace of a recent one of the same entity, and every 16th looks anew", () => {
		const sites = new CallSites();
		const called = callable(sites);
		const other = callable(sites);
		for (let i = 0; i < 512; i++) called();
		const fresh = called();
		const shared = Array.from({ length: 15 }, () => called());
		expect(new Set(shared)).toEqual(new Set([fresh]));
		expect(other()).not.toBe(fresh);
		const anew = called();
		expect(anew).not.toBe(fresh);
		expect(lineOf(anew)).toBeGreaterThan(lineOf(fresh) as number);
	});
});
