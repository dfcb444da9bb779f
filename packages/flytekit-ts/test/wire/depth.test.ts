import { describe, expect, it } from "vitest";
import type { BindingData } from "../../src/graph/binding.js";
import type { Literal, NativeType } from "../../src/types/index.js";
import { literalTypeOf } from "../../src/types/index.js";
import type { Json } from "../../src/types/literal-type.js";
import { Writer } from "../../src/wire/codec/writer.js";
import { encodeLiteralMap, encodeLiteralType } from "../../src/wire/index.js";
import { writeBindings } from "../../src/wire/to-proto/binding.js";

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

	it.each([
		["list", 49],
		["map", 32],
	])("binds a constant %s nested %i deep, and no deeper", (kind, most) => {
		const bind = (depth: number) =>
			writeBindings(new Writer(), 1, [
				{ var: "x", data: { kind: "literal", literal: times(depth, wrap[kind] as never, LEAF) } },
			]);
		bind(most);
		expect(() => bind(most + 1)).toThrow(/nested deeper than 49/);
	});
	it.each([
		["list", 49, (data: BindingData): BindingData => ({ kind: "collection", items: [data] })],
		["map", 32, (data: BindingData): BindingData => ({ kind: "map", entries: new Map([["k", data]]) })],
	])("binds an output inside %s nested %i deep, and no deeper", (_, most, around) => {
		const promise: BindingData = { kind: "promise", node: "n0", var: "o0", path: [] };
		const bind = (depth: number) => writeBindings(new Writer(), 1, [{ var: "x", data: times(depth, around, promise) }]);
		bind(most);
		expect(() => bind(most + 1)).toThrow(/nested deeper than 49/);
	});
	it.each([
		["object", 31, (value: Json): Json => ({ k: value })],
		["list", 47, (value: Json): Json => [value]],
	])("writes JSON of %s nested %i deep, and no deeper", (_, most, around) => {
		const generic = (depth: number): Literal => ({ kind: "generic", value: { k: times(depth - 1, around, 1) } });
		const write = (depth: number) => encodeLiteralMap(new Map([["o0", generic(depth)]]));
		write(most);
		expect(() => write(most + 1)).toThrow(/^o0\.k.*JSON takes more than 94 protobuf messages inside each other/);
		// what stands around it counts too
		const inLists = (depth: number) =>
			encodeLiteralMap(new Map([["o0", times(30, wrap.list as never, generic(depth))]]));
		expect(() => inLists(most)).toThrow(/^o0\[0\]/);
	});
});

// Python's reader takes one more of each as the type of an input in a TaskSpec or WorkflowSpec: decision 0005.
describe("struct types", () => {
	const struct = (inner: NativeType, optional = false): NativeType => ({
		kind: "struct",
		name: "S",
		fields: [{ name: "f", type: inner, optional }],
	});
	it.each([
		["structs", 14, struct],
		["structs with lists", 9, (inner: NativeType) => struct({ kind: "list", element: inner })],
		["structs with maps", 9, (inner: NativeType) => struct({ kind: "map", native: "record", value: inner })],
		["structs with optional fields", 7, (inner: NativeType) => struct(inner, true)],
	])("declares %s nested %i deep, and no deeper", (_, most, around) => {
		const type = (depth: number) => literalTypeOf(times(depth, around, { kind: "int", native: "number" }));
		expect(encodeLiteralType(type(most)).length).toBeGreaterThan(0);
		expect(() => type(most + 1)).toThrow(
			/^depth limit 90: written with its schema, the type S takes more protobuf messages/,
		);
		expect(() => type(2000)).toThrow(/^depth limit 90/);
	});
	it("counts what stands around them", () => {
		const inner = times(14, struct, { kind: "int", native: "number" });
		const lists = (depth: number) => literalTypeOf(times(depth, declare.list as never, inner));
		expect(lists(3)).toBeDefined();
		expect(() => lists(4)).toThrow(/^depth limit 90/);
	});
});
