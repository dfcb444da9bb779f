import { toJsonSchema, toStandardJsonSchema } from "@valibot/to-json-schema";
import { scope, type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { literalTypeOf, type NativeType } from "../../types/index.js";
import type { DetectedInput } from "../detected.js";
import { detectedFromSchemas, flyte, registerSchemaConverter, type Schema } from "./index.js";

registerSchemaConverter("valibot", toJsonSchema);

const int: NativeType = { kind: "int", native: "number" };
const float: NativeType = { kind: "float" };
const string: NativeType = { kind: "string" };
const bigint: NativeType = { kind: "int", native: "bigint" };
const date: NativeType = { kind: "datetime", native: "date" };
const nil: NativeType = { kind: "none", native: "null" };
const missing: NativeType = { kind: "none", native: "undefined" };
const union = (...variants: NativeType[]): NativeType => ({ kind: "union", variants });
const struct = (...fields: [string, NativeType, ("?" | "")?, string?][]): NativeType => ({
	kind: "struct",
	name: "",
	fields: fields.map(([name, t, optional, description]) => ({
		name,
		type: t,
		optional: optional === "?",
		...(description === undefined ? {} : { description }),
	})),
});
const plain = (t: NativeType): DetectedInput => ({ name: "x", type: t, optional: false });

const vInt = v.pipe(v.number(), v.integer());
const arkNode = scope({ Node: { "next?": "Node", v: "number.integer" } }).export().Node;
const zodNode = z.object({
	get next() {
		return zodNode.optional();
	},
	v: z.int(),
});
const valibotNode: v.GenericSchema = v.object({ next: v.optional(v.lazy(() => valibotNode)), v: vInt });

/** Each row: what the input `x` must be, and the schemas of each library that say so. */
const cases: [string, DetectedInput, { zod?: Schema; arktype?: Schema; valibot?: Schema; flyte?: Schema }][] = [
	["integer", plain(int), { zod: z.int(), arktype: type("number.integer"), valibot: vInt, flyte: flyte.int() }],
	[
		"integer with limits",
		plain(int),
		{
			zod: z.int().min(3).max(9),
			arktype: type("3 <= number.integer <= 9"),
			valibot: v.pipe(vInt, v.minValue(3), v.maxValue(9)),
			flyte: flyte.int(z.int().min(3)),
		},
	],
	[
		"integer with a check of its own",
		plain(int),
		{
			zod: z.int().refine((n) => n % 2 === 0),
			arktype: type("number.integer").narrow((n) => n % 2 === 0),
			valibot: v.pipe(
				vInt,
				v.check((n) => n % 2 === 0),
			),
		},
	],
	["number", plain(float), { zod: z.number(), arktype: type("number"), valibot: v.number(), flyte: flyte.float() }],
	["string", plain(string), { zod: z.string(), arktype: type("string"), valibot: v.string(), flyte: flyte.string() }],
	[
		"text that is a date",
		plain(string),
		{ zod: z.iso.datetime(), arktype: type("string.date.iso"), valibot: v.pipe(v.string(), v.isoTimestamp()) },
	],
	[
		"boolean",
		plain({ kind: "boolean" }),
		{ zod: z.boolean(), arktype: type("boolean"), valibot: v.boolean(), flyte: flyte.boolean() },
	],
	["bigint", plain(bigint), { zod: z.bigint(), arktype: type("bigint"), valibot: v.bigint(), flyte: flyte.bigint() }],
	["int64", plain(bigint), { zod: z.int64() }],
	["date", plain(date), { zod: z.date(), arktype: type("Date"), valibot: v.date(), flyte: flyte.date() }],
	["a date with a limit", plain(date), { zod: z.date().min(new Date(0)), arktype: type("Date > d'2020-01-01'") }],
	["timestamp", plain({ kind: "datetime", native: "timestamp" }), { flyte: flyte.timestamp() }],
	["duration", plain({ kind: "duration" }), { flyte: flyte.duration() }],
	["file", plain({ kind: "file", format: "csv" }), { flyte: flyte.file("csv") }],
	["any file", plain({ kind: "file", format: "" }), { flyte: flyte.file() }],
	["directory", plain({ kind: "directory", format: "" }), { flyte: flyte.directory() }],
	[
		"dataset",
		plain({
			kind: "dataset",
			columns: [
				{ name: "a", type: int },
				{ name: "b", type: union(string, missing) },
			],
			format: "parquet",
		}),
		{
			flyte: flyte.dataset({ a: z.int(), b: flyte.optional(flyte.string()) }, { format: "parquet" }),
		},
	],
	["dataset of any columns", plain({ kind: "dataset", columns: [], format: "" }), { flyte: flyte.dataset() }],
	[
		"list",
		plain({ kind: "list", element: int }),
		{
			zod: z.array(z.int()),
			arktype: type("number.integer[]"),
			valibot: v.array(vInt),
			flyte: flyte.list(flyte.int()),
		},
	],
	[
		"record",
		plain({ kind: "map", native: "record", value: int }),
		{
			zod: z.record(z.string(), z.int()),
			arktype: type({ "[string]": "number.integer" }),
			valibot: v.record(v.string(), vInt),
			flyte: flyte.record(flyte.int()),
		},
	],
	["Map", plain({ kind: "map", native: "map", value: date }), { flyte: flyte.map(z.date()) }],
	[
		"enum",
		plain({ kind: "enum", values: ["a", "b"] }),
		{
			zod: z.enum(["a", "b"]),
			arktype: type("'a' | 'b'"),
			valibot: v.picklist(["a", "b"]),
			flyte: flyte.enum("a", "b"),
		},
	],
	[
		"one literal",
		plain({ kind: "enum", values: ["a"] }),
		{ zod: z.literal("a"), arktype: type("'a'"), valibot: v.literal("a"), flyte: flyte.enum("a") },
	],
	[
		"nullable",
		plain(union(int, nil)),
		{
			zod: z.int().nullable(),
			arktype: type("number.integer | null"),
			valibot: v.nullable(vInt),
			flyte: flyte.nullable(flyte.int()),
		},
	],
	[
		"optional",
		{ name: "x", type: union(int, missing), optional: true },
		{
			zod: z.int().optional(),
			arktype: type("number.integer | undefined"),
			valibot: v.optional(vInt),
			flyte: flyte.optional(flyte.int()),
		},
	],
	[
		"optional or null",
		{ name: "x", type: union(int, nil), optional: true },
		{ zod: z.int().nullish(), valibot: v.nullish(vInt), flyte: flyte.optional(flyte.nullable(flyte.int())) },
	],
	[
		"a default",
		{ name: "x", type: int, optional: false, default: 3 },
		{
			zod: z.int().default(3),
			valibot: v.optional(vInt, 3),
			flyte: flyte.default(flyte.int(), 3),
		},
	],
	[
		"a default that is null",
		{ name: "x", type: union(string, nil), optional: false, default: null },
		{ zod: z.string().nullable().default(null), flyte: flyte.default(flyte.nullable(flyte.string()), null) },
	],
	[
		"a description",
		{ name: "x", type: int, optional: false, description: "how many" },
		{
			zod: z.int().describe("how many"),
			arktype: type("number.integer").describe("how many"),
			valibot: v.pipe(vInt, v.description("how many")),
			flyte: flyte.describe(flyte.int(), "how many"),
		},
	],
	[
		"union",
		plain(union(string, int)),
		{
			zod: z.union([z.string(), z.int()]),
			arktype: type("string | number.integer"),
			valibot: v.union([v.string(), vInt]),
			flyte: flyte.union(flyte.string(), flyte.int()),
		},
	],
	[
		"union of structs told apart by a field",
		plain(
			union(
				struct(["k", { kind: "enum", values: ["a"] }], ["x", float]),
				struct(["k", { kind: "enum", values: ["b"] }], ["y", float]),
			),
		),
		{
			zod: z.discriminatedUnion("k", [
				z.object({ k: z.literal("a"), x: z.number() }),
				z.object({ k: z.literal("b"), y: z.number() }),
			]),
			arktype: type({ k: "'a'", x: "number" }).or({ k: "'b'", y: "number" }),
			valibot: v.variant("k", [
				v.object({ k: v.literal("a"), x: v.number() }),
				v.object({ k: v.literal("b"), y: v.number() }),
			]),
			flyte: flyte.union(
				flyte.struct({ k: flyte.enum("a"), x: flyte.float() }),
				flyte.struct({ k: flyte.enum("b"), y: flyte.float() }),
			),
		},
	],
	[
		"struct",
		plain(struct(["a", int, "", "the a"], ["at", date], ["b", string, "?"], ["c", union(string, nil), "?"])),
		{
			zod: z.object({
				a: z.int().describe("the a"),
				at: z.date(),
				b: z.string().optional(),
				c: z.string().nullish(),
			}),
			arktype: type({ a: type("number.integer").describe("the a"), at: "Date", "b?": "string", "c?": "string | null" }),
			valibot: v.object({
				a: v.pipe(vInt, v.description("the a")),
				at: v.date(),
				b: v.optional(v.string()),
				c: v.nullish(v.string()),
			}),
			flyte: flyte.struct({
				a: flyte.describe(flyte.int(), "the a"),
				at: flyte.date(),
				b: flyte.optional(flyte.string()),
				c: flyte.optional(flyte.nullable(flyte.string())),
			}),
		},
	],
	[
		"a field with a default may be left out",
		plain(struct(["a", int], ["b", string, "?"])),
		{
			zod: z.object({ a: z.int(), b: z.string().default("q") }),
			arktype: type({ a: "number.integer", b: "string = 'q'" }),
			valibot: v.object({ a: vInt, b: v.optional(v.string(), "q") }),
			flyte: flyte.struct({ a: flyte.int(), b: flyte.default(flyte.string(), "q") }),
		},
	],
	[
		"closed struct",
		plain(struct(["a", int])),
		{
			zod: z.strictObject({ a: z.int() }),
			arktype: type({ "+": "reject", a: "number.integer" }),
			valibot: v.strictObject({ a: vInt }),
		},
	],
	[
		"intersection of objects",
		plain(struct(["a", int], ["b", int])),
		{
			zod: z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() })),
			arktype: type({ a: "number.integer" }).and({ b: "number.integer" }),
			valibot: v.intersect([v.object({ a: vInt }), v.object({ b: vInt })]),
		},
	],
	[
		"named struct",
		plain({ kind: "struct", name: "Point", fields: [{ name: "x", type: float, optional: false }] }),
		{
			zod: z.object({ x: z.number() }).meta({ title: "Point" }),
			valibot: v.pipe(v.object({ x: v.number() }), v.title("Point")),
			flyte: flyte.struct({ x: flyte.float() }, { name: "Point" }),
		},
	],
	[
		"a struct that contains itself",
		plain({
			kind: "struct",
			name: "X",
			fields: [
				{ name: "next", type: { kind: "ref", name: "X" }, optional: true },
				{ name: "v", type: int, optional: false },
			],
		}),
		{ zod: zodNode, arktype: arkNode, valibot: valibotNode },
	],
	[
		"any JSON",
		plain({ kind: "json" }),
		{ zod: z.json(), arktype: type.keywords.object.json.root, flyte: flyte.json() },
	],
	["a branded type is its type", plain(int), { zod: z.int().brand("Id"), arktype: type("number.integer#id") }],
	[
		"libraries inside helpers",
		plain(
			struct(["f", { kind: "file", format: "" }], ["n", { kind: "list", element: int }], ["m", union(string, nil)]),
		),
		{
			flyte: flyte.struct({ f: flyte.file(), n: flyte.list(z.int().min(3)), m: type("string | null") }),
		},
	],
];

describe.each(cases)("%s", (_, expected, schemas) => {
	test.each(Object.entries(schemas))("%s", (_library, schema) => {
		const [input] = detectedFromSchemas({ inputs: { x: schema as Schema } }).inputs;
		expect(sorted(input)).toEqual(sorted(expected));
		expect(() => literalTypeOf((input as DetectedInput).type)).not.toThrow();
	});
});

test("valibot schemas that were wrapped one by one", () => {
	const inputs = { x: toStandardJsonSchema(v.object({ at: v.date(), n: vInt })) };
	expect(detectedFromSchemas({ inputs }).inputs).toEqual([plain(struct(["at", date], ["n", int]))]);
});

/** arktype lists fields by its own order. */
function sorted(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value), (key, part) =>
		key === "fields" ? [...part].sort((a, b) => (a.name < b.name ? -1 : 1)) : part,
	);
}
