import { describe, expect, it } from "vitest";
import type { Identifier } from "../../config/identifier.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import { callKey, executionName } from "./call-name.js";

const square: Identifier = { resourceType: "task", project: "p", domain: "d", name: "m.square", version: "v1" };
const integer = (value: bigint): Literal => ({ kind: "integer", value });
const file = (uri: string, hash?: string): Literal => ({
	kind: "blob",
	uri,
	type: { kind: "blob", format: "txt", dimensionality: "single" },
	...(hash === undefined ? {} : { hash }),
});
const key = (inputs: LiteralMap, callee = square) => callKey(callee, inputs, "s3://b/raw/k3/f1-n0-0");
const place = { task: "m.search", execution: "f0123456789", node: "s3://b/meta/f1/n0/data" };

describe("the key of a call", () => {
	it("is what is called with which inputs, in whatever order these are given", () => {
		const both = new Map([
			["a", integer(1n)],
			["b", integer(2n)],
		]);
		expect(key(both)).toBe(key(new Map([...both].reverse())));
		expect(key(both)).not.toBe(key(new Map([...both].slice(1))));
		expect(key(both)).not.toBe(key(both, { ...square, version: "v2" }));
		expect(key(both)).not.toBe(key(both, { ...square, resourceType: "launchPlan" }));
	});

	it("does not hang on where this attempt has put a file, however deep it stands, but on any other place", () => {
		const inUnion = (literal: Literal): Literal => ({
			kind: "collection",
			items: [
				{ kind: "map", entries: new Map([["x", literal]]) },
				{ kind: "union", value: literal, type: { kind: "simple", simple: "none" } },
			],
		});
		const of = (uri: string, prefix: string) => callKey(square, new Map([["f", inUnion(file(uri))]]), prefix);
		expect(of("s3://b/raw/k3/f1-n0-0/aa/x.txt", "s3://b/raw/k3/f1-n0-0")).toBe(
			of("s3://b/raw/zz/f1-n0-1/bb/x.txt", "s3://b/raw/zz/f1-n0-1"),
		);
		expect(of("s3://data/1", "s3://b/raw")).not.toBe(of("s3://data/2", "s3://b/raw"));
	});

	it("takes a value's hash for the value", () => {
		expect(key(new Map([["f", file("s3://data/1", "h")]]))).toBe(key(new Map([["f", file("s3://data/2", "h")]])));
	});
});

describe("the name of a call's execution", () => {
	it("is one that Kubernetes takes, and says whose it is", () => {
		const name = executionName(place, "m.sumOfSquares_Of", key(new Map()), 0, 0);
		expect(name).toMatch(/^e-search-f0123-sum-of-sq?u?-[0-9a-f]{16}$/);
		expect(name.length).toBeLessThanOrEqual(63);
		expect(executionName({ ...place, task: "m.ÄÖ" }, "m.🎈", "", 0, 0)).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
	});

	it("changes with call, repetition, round, node and execution, and with nothing else", () => {
		const one = key(new Map([["a", integer(1n)]]));
		const names = [
			executionName(place, "m.square", one, 0, 0),
			executionName(place, "m.square", key(new Map([["a", integer(2n)]])), 0, 0),
			executionName(place, "m.square", one, 1, 0),
			executionName(place, "m.square", one, 0, 1),
			executionName({ ...place, node: "s3://b/meta/f1/n1/data" }, "m.square", one, 0, 0),
			executionName({ ...place, execution: "f0123456780" }, "m.square", one, 0, 0),
		];
		expect(new Set(names).size).toBe(names.length);
		expect(executionName(place, "m.square", one, 0, 0)).toBe(names[0]);
	});
});
