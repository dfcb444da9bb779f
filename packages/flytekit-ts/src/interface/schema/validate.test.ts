import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { duration, timestamp } from "../../types/values/index.js";
import { flyte, type Schema, validateInputs, validateOutput, validateWithSchema } from "./index.js";

describe("constraints of each library", () => {
	const people = { people: [{ age: 30 }, { age: 1 }] };
	test.each<[string, Schema, string]>([
		["zod", z.object({ people: z.array(z.object({ age: z.int().min(3) })) }), "Too small: expected number to be >=3"],
		["arktype", type({ people: type({ age: "number.integer >= 3" }).array() }), "at least 3"],
		[
			"valibot",
			v.object({ people: v.array(v.object({ age: v.pipe(v.number(), v.minValue(3)) })) }),
			"Invalid value: Expected >=3 but received 1",
		],
		["flyte around zod", flyte.struct({ people: flyte.list(flyte.struct({ age: z.int().min(3) })) }), "Too small"],
		["flyte around arktype", flyte.struct({ people: flyte.list(type({ age: "number >= 3" })) }), "at least 3"],
	])("%s", (_, schema, message) => {
		const result = validateWithSchema(schema, people, "inputs.x");
		expect(result).toEqual({ issues: [{ path: "inputs.x.people[1].age", message: expect.stringContaining(message) }] });
	});

	test("through maps, unions and optional parts", () => {
		const small = z.int().min(3);
		const at = (schema: Schema, value: unknown) => {
			const result = validateWithSchema(schema, value, "v");
			return result instanceof Promise ? "later" : result.issues?.map((issue) => issue.path);
		};
		expect(at(flyte.int(small), 1)).toEqual(["v"]);
		expect(at(flyte.int(small), 1.5)).toEqual(["v"]);
		expect(at(flyte.record(small), { "a b": 1, c: 4 })).toEqual(['v["a b"]']);
		expect(at(flyte.map(small), new Map([["k", 1]]))).toEqual(["v.k"]);
		expect(at(flyte.union(small, z.string()), 1)).toEqual(["v"]);
		expect(at(flyte.union(small, z.string()), "1")).toBeUndefined();
		expect(at(flyte.optional(small), undefined)).toBeUndefined();
		expect(at(flyte.optional(small), 1)).toEqual(["v"]);
		expect(at(flyte.nullable(small), null)).toBeUndefined();
		expect(at(flyte.list(flyte.nullable(small)), [null, 1])).toEqual(["v[1]"]);
	});
});

describe("values", () => {
	test("come back the same object when nothing changed", () => {
		const value = { a: [1, 2], m: new Map([["k", 3]]), r: { k: 4 } };
		const schema = flyte.struct({ a: flyte.list(z.int()), m: flyte.map(z.int()), r: flyte.record(z.int()) });
		expect(validateWithSchema(schema, value, "v")).toEqual({ value });
		expect((validateWithSchema(schema, value, "v") as { value: unknown }).value).toBe(value);
	});

	test("get their defaults, at any depth, and keep what is not declared", () => {
		const inner = flyte.struct({ n: flyte.default(flyte.int(), 3), b: flyte.optional(flyte.int()) });
		const schema = flyte.struct({ all: flyte.list(inner), m: flyte.map(inner) });
		const value = { all: [{ extra: 1 }, { n: 4 }], m: new Map([["k", {}]]) };
		expect(validateWithSchema(schema, value, "v")).toEqual({
			value: { all: [{ extra: 1, n: 3 }, { n: 4 }], m: new Map([["k", { n: 3 }]]) },
		});
	});

	test("a key __proto__ is data", () => {
		const given = JSON.parse('{"__proto__": {"n": 1}}') as object;
		const result = validateWithSchema(
			flyte.record(flyte.struct({ n: flyte.int(), d: flyte.default(flyte.int(), 2) })),
			given,
			"v",
		);
		const { value } = result as { value: object };
		expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
		expect(Object.getOwnPropertyDescriptor(value, "__proto__")?.value).toEqual({ n: 1, d: 2 });
	});

	test("schemas that hold only types are left to the literals", () => {
		expect(validateWithSchema(flyte.list(flyte.int()), ["no"], "v")).toEqual({ value: ["no"] });
	});

	test("validation that has to wait is waited for", async () => {
		const slow = z.int().refine(async (n) => n > 3, "too small");
		const schema = flyte.struct({ a: flyte.list(slow) });
		await expect(validateWithSchema(schema, { a: [4, 1] }, "v")).resolves.toEqual({
			issues: [{ path: "v.a[1]", message: "too small" }],
		});
		await expect(validateWithSchema(flyte.union(slow, z.string()), 5, "v")).resolves.toEqual({ value: 5 });
	});
});

