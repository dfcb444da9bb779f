import { describe, expect, it } from "vitest";
import { isFlyteError } from "../../src/errors/index.js";
import {
	duration,
	fromLiteral,
	type Literal,
	literalTypeOf,
	type NativeType,
	timestamp,
	toLiteral,
} from "../../src/types/index.js";
import * as t from "./natives.js";

const write = (value: unknown, type: NativeType) => toLiteral(value, type, t.testContext(), "inputs.x") as Literal;
const read = (literal: Literal, type: NativeType) => fromLiteral(literal, type, t.testContext(), "outputs.o0");

/** The message of what is thrown, its way out included. */
function messageOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (isFlyteError(error)) return error.message;
		throw error;
	}
	throw new Error("nothing was thrown");
}

const node = t.struct("Node", { value: t.int, "next?": { kind: "ref", name: "Node" } });
const point = t.struct("Point", { x: t.int, y: t.float, "label?": t.string });
const color = t.oneOf("red", "green");
const shapes = t.union(
	t.struct("Circle", { kind: t.oneOf("circle"), size: t.float }),
	t.struct("Square", { kind: t.oneOf("square"), size: t.float }),
);

/** One line each: what is given, and the whole message. Message text is API. */
const refused: readonly (readonly [name: string, value: unknown, type: NativeType, message: string])[] = [
	[
		"text for an Int",
		"7",
		t.int,
		'inputs.x: expected Int, got string "7"\n  way out: convert it where it comes from: Number(text)',
	],
	[
		"text for a bigint",
		"7",
		t.bigint,
		'inputs.x: expected bigint, got string "7"\n  way out: convert it where it comes from: BigInt(text)',
	],
	[
		"1.5 for an Int",
		1.5,
		t.int,
		"inputs.x: expected Int, got number 1.5\n  way out: round it (Math.round, Math.trunc), or declare number",
	],
	[
		"NaN for an Int",
		Number.NaN,
		t.int,
		"inputs.x: expected Int, got number NaN\n  way out: declare number, which holds NaN and Infinity",
	],
	[
		"2^53 + 1 for an Int",
		2 ** 53,
		t.int,
		"inputs.x: 9007199254740992 is beyond 2^53, where numbers are no longer exact\n  way out: declare bigint, and write the number with an n",
	],
	[
		"a large bigint for an Int",
		2n ** 53n,
		t.int,
		"inputs.x: 9007199254740992n is beyond 2^53, so an Int cannot hold it exactly\n  way out: declare bigint, which holds every INTEGER",
	],
	[
		"2^63",
		2n ** 63n,
		t.bigint,
		"inputs.x: 9223372036854775808 does not fit into 64 bits\n  way out: INTEGER goes from -2^63 to 2^63 - 1: keep larger numbers as text",
	],
	[
		"-2^63 - 1",
		-(2n ** 63n) - 1n,
		t.bigint,
		"inputs.x: -9223372036854775809 does not fit into 64 bits\n  way out: INTEGER goes from -2^63 to 2^63 - 1: keep larger numbers as text",
	],
	[
		"a boolean for an Int",
		true,
		t.int,
		"inputs.x: expected Int, got boolean true\n  way out: give an Int, or declare the type of what is given",
	],
	[
		"a bigint for a number",
		1n,
		t.float,
		"inputs.x: expected number, got bigint 1n\n  way out: use Number(value), or declare bigint",
	],
	[
		"nothing for an Int",
		undefined,
		t.int,
		"inputs.x: expected Int, got undefined\n  way out: give a value, or declare Int | undefined",
	],
	[
		"a number for a boolean",
		1,
		t.boolean,
		"inputs.x: expected boolean, got number 1\n  way out: give a boolean, or declare the type of what is given",
	],
	[
		"half a surrogate pair",
		"ab\ud83d",
		t.string,
		"inputs.x: the string has half of a surrogate pair at index 2, which no UTF-8 text can hold\n  way out: cut strings between characters, not inside one, or use text.toWellFormed()",
	],
	[
		"the same deep inside",
		{ x: [{}, {}, {}, { k: "\udc00" }] },
		t.record(t.list(t.record(t.string))),
		"inputs.x.x[3].k: the string has half of a surrogate pair at index 0, which no UTF-8 text can hold\n  way out: cut strings between characters, not inside one, or use text.toWellFormed()",
	],
	[
		"a key with half a pair",
		{ "\ud800": 1 },
		t.record(t.int),
		'inputs.x["\\ud800"]: the string has half of a surrogate pair at index 0, which no UTF-8 text can hold\n  way out: cut strings between characters, not inside one, or use text.toWellFormed()',
	],
	[
		"a value that is not the enum's",
		"gren",
		color,
		'inputs.x: "gren" is not a value of the enum, did you mean "green"?\n  way out: use one of "red", "green"',
	],
	[
		"a Set for a list",
		new Set([1]),
		t.list(t.int),
		"inputs.x: expected Int[], got a Set\n  way out: spread it into a list: [...set]",
	],
	[
		"a typed array for a list",
		new Float64Array(2),
		t.list(t.float),
		"inputs.x: expected number[], got a Float64Array\n  way out: copy it into a list: [...array]",
	],
	["a promise", Promise.resolve(1), t.int, "inputs.x: expected Int, got a Promise\n  way out: await it first"],
	[
		"an element",
		[1, "x"],
		t.list(t.int),
		'inputs.x[1]: expected Int, got string "x"\n  way out: give an Int, or declare the type of what is given',
	],
	[
		"a hole in a list",
		new Array(1),
		t.list(t.int),
		"inputs.x[0]: expected Int, got undefined\n  way out: give a value, or declare Int | undefined",
	],
	[
		"an odd key",
		{ "a b": null },
		t.record(t.int),
		'inputs.x["a b"]: expected Int, got null\n  way out: give a value, or declare Int | null',
	],
	[
		"a Map with number keys",
		new Map([[1, 1]]),
		t.mapOf(t.int),
		"inputs.x: expected Map<string, Int>, got a Map\n  way out: use text keys: number keys have no place in a Flyte map",
	],
	[
		"an invalid Date",
		new Date("nonsense"),
		t.date,
		"inputs.x: the Date is invalid\n  way out: check where it was parsed: new Date(text) gives an invalid Date for a text it cannot read",
	],
	[
		"year 10000",
		new Date(253_402_300_800_000),
		t.date,
		"inputs.x: 253402300800 s and 0 ns since 1970 are out of range\n  way out: Flyte's timestamps go from year 1 to year 9999",
	],
	[
		"year 0",
		new Date(-62_135_596_800_001),
		t.date,
		"inputs.x: -62135596801 s and 999000000 ns since 1970 are out of range\n  way out: Flyte's timestamps go from year 1 to year 9999",
	],
	[
		"text for a Date",
		"2024-05-06",
		t.date,
		'inputs.x: expected Date, got string "2024-05-06"\n  way out: convert it where it comes from: new Date(text)',
	],
	[
		"a duration without a unit",
		"5 minutes",
		t.span,
		'inputs.x: string "5 minutes" is not a duration\n  way out: the units are ms, s, m, h and d (also us and ns)',
	],
	[
		"a number for a Duration",
		5,
		t.span,
		'inputs.x: expected Duration, got number 5\n  way out: use duration("5m"), or the text "5m" in a call',
	],
	[
		"a struct lacking a field",
		{ x: 1 },
		point,
		"inputs.x.y: Point needs this field (number)\n  way out: set it, or declare it optional with ?",
	],
	[
		"a struct with one too many",
		{ x: 1, y: 2, lable: "p" },
		point,
		'inputs.x: Point has no field "lable", did you mean "label"?\n  way out: its fields are x, y, label',
	],
	[
		"a list for a struct",
		[1],
		point,
		"inputs.x: expected Point, got an array of 1\n  way out: give a Point, or declare the type of what is given",
	],
	[
		"a Date for a struct",
		new Date(0),
		point,
		"inputs.x: expected Point, got a Date\n  way out: give a Point, or declare the type of what is given",
	],
	[
		"a Map for a struct",
		new Map(),
		point,
		"inputs.x: expected Point, got a Map\n  way out: use an object: Object.fromEntries(map)",
	],
	[
		"a field of another type",
		{ x: 1, y: "2" },
		point,
		'inputs.x.y: expected number, got string "2"\n  way out: give a number, or declare the type of what is given',
	],
	[
		"null for an optional field",
		{ x: 1, y: 2, label: null },
		point,
		"inputs.x.label: expected string, got null\n  way out: give a value, or declare string | null",
	],
	[
		"a function in JSON",
		{ a: [() => 1] },
		t.json,
		"inputs.x.a[0]: expected JSON, got a function\n  way out: JSON has null, booleans, numbers, texts, lists and plain objects: convert the value, or declare its fields in an interface",
	],
	["a Date in JSON", { at: new Date(0) }, t.json, "inputs.x.at: expected JSON, got a Date"],
	[
		"2^64 in JSON",
		[2n ** 64n],
		t.json,
		"inputs.x[0]: 18446744073709551616 does not fit into 64 bits\n  way out: keep larger numbers as text",
	],
	[
		"a value for nothing",
		3,
		t.none,
		"inputs.x: expected undefined, got number 3\n  way out: return nothing, or declare the type of what is returned",
	],
	[
		"what no variant takes",
		1.5,
		t.union(t.int, t.string),
		"inputs.x: number 1.5 fits no variant of Int | string\n  way out: give one of Int, string",
	],
	[
		"an empty list of two kinds",
		[],
		t.union(t.list(t.int), t.list(t.string)),
		'inputs.x: an array of 0 fits Int[] and string[], so a reader could take it for either\n  way out: give structs a field that tells them apart, such as kind: "a" and kind: "b", or declare one type only',
	],
	[
		"an enum's value that is a string too",
		"red",
		t.union(color, t.string),
		'inputs.x: string "red" fits "red" | "green" and string, so a reader could take it for either',
	],
	[
		"a date-like text beside dates in a struct",
		{ at: "2024-05-06T07:08:09Z" },
		t.struct("S", { at: t.union(t.string, t.date) }),
		'inputs.x.at: string "2024-05-06T07:08:09Z" would be read back as Date, not string: inside a struct a union has no tags',
	],
	[
		"a duration in a struct that no float holds",
		{ d: duration({ seconds: 315_576_000_000 - 1, nanoseconds: 1 }) },
		t.struct("S", { d: t.span }),
		"inputs.x.d: the duration of 315575999999 s and 1 ns cannot be kept exactly in a struct, which holds seconds as a float\n  way out: round it, or make it an input or output of its own",
	],
];

