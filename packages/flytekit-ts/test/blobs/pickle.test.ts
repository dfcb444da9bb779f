import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromLiteral, type Literal, literalTypeOf, type NativeType, toLiteral } from "../../src/types/index.js";
import { messageOf, testContext, utf8 } from "./stores.js";

const pickle: NativeType = { kind: "pickle" };
const blob = (format: string) => ({ kind: "blob", format, dimensionality: "single" }) as const;

async function thereAndBack(value: unknown): Promise<unknown> {
	const ctx = testContext();
	return fromLiteral(await toLiteral(value, pickle, ctx), pickle, ctx);
}

describe("a pickle", () => {
	it("is a blob of its own format", async () => {
		const ctx = testContext();
		expect(literalTypeOf(pickle)).toEqual(blob("V8Serialized"));
		expect(await toLiteral({ a: 1 }, pickle, ctx)).toEqual({
			kind: "blob",
			uri: "mem://out/id1/value.v8",
			type: blob("V8Serialized"),
		});
	});

	it("keeps all kinds of data", async () => {
		const value = {
			map: new Map<unknown, unknown>([
				["k", new Set([1n, Number.NaN, -0])],
				[{ key: 1 }, "v"],
			]),
			date: new Date(5),
			bytes: new Uint8Array([1, 2]),
			gaps: [undefined, null],
			error: new TypeError("t"),
			pattern: /a/gi,
		};
		const back = (await thereAndBack(value)) as typeof value;
		expect(back).toEqual(value);
		expect(back.error).toBeInstanceOf(TypeError);
		const cyclic: { self?: unknown } = {};
		cyclic.self = cyclic;
		const around = (await thereAndBack(cyclic)) as typeof cyclic;
		expect(around.self).toBe(around);
	});

	it("keeps any JSON-like value, hostile keys included", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
				async (value) => {
					fc.pre(value !== undefined && value !== null);
					expect(await thereAndBack(value)).toEqual(value);
				},
			),
			{ numRuns: 200 },
		);
		const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as object;
		expect(Object.entries((await thereAndBack(hostile)) as object)).toEqual(Object.entries(hostile));
	});

	class Dog {
		name = "rex";
		bark() {}
	}
	it.each([
		[() => 1, "PICKLE_VALUE inputs.x: a function cannot be serialised"],
		[{ a: [1, { f() {} }] }, "PICKLE_VALUE inputs.x.a[1].f: a function cannot be serialised"],
		[{ dog: new Dog() }, "PICKLE_VALUE inputs.x.dog: a Dog cannot be serialised"],
		[new Map([["k", Symbol("s")]]), "PICKLE_VALUE inputs.x.k: a symbol cannot be serialised"],
		[new Set([1, Promise.resolve()]), "PICKLE_VALUE inputs.x[1]: a Promise cannot be serialised"],
		[[new WeakMap()], "PICKLE_VALUE inputs.x[0]: a WeakMap cannot be serialised"],
		[new (class Names extends Map {})(), "PICKLE_VALUE inputs.x: a Map cannot be serialised"],
	])("refuses what would come back as something else: %#", async (value, message) => {
		const ctx = testContext();
		const text = await messageOf(() => toLiteral(value, pickle, ctx, "inputs.x"));
		expect(text).toBe(
			`${message}\n  way out: keep data only: plain objects, lists, Maps, Sets, Dates, numbers and texts; a type of your own needs registerType`,
		);
		expect(await ctx.blobs.list("mem://out")).toEqual([]);
	});

	it("walks deep values without a stack", async () => {
		let deep: unknown = () => 1;
		for (let i = 0; i < 50_000; i++) deep = [deep];
		expect(await messageOf(() => toLiteral(deep, pickle, testContext(), "inputs.x"))).toContain(
			"a function cannot be serialised",
		);
	});

	it("does not open what Python pickled, nor other blobs", async () => {
		const ctx = testContext();
		const read = (literal: Literal) => messageOf(() => fromLiteral(literal, pickle, ctx, "inputs.x"));
		expect(await read({ kind: "blob", uri: "s3://b/p", type: blob("PythonPickle") })).toBe(
			"PICKLE_LITERAL inputs.x: expected a value serialised by V8, got s3://b/p, which Python pickled\n" +
				"  way out: declare a type that both sides know, such as an interface (a dataclass in Python) or FlyteFile",
		);
		expect(await read({ kind: "blob", uri: "s3://b/p", type: blob("csv") })).toContain(
			'got s3://b/p of the format "csv"',
		);
		expect(await read({ kind: "integer", value: 1n })).toContain(
			"PICKLE_LITERAL inputs.x: expected a value serialised by V8, got the integer 1",
		);
	});

	it("says which file is damaged", async () => {
		const ctx = testContext();
		await ctx.blobs.write("mem://bad", utf8("not V8"));
		const literal = { kind: "blob", uri: "mem://bad", type: blob("V8Serialized") } as const;
		expect(await messageOf(() => fromLiteral(literal, pickle, ctx, "inputs.x"))).toContain(
			"PICKLE_LITERAL inputs.x: mem://bad cannot be read: ",
		);
	});
});
