import { describe, expect, it } from "vitest";
import * as t from "../../test/values/natives.js";
import { attributeType } from "./attribute-type.js";
import { fromLiteral, toLiteral } from "./convert/convert.js";
import type { Literal } from "./literal.js";
import type { NativeType } from "./native-type.js";
import { resolveAttribute } from "./resolve.js";

const point = t.struct("Point", {
	x: t.int,
	y: t.float,
	tags: t.record(t.list(t.string)),
	"next?": { kind: "ref", name: "Point" },
});
const value = { x: 1, y: 1, tags: { "a b": ["p", "q"] }, next: { x: 2, y: 2.5, tags: {} } };
const write = (v: unknown, type: NativeType) => toLiteral(v, type, t.testContext()) as Literal;
const read = (literal: Literal, type: NativeType) => fromLiteral(literal, type, t.testContext());

describe("resolveAttribute", () => {
	const literal = write({ k: [value] }, t.record(t.list(point)));

	it("goes through maps and collections into structs", () => {
		expect(resolveAttribute(literal, [])).toBe(literal);
		expect(resolveAttribute(literal, ["k"])).toMatchObject({ kind: "collection" });
		expect(read(resolveAttribute(literal, ["k", 0]), point)).toEqual(value);
		expect(read(resolveAttribute(literal, ["k", 0, "tags", "a b", 1]), t.string)).toBe("q");
		expect(read(resolveAttribute(literal, ["k", 0, "next", "x"]), t.int)).toBe(2);
	});

	it("keeps a float a float: the part's bytes are the struct's own", () => {
		expect(resolveAttribute(literal, ["k", 0, "y"])).toEqual({
			kind: "binary",
			tag: "msgpack",
			value: new Uint8Array([0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]),
		});
	});

	it("goes through a union's content", () => {
		expect(resolveAttribute(write([5], t.optional(t.list(t.int))), [0])).toEqual({ kind: "integer", value: 5n });
	});

	it("gives primitives, lists and structs out of an older struct", () => {
		const older: Literal = { kind: "generic", value: { x: 1, list: [1, "a", null], inner: { y: true } } };
		expect(resolveAttribute(older, ["x"])).toEqual({ kind: "float", value: 1 });
		expect(read(resolveAttribute(older, ["x"]), t.int)).toBe(1);
		expect(resolveAttribute(older, ["list"])).toEqual({
			kind: "collection",
			items: [{ kind: "float", value: 1 }, { kind: "string", value: "a" }, { kind: "none" }],
		});
		expect(resolveAttribute(older, ["inner"])).toEqual({ kind: "generic", value: { y: true } });
		expect(resolveAttribute(older, ["inner", "y"])).toEqual({ kind: "boolean", value: true });
	});

	it.each<[(string | number)[], string]>([
		[["j"], 'n0.o0: there is no "j", did you mean "k"?\n  way out: there is k'],
		[["k", 3], "n0.o0.k: index 3 is out of range: the list has 1 element\n  way out: use 0 to 0"],
		[["k", -1], "n0.o0.k: index -1 is out of range"],
		[["k", "x"], 'n0.o0.k: a list has no attribute "x"\n  way out: use an index: 0 to 0'],
		[["k", 0, "z"], 'n0.o0.k[0]: there is no "z"'],
		[
			["k", 0, "tags", "a b", 2],
			'n0.o0.k[0].tags["a b"]: index 2 is out of range: the list has 2 elements\n  way out: use 0 to 1',
		],
		[
			["k", 0, "x", "y"],
			'n0.o0.k[0].x: number 1 has no attribute "y"\n  way out: only lists, maps and structs have parts',
		],
		[["k", 0, "__proto__"], 'n0.o0.k[0]: there is no "__proto__"'],
	])("%j leads to nothing, and the error says where", (path, message) => {
		expect(() => resolveAttribute(literal, path, "n0.o0")).toThrow(message);
	});

	it("an older struct's error names its keys too, never a prototype's", () => {
		const older: Literal = { kind: "generic", value: { name: 1 } };
		expect(() => resolveAttribute(older, ["nam"], "v")).toThrow('v: there is no "nam", did you mean "name"?');
		expect(() => resolveAttribute(older, ["toString"], "v")).toThrow('v: there is no "toString"');
	});

	it("a plain value has no parts, another binary format is not looked into", () => {
		expect(() => resolveAttribute({ kind: "integer", value: 1n }, ["x"], "v")).toThrow(
			'v: the integer 1 has no attribute "x"',
		);
		expect(() => resolveAttribute({ kind: "binary", tag: "cbor", value: new Uint8Array() }, ["x"], "v")).toThrow(
			'v: a binary value of format "cbor" cannot be looked into',
		);
	});
});

describe("attributeType", () => {
	it("follows structs, lists, records and optional types", () => {
		expect(attributeType(point, "x")).toEqual(t.int);
		expect(attributeType(t.list(point), 7)).toBe(point);
		expect(attributeType(t.mapOf(t.int), "any")).toEqual(t.int);
		expect(attributeType(t.optional(point), "y")).toEqual(t.float);
		expect(attributeType(t.json, "a")).toBe(t.json);
	});

	it("closes a recursive part: the part alone converts", () => {
		const next = attributeType(point, "next") as NativeType;
		expect(next).toEqual(point);
		expect(read(write(value, next), next)).toEqual(value);
		const tree = t.struct("Tree", { children: t.list({ kind: "ref", name: "Tree" }) });
		const children = attributeType(tree, "children") as NativeType;
		expect(read(write([{ children: [] }], children), children)).toEqual([{ children: [] }]);
	});

	it("is undefined where there is no such part", () => {
		for (const [type, step] of [
			[point, "z"],
			[point, 0],
			[t.list(t.int), "x"],
			[t.int, "x"],
			[t.union(t.int, point), "x"],
		] as const) {
			expect(attributeType(type, step)).toBeUndefined();
		}
	});
});