describe("what is refused, and how it is said", () => {
	it.each(refused)("%s", (_name, value, type, message) => {
		expect(messageOf(() => write(value, type)).slice(0, message.length)).toBe(message);
	});

	it("names the path in the error's details, for programs", () => {
		try {
			write({ a: ["x"] }, t.record(t.list(t.int)));
			expect.unreachable();
		} catch (error) {
			expect(isFlyteError(error, "TYPES_WRONG_TYPE") && error.details.path).toBe("inputs.x.a[0]");
		}
	});

	it("a getter that throws is charged to its place", () => {
		const value = {
			get a(): never {
				throw new Error("boom");
			},
		};
		expect(messageOf(() => write({ p: value }, t.record(t.struct("A", { a: t.int }))))).toBe(
			"inputs.x.p.a: could not be converted: boom",
		);
	});
});

describe("depth and cycles", () => {
	const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
	const chain = (depth: number): unknown => (depth === 1 ? { value: 1 } : { value: 1, next: chain(depth - 1) });
	const listType = (depth: number): NativeType => (depth === 0 ? t.int : t.list(listType(depth - 1)));

	it("49 levels go, in lists, structs and JSON", () => {
		for (const [value, type] of [
			[nest(49), listType(49)],
			[chain(49), node],
			[nest(49), t.json],
		] as const) {
			expect(read(write(value, type), type)).toEqual(value);
		}
	});

	it("50 and 5,000 levels are refused with the limit and the place", () => {
		expect(() => literalTypeOf(listType(50))).toThrow("depth limit 49: the type nests lists, maps and unions deeper");
		expect(messageOf(() => write(nest(50), t.json))).toMatch(
			/^depth limit 49 at inputs\.x\[0\](\[0\])+\.\.\.\(\d+ more\)/,
		);
		expect(messageOf(() => write(chain(50), node))).toMatch(/^depth limit 49 at inputs\.x\.next\.next/);
		expect(messageOf(() => write(chain(5000), node))).toContain("depth limit 49 at inputs.x.next");
		let deep: unknown = 1;
		for (let i = 0; i < 5000; i++) deep = { a: deep };
		expect(messageOf(() => write(deep, t.json))).toContain(
			"way out: flatten the value, or keep it as a file or as JSON text",
		);
	});

	it("a value that contains itself is a cycle at the place where it does", () => {
		const self: { value: number; next?: unknown } = { value: 1 };
		self.next = { value: 2, next: self };
		expect(messageOf(() => write(self, node))).toBe(
			"cycle at inputs.x.next.next\n  way out: refer to the repeated part by a name or an index instead",
		);
		const loop: unknown[] = [1];
		loop.push({ again: loop });
		expect(messageOf(() => write({ a: loop }, t.json))).toContain("cycle at inputs.x.a[1].again");
		const inUnion: { value: number; next: unknown } = { value: 1, next: null };
		inUnion.next = inUnion;
		const type = t.struct("Node", { value: t.int, next: t.union({ kind: "ref", name: "Node" }, t.list(t.int), t.nil) });
		expect(messageOf(() => write(inUnion, type))).toContain("cycle at inputs.x.next");
	});

	it("the same object twice side by side is no cycle", () => {
		const shared = { value: 1 };
		expect(read(write([shared, shared], t.list(node)), t.list(node))).toEqual([shared, shared]);
	});
});