describe("a task's edge", () => {
	const schemas = { n: z.int().min(3), m: z.int().default(7), o: flyte.optional(flyte.int()) };

	test("inputs get defaults, and what is left out stays out", () => {
		expect(validateInputs(schemas, { n: 3 })).toEqual({ n: 3, m: 7 });
		expect(Object.keys(validateInputs(schemas, { n: 3 }) as object)).toEqual(["n", "m"]);
	});

	test("every issue is told at once, with task and path", () => {
		expect(() => validateInputs({ n: z.int().min(3), s: z.string() }, { n: 1, s: 2 }, "a.sum")).toThrow(
			"a.sum: 2 values do not fit their schemas:\n  inputs.n: Too small: expected number to be >=3\n  inputs.s: Invalid input: expected string, received number",
		);
	});

	test("a thousand issues are told in twenty lines", () => {
		const values = { all: Array.from({ length: 1000 }, () => 1) };
		expect(() => validateInputs({ all: z.array(z.int().min(3)) }, values)).toThrow(
			/inputs.all\[19\].*\n {2}\.\.\. and 980 more$/,
		);
	});

	test("outputs", async () => {
		expect(validateOutput(z.int().min(3), 5, "outputs.o0")).toBe(5);
		expect(() => validateOutput(z.int().min(3), 1, "outputs.o0", "a.sum")).toThrow("a.sum: outputs.o0: Too small");
		const slow = z.int().refine(async () => false, "never");
		await expect(validateOutput(slow, 1, "outputs.o0")).rejects.toThrow("outputs.o0: never");
	});

	test("a schema that throws is named", async () => {
		const schema = (validate: () => unknown) => ({ "~standard": { version: 1, vendor: "acme", validate } }) as Schema;
		const boom = () => {
			throw new Error("boom");
		};
		expect(() => validateOutput(schema(boom), 1, "outputs.o0")).toThrow("outputs.o0: its schema threw: boom");
		const later = validateOutput(
			schema(() => Promise.reject("no")),
			1,
			"outputs.o0",
		);
		await expect(later).rejects.toThrow("outputs.o0: its schema threw: no");
	});
});

describe("flyte's schemas are Standard Schemas of their own", () => {
	test.each<[string, Schema, unknown[], [unknown, string][]]>([
		[
			"int",
			flyte.int(),
			[0, -5, 2 ** 53 - 1],
			[
				[2 ** 53, "a safe integer, got number 9007199254740992"],
				[1.5, "number 1.5"],
				["1", 'string "1"'],
				[1n, "bigint 1n"],
			],
		],
		[
			"bigint",
			flyte.bigint(),
			[0n, 2n ** 63n - 1n, -(2n ** 63n)],
			[
				[2n ** 63n, "a bigint within int64"],
				[1, "number 1"],
			],
		],
		["float", flyte.float(), [1.5, Number.NaN, -0], [["1", "a number"]]],
		["string", flyte.string(), [""], [[1, "a string, got number 1"]]],
		["boolean", flyte.boolean(), [false], [[0, "a boolean"]]],
		[
			"date",
			flyte.date(),
			[new Date(0)],
			[
				[new Date(Number.NaN), "a valid Date"],
				["2026-01-01", "a valid Date"],
			],
		],
		["timestamp", flyte.timestamp(), [timestamp("2026-01-01T00:00:00.000000001Z")], [[new Date(0), "a Timestamp"]]],
		["duration", flyte.duration(), [duration("5m")], [["5m", 'a Duration, such as duration("5m")']]],
		["enum", flyte.enum("a", "b"), ["a"], [["c", 'one of "a", "b"']]],
		["none", flyte.none(), [undefined], [[null, "undefined, got null"]]],
		["list", flyte.list(flyte.int()), [[], [1]], [[{}, "an array"]]],
		[
			"record",
			flyte.record(flyte.int()),
			[{}],
			[
				[[], "an object, got an array of 0"],
				[new Map(), "an object"],
			],
		],
		["map", flyte.map(flyte.int()), [new Map()], [[{}, "a Map"]]],
		[
			"struct",
			flyte.struct({ a: flyte.int() }),
			[{ a: 1 }],
			[
				[{}, "a safe integer, got undefined"],
				[null, "an object"],
			],
		],
		["union", flyte.union(flyte.int(), flyte.string()), [1, "a"], [[true, "fits none of 2 variants"]]],
		["json", flyte.json(), [null, [1]], [[undefined, "a JSON value"]]],
	])("%s", (_, schema, good, bad) => {
		const { validate } = schema["~standard"] as unknown as {
			validate: (value: unknown) => { issues?: { message: string }[] };
		};
		for (const value of good) expect(validate(value)).toEqual({ value });
		for (const [value, message] of bad) expect(validate(value).issues?.[0]?.message).toContain(message);
	});
});
