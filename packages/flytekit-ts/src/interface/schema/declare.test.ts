import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import type { NativeType } from "../../types/native-type.js";
import { detectedFromSchemas, flyte, registerSchemaConverter, type Schema, type SchemaDeclaration } from "./index.js";

const int: NativeType = { kind: "int", native: "number" };
const THEN = "then";
const string: NativeType = { kind: "string" };

describe("outputs", () => {
	test.each<[string, SchemaDeclaration["outputs"], object]>([
		["left out", undefined, { outputs: [], outputShape: "none" }],
		["none", flyte.none(), { outputs: [], outputShape: "none" }],
		["void", z.void(), { outputs: [], outputShape: "none" }],
		["one schema is o0", z.int(), { outputs: [{ name: "o0", type: int }], outputShape: "single" }],
		["a function that is a schema", type("string"), { outputs: [{ name: "o0", type: string }], outputShape: "single" }],
		[
			"by name",
			{ q: z.int(), r: flyte.describe(flyte.string(), "the rest") },
			{
				outputs: [
					{ name: "q", type: int },
					{ name: "r", type: string, description: "the rest" },
				],
				outputShape: "named",
			},
		],
		["one by name stays named", { q: z.int() }, { outputs: [{ name: "q", type: int }], outputShape: "named" }],
		[
			"a list is a tuple",
			[z.int(), z.string()],
			{
				outputs: [
					{ name: "o0", type: int },
					{ name: "o1", type: string },
				],
				outputShape: "tuple",
			},
		],
		[
			"an optional output is a union with none",
			z.int().optional(),
			{
				outputs: [{ name: "o0", type: { kind: "union", variants: [int, { kind: "none", native: "undefined" }] } }],
				outputShape: "single",
			},
		],
	])("%s", (_, outputs, expected) => {
		expect(detectedFromSchemas(outputs === undefined ? {} : { outputs })).toEqual({ inputs: [], ...expected });
	});
});

describe("inputs", () => {
	test("keep their order, whatever they are called", () => {
		const inputs = { b: flyte.int(), a: flyte.int(), constructor: flyte.int(), ["__proto__"]: flyte.int() };
		const names = detectedFromSchemas({ inputs }).inputs.map((input) => input.name);
		expect(names).toEqual(["b", "a", "constructor", "__proto__"]);
	});

	test("a default that JSON has no word for", () => {
		const at = new Date(Date.UTC(2026, 0, 2));
		const inputs = {
			at: z.date().default(at),
			big: flyte.default(flyte.bigint(), 2n ** 60n),
			nan: flyte.default(flyte.float(), Number.NaN),
		};
		const defaults = detectedFromSchemas({ inputs }).inputs.map((input) => input.default);
		expect(defaults).toEqual([
			{ $date: "2026-01-02T00:00:00.000Z" },
			{ $bigint: "1152921504606846976" },
			{ $number: "NaN" },
		]);
	});

	test("coercing text does not make an input optional", () => {
		const [input] = detectedFromSchemas({ inputs: { x: z.coerce.string() } }).inputs;
		expect(input).toEqual({ name: "x", type: string, optional: false });
	});
});

