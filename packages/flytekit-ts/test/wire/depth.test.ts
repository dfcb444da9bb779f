import { describe, expect, it } from "vitest";
import type { Literal, NativeType } from "../../src/types/index.js";
import { literalTypeOf } from "../../src/types/index.js";
import { encodeLiteralMap } from "../../src/wire/index.js";

const LEAF: Literal = { kind: "integer", value: 1n };
const wrap: Record<string, (inner: Literal) => Literal> = {
	list: (inner) => ({ kind: "collection", items: [inner] }),
	map: (inner) => ({ kind: "map", entries: new Map([["k", inner]]) }),
	union: (inner) => ({ kind: "union", value: inner, type: { kind: "simple", simple: "integer" } }),
};
const declare: Record<string, (inner: NativeType) => NativeType> = {
	list: (element) => ({ kind: "list", element }),
	map: (value) => ({ kind: "map", native: "record", value }),
};

function times<T>(n: number, make: (inner: T) => T, leaf: T): T {
	let value = leaf;
	for (let i = 0; i < n; i++) value = make(value);
	return value;
}

// The figures are what flytekit's own reader takes of a bare literal: decision 0005.
describe("the depth limit counts what a level costs in messages", () => {
	it.each([
		["list", 49],
		["map", 32],
		["union", 32],
	])("writes %s nested %i deep, and no deeper", (kind, most) => {
		const write = (depth: number) => encodeLiteralMap(new Map([["o0", times(depth, wrap[kind] as never, LEAF)]]));
		expect(write(most).length).toBeGreaterThan(most);
		expect(() => write(most + 1)).toThrow(/^o0.*depth limit 49/);
	});
	it.each([
		["list", 49],
		["map", 32],
	])("declares %s nested %i deep, and no deeper", (kind, most) => {
		const type = (depth: number) => literalTypeOf(times(depth, declare[kind] as never, { kind: "float" }));
		expect(type(most)).toBeDefined();
		expect(() => type(most + 1)).toThrow(/depth limit 49/);
	});
});