describe("exactly", () => {
	it("integers at every edge, -0 as 0", () => {
		for (const n of [0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) expect(read(write(n, t.int), t.int)).toBe(n);
		for (const n of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]) expect(read(write(n, t.bigint), t.bigint)).toBe(n);
		expect(read(write(-0, t.int), t.int)).toBe(0);
		const s = t.struct("S", { n: t.int, b: t.bigint });
		expect(read(write({ n: -0, b: 2n ** 63n - 1n }, s), s)).toEqual({ n: 0, b: 2n ** 63n - 1n });
	});

	it("a struct's int64 read as Int is refused beyond 2^53, with its place", () => {
		const written = write({ a: [{ n: 2n ** 60n }] }, t.record(t.list(t.struct("S", { n: t.bigint }))));
		const message = messageOf(() => read(written, t.record(t.list(t.struct("S", { n: t.int })))));
		expect(message).toBe(
			"outputs.o0.a[0].n: 1152921504606846976 is beyond 2^53, so an Int cannot hold it exactly\n  way out: declare bigint, which holds every INTEGER",
		);
	});

	it("a float field is a float on the wire, whatever its value", () => {
		const bytes = (write({ y: 1 }, t.struct("S", { y: t.float })) as { value: Uint8Array }).value;
		expect([...bytes]).toEqual([0x81, 0xa1, 0x79, 0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]);
	});

	it("a megabyte of text, in a literal and in a struct", () => {
		const text = "é".repeat(500_000);
		expect(read(write(text, t.string), t.string)).toBe(text);
		const s = t.struct("S", { s: t.string });
		expect(read(write({ s: text }, s), s)).toEqual({ s: text });
	});

	it("a Date drops what is finer than a millisecond when read, and only then", () => {
		const literal = write(timestamp("1969-12-31T23:59:59.999999999Z"), t.instant);
		expect(literal).toMatchObject({ seconds: -1n, nanos: 999_999_999 });
		expect((read(literal, t.date) as Date).getTime()).toBe(-1);
		expect(String(read(literal, t.instant))).toBe("1969-12-31T23:59:59.999999999Z");
	});

	it("keys that prototypes have are data, in every kind of map", () => {
		const keys = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as Record<string, number>;
		for (const type of [t.record(t.int), t.json]) {
			const back = read(write(keys, type), type) as object;
			expect(Object.keys(back)).toEqual(["__proto__", "constructor", "toString"]);
			expect(JSON.stringify(back)).toBe(JSON.stringify(keys));
			expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
		}
		const type = t.struct("S", JSON.parse("{}"));
		const fields = [...Object.keys(keys), "hasOwnProperty"].map((name) => ({ name, type: t.int, optional: true }));
		expect(read(write(keys, { ...type, fields }), { ...type, fields })).toEqual(keys);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	it("canonically different keys stay two keys", () => {
		const value = { é: 1, "e\u0301": 2 };
		expect(Object.keys(read(write(value, t.record(t.int)), t.record(t.int)) as object)).toHaveLength(2);
	});
});

describe("unions", () => {
	it("structs are told apart by a field", () => {
		for (const value of [
			{ kind: "circle", size: 1 },
			{ kind: "square", size: 2 },
		]) {
			const literal = write(value, shapes);
			expect(literal.kind === "union" && literal.type.metadata?.title).toBe(
				value.kind === "circle" ? "Circle" : "Square",
			);
			expect(read(literal, shapes)).toEqual(value);
		}
	});

	it("the tag decides when it is read: the text 5 stays text beside Int", () => {
		const type = t.union(t.int, t.string);
		expect(read(write("5", type), type)).toBe("5");
		expect(read(write(5, type), type)).toBe(5);
	});

	it("a whole number is an Int beside number, a text no Duration beside string", () => {
		expect(write(3, t.union(t.float, t.int))).toMatchObject({ value: { kind: "integer" } });
		expect(write(3.5, t.union(t.float, t.int))).toMatchObject({ value: { kind: "float" } });
		expect(write("5m", t.union(t.span, t.string))).toMatchObject({ value: { kind: "string" } });
		expect(write("5m", t.optional(t.span))).toMatchObject({ value: { kind: "duration", seconds: 300n } });
	});

	it("null and undefined are one none on the wire; what is read is what is declared", () => {
		expect(read(write(null, t.optional(t.int)), t.optional(t.int))).toBeUndefined();
		expect(read(write(undefined, t.union(t.int, t.nil)), t.union(t.int, t.nil))).toBeNull();
		expect(literalTypeOf(t.union(t.int, t.nil, t.none))).toEqual(literalTypeOf(t.optional(t.int)));
	});

	it("a union that is written in any order is read by any other order", () => {
		const a = t.union(t.list(t.int), t.string, t.boolean);
		const b = t.union(t.boolean, t.string, t.list(t.int));
		for (const value of [[1], "x", true]) expect(read(write(value, a), b)).toEqual(value);
	});

	it.each([
		[
			"the same fields",
			t.union(t.struct("A", { x: t.int }), t.struct("B", { x: t.int })),
			"A and B look the same on the wire",
		],
		["Int and bigint", t.union(t.int, t.bigint), "Int and bigint look the same on the wire"],
		["Date and Timestamp", t.union(t.date, t.instant), "Date and Timestamp look the same on the wire"],
		[
			"Record and Map",
			t.union(t.record(t.int), t.mapOf(t.int)),
			"Record<string, Int> and Map<string, Int> look the same",
		],
		[
			"a union in a union",
			t.union(t.int, t.union(t.string, t.boolean)),
			"a union cannot contain the union string | boolean",
		],
	])("%s cannot be declared", (_name, type, message) => {
		expect(() => literalTypeOf(type)).toThrow(message);
		expect(messageOf(() => write({ x: 1 }, type))).toContain("way out: ");
	});

	it("of structs inside structs the one whose fields match is read", () => {
		const small = t.struct("Small", { a: t.int });
		const big = t.struct("Big", { a: t.int, b: t.int });
		const type = t.struct("Box", { content: t.union(small, big, t.string) });
		for (const content of [{ a: 1 }, { a: 1, b: 2 }, "x"])
			expect(read(write({ content }, type), type)).toEqual({ content });
	});
});

describe("structs", () => {
	it("an absent optional field stays absent, a null of a nullable one stays null", () => {
		const type = t.struct("S", { "a?": t.int, b: t.union(t.int, t.nil), c: t.optional(t.string) });
		expect(read(write({ b: null }, type), type)).toEqual({ b: null, c: undefined });
		expect(Object.keys(read(write({ b: null, a: undefined }, type), type) as object)).toEqual(["b", "c"]);
	});

	it("a null that flytekit wrote for an optional field is read as absent", () => {
		const theirs = write({ a: null }, t.struct("S", { a: t.union(t.int, t.nil) }));
		expect(Object.keys(read(theirs, t.struct("S", { "a?": t.int })) as object)).toEqual([]);
	});

	it("an instance of a data-only class is its fields", () => {
		class P {
			x = 1;
			y = 2.5;
		}
		expect(read(write(new P(), point), point)).toEqual({ x: 1, y: 2.5 });
	});

	it("unknown fields are ignored when read", () => {
		const wide = t.struct("Wide", { x: t.int, y: t.float, z: t.int });
		expect(read(write({ x: 1, y: 2, z: 3 }, wide), point)).toEqual({ x: 1, y: 2 });
	});

	it("cut-off and foreign bytes are named", () => {
		const literal = write({ x: 1, y: 2 }, point) as { value: Uint8Array };
		for (let n = 0; n < literal.value.length; n++) {
			const cut: Literal = { kind: "binary", tag: "msgpack", value: literal.value.subarray(0, n) };
			expect(messageOf(() => read(cut, point))).toContain("outputs.o0: the binary value is not readable MessagePack");
		}
		const huge: Literal = { kind: "binary", tag: "msgpack", value: new Uint8Array([0xdf, 0xff, 0xff, 0xff, 0xff]) };
		expect(messageOf(() => read(huge, t.json))).toContain("more bytes are needed at 5");
	});
});