describe("refused", () => {
	const one = (schema: unknown) => () => detectedFromSchemas({ inputs: { x: schema as Schema } });
	let calls = 0;
	test.each<[string, () => unknown, string]>([
		["no schema", one(3), "inputs.x: not a schema\n  way out: give a schema: flyte.int(), z.string(), "],
		["nothing", one(null), "inputs.x: not a schema"],
		["a class that only looks alike", one({ "~standard": { vendor: "x" } }), "inputs.x: not a schema"],
		[
			"any",
			one(z.any()),
			"inputs.x: a schema that says no type (any, unknown) is no Flyte type\n  way out: say the type, or flyte.json() for any JSON value",
		],
		["unknown of arktype", one(type("unknown")), "inputs.x: a schema that says no type"],
		["a class of arktype", one(type("Map")), "inputs.x: a schema that says no type"],
		["any inside", one(z.object({ a: z.array(z.any()) })), "inputs.x.a[]: a schema that says no type"],
		["any inside helpers", one(flyte.list(flyte.struct({ a: z.any() }))), "inputs.x[].a: a schema that says no type"],
		["never", one(z.never()), "inputs.x: no value fits this schema (never)"],
		["numbers as literals", one(z.literal([1, 2])), "inputs.x: numbers as literals"],
		["numbers as literals of arktype", one(type("1 | 2")), "inputs.x: numbers as literals"],
		["an int of texts", one(flyte.int(z.number())), "inputs.x: flyte.int() got a schema that is not of integers"],
		["a tuple", one(z.tuple([z.int(), z.string()])), "inputs.x: a tuple is no Flyte type"],
		[
			"other keys besides",
			one(z.looseObject({ a: z.int() })),
			"inputs.x: an object with fields and any other keys besides",
		],
		["a file of zod", one(z.file()), "inputs.x: a file has no JSON Schema\n  way out: use flyte.file()"],
		[
			"a Map of zod",
			one(z.map(z.string(), z.int())),
			"inputs.x: zod cannot say this schema's type: Map cannot be represented in JSON Schema\n  way out: use a helper of flyte there (flyte.map(...)",
		],
		[
			"a transform",
			one(z.string().transform((text) => text.length)),
			"inputs.x: the schema turns its values into another type\n  way out: let the schema check only, and convert inside the task",
		],
		["a codec", one(z.stringbool()), "inputs.x: the schema turns its values into another type"],
		[
			"a transform inside",
			one(z.object({ a: z.stringbool() })),
			"inputs.x: the schema turns its values into another type",
		],
		[
			"a morph of arktype",
			one(type("string.numeric.parse")),
			"inputs.x: the schema turns its values into another type",
		],
		["a computed default", one(z.int().default(() => ++calls)), "inputs.x: the default is not a constant: number "],
		[
			"a default that no interface can hold",
			one(flyte.default(flyte.json(), (() => 1) as never)),
			"inputs.x: the default is not a constant: a function",
		],
		[
			"one schema for all inputs",
			() => detectedFromSchemas({ inputs: z.object({ a: z.int() }) as never }),
			"inputs: takes an object of schemas by name, got one schema for all inputs\n  way out: inputs: { n: ... } with a schema for each: zod's schema.shape",
		],
		[
			"inputs that are a list",
			() => detectedFromSchemas({ inputs: [z.int()] as never }),
			"inputs: takes an object of schemas",
		],
		[
			"outputs that are text",
			() => detectedFromSchemas({ outputs: "int" as never }),
			'outputs: takes an object of schemas by name, got string "int"',
		],
		[
			"an output without type",
			() => detectedFromSchemas({ outputs: { q: z.any() } }),
			"outputs.q: a schema that says no type",
		],
		[
			"an output of a tuple",
			() => detectedFromSchemas({ outputs: [z.int(), z.any()] }),
			"outputs[1]: a schema that says no type",
		],
		[
			"a named output then",
			() => detectedFromSchemas({ outputs: { [THEN]: z.int() } }),
			'outputs.then: an output cannot be named "then"',
		],
		[
			"an output's field then",
			() => detectedFromSchemas({ outputs: z.object({ [THEN]: z.int() }) }),
			'outputs.then: an output cannot be named "then"',
		],
		[
			"another library's schema without converter",
			one({ "~standard": { version: 1, vendor: "acme", validate: () => ({ value: 1 }) } }),
			"inputs.x: schemas of acme do not say their type by themselves",
		],
	])("%s", (_, act, message) => {
		expect(act).toThrow(message);
	});

	test("valibot before its converter is there says how to give it", () => {
		expect(one(v.number())).toThrow(
			'inputs.x: schemas of valibot do not say their type by themselves\n  way out: registerSchemaConverter("valibot", toJsonSchema), or wrap each: toStandardJsonSchema(schema)',
		);
	});

	test("so does zod/mini, and then it is read", () => {
		const inputs = { x: mini.object({ n: mini.int(), at: mini.date(), s: mini.optional(mini.string()) }) };
		expect(() => detectedFromSchemas({ inputs })).toThrow(
			'schemas of zod do not say their type by themselves\n  way out: use zod 4, or with zod/mini call registerSchemaConverter("zod", z.toJSONSchema) once',
		);
		registerSchemaConverter("zod", mini.toJSONSchema);
		expect(detectedFromSchemas({ inputs }).inputs[0]?.type).toEqual({
			kind: "struct",
			name: "",
			fields: [
				{ name: "n", type: int, optional: false },
				{ name: "at", type: { kind: "datetime", native: "date" }, optional: false },
				{ name: "s", type: string, optional: true },
			],
		});
	});

	test("the task is named where it is known, and the code says the kind", () => {
		const act = () => detectedFromSchemas({ inputs: { x: z.any() } }, "examples.a.sum");
		expect(act).toThrow("examples.a.sum: inputs.x: a schema");
		expect(act).toThrow(
			expect.objectContaining({
				code: "INTERFACE_JSON_SCHEMA",
				details: expect.objectContaining({ path: "inputs.x", entity: "examples.a.sum" }),
			}),
		);
	});

	test("a converter needs a name and a function", () => {
		expect(() => registerSchemaConverter("", () => ({}))).toThrow("takes a library's name and a function");
		expect(() => registerSchemaConverter("x", 3 as never)).toThrow("takes a library's name and a function");
	});
});
