import { describe, expect, it } from "vitest";
import * as t from "../../test/values/natives.js";
import type { ConvertContext } from "./convert/context.js";
import { fromLiteral, toLiteral } from "./convert/convert.js";
import { describeType } from "./describe.js";
import { guessNativeType, guessNativeTypeOfLiteral } from "./guess.js";
import type { Literal } from "./literal.js";
import type { JsonObject, LiteralType } from "./literal-type.js";
import type { NativeType } from "./native-type.js";
import { literalTypeOf } from "./schema/literal-type-of.js";

const struct = (metadata: JsonObject): LiteralType => ({ kind: "simple", simple: "struct", metadata });
const tree = t.struct("Tree", {
	value: t.whole,
	children: t.list({ kind: "ref", name: "Tree" }),
	"parent?": { kind: "ref", name: "Tree" },
});

describe("guessNativeType", () => {
	it.each<NativeType>([
		t.whole,
		t.float,
		t.string,
		t.boolean,
		t.date,
		t.span,
		t.none,
		t.json,
		t.list(t.record(t.whole)),
		t.oneOf("a", "b"),
		t.union(t.whole, t.string, t.none),
		t.file,
		{ kind: "directory", format: "csv" },
		{ kind: "pickle" },
		{ kind: "dataset", format: "parquet", columns: [{ name: "x", type: t.whole }] },
		t.struct("P", { x: t.whole, "y?": t.float, z: t.list(t.struct("Q", { s: t.string })) }),
		t.struct("F", { f: { kind: "file", format: "csv" }, at: t.date, len: t.span }),
	])("$kind: what we write is guessed as what it was", (type) => {
		const again = guessNativeType(literalTypeOf(type));
		expect(again).toEqual(type);
		expect(literalTypeOf(again)).toEqual(literalTypeOf(type));
	});

	it("an integer beyond 2^53 is read exactly, as a bigint, also inside a struct; one that is safe as a number", async () => {
		const ctx = {} as ConvertContext;
		const values = { n: 2n ** 53n + 1n, m: 5, list: [-(2n ** 63n), 2 ** 53 - 1] };
		const declared = t.struct("S", { n: t.bigint, m: t.int, list: t.list(t.bigint) });
		const literal = await toLiteral({ ...values, list: values.list.map(BigInt) }, declared, ctx);
		const guessed = guessNativeType(literalTypeOf(declared));
		expect(await fromLiteral(literal, guessed, ctx)).toEqual(values);
		expect(await toLiteral(values, guessed, ctx)).toEqual(literal);
		expect(
			await fromLiteral(
				{ kind: "integer", value: 2n ** 62n },
				guessNativeTypeOfLiteral({ kind: "integer", value: 1n }),
				ctx,
			),
		).toBe(2n ** 62n);
	});

	it("a recursive struct: its schema is a definition that refers to itself, as flytekit writes it", () => {
		const type = literalTypeOf(tree);
		expect(type.metadata).toMatchObject({ $ref: "#/$defs/Tree", $defs: { Tree: { title: "Tree", type: "object" } } });
		const again = guessNativeType(type);
		expect(again).toMatchObject({ kind: "struct", name: "Tree" });
		expect((again as typeof tree).fields[1]?.type).toEqual(t.list({ kind: "ref", name: "Tree" }));
	});

	it("anyOf null is optional, a default makes a field optional", () => {
		const guessed = guessNativeType(
			struct({
				type: "object",
				title: "D",
				properties: {
					a: { anyOf: [{ type: "integer" }, { type: "null" }], default: null },
					b: { type: "string", default: "x" },
					c: { type: "number" },
				},
				required: ["c"],
			}),
		);
		expect((guessed as typeof tree).fields.map((f) => [f.name, f.optional])).toEqual([
			["a", true],
			["b", true],
			["c", false],
		]);
	});

	it("a schema that says nothing, or nonsense, is untyped JSON", () => {
		const schemas: JsonObject[] = [{}, { type: "object" }, { $ref: "#/nowhere" }, { type: "frobnicate" }];
		for (const schema of schemas) {
			expect(guessNativeType(struct(schema)).kind).toBe("json");
		}
	});

	it("without a schema the fields' literal types say it", () => {
		const type: LiteralType = {
			kind: "simple",
			simple: "struct",
			structure: {
				dataclassType: { a: { kind: "simple", simple: "integer" }, b: literalTypeOf(t.optional(t.string)) },
			},
		};
		expect(guessNativeType(type)).toEqual(t.struct("", { a: t.whole, "b?": t.string }));
	});

	it("the older schema type is a Parquet dataset, a Python pickle a file to pass on", () => {
		expect(guessNativeType({ kind: "schema", columns: [{ name: "x", type: "float" }] })).toEqual({
			kind: "dataset",
			format: "parquet",
			columns: [{ name: "x", type: t.float }],
		});
		expect(guessNativeType({ kind: "blob", format: "PythonPickle", dimensionality: "single" })).toEqual({
			kind: "file",
			format: "PythonPickle",
		});
	});

	it("unions come in normal form", () => {
		const int = literalTypeOf(t.whole);
		expect(guessNativeType({ kind: "union", variants: [int] })).toEqual(t.whole);
		expect(guessNativeType({ kind: "union", variants: [literalTypeOf(t.none), int, int] })).toEqual(
			t.optional(t.whole),
		);
	});

	it("an error has no TypeScript type", () => {
		expect(() => guessNativeType({ kind: "simple", simple: "error" })).toThrow(
			"values of type error have no TypeScript type\n  way out: register a type",
		);
	});
});

describe("guessNativeTypeOfLiteral", () => {
	it("goes by the values", () => {
		const int: Literal = { kind: "integer", value: 1n };
		expect(guessNativeTypeOfLiteral({ kind: "collection", items: [int, int] })).toEqual(t.list(t.whole));
		expect(guessNativeTypeOfLiteral({ kind: "collection", items: [] })).toEqual(t.list(t.json));
		expect(
			guessNativeTypeOfLiteral({
				kind: "map",
				entries: new Map<string, Literal>([
					["a", int],
					["b", { kind: "none" }],
				]),
			}),
		).toEqual(t.record(t.optional(t.whole)));
		expect(() => guessNativeTypeOfLiteral({ kind: "error", failedNodeId: "n0", message: "m" })).toThrow(
			"has no TypeScript type",
		);
	});
});

describe("describeType", () => {
	it.each<[NativeType, string]>([
		[t.int, "Int"],
		[t.bigint, "bigint"],
		[t.float, "number"],
		[t.list(t.int), "Int[]"],
		[t.list(t.optional(t.int)), "(Int | undefined)[]"],
		[t.list(t.oneOf("a", "b")), '("a" | "b")[]'],
		[t.record(t.float), "Record<string, number>"],
		[t.mapOf(t.date), "Map<string, Date>"],
		[t.instant, "Timestamp"],
		[t.struct("Point", {}), "Point"],
		[t.struct("", { x: t.int, "y?": t.string, "a b": t.span }), '{ x: Int; y?: string; "a b": Duration }'],
		[tree, "Tree"],
		[{ kind: "ref", name: "Tree" }, "Tree"],
		[{ kind: "enum", name: "Color", values: ["red"] }, "Color"],
		[{ kind: "file", format: "csv" }, 'FlyteFile<"csv">'],
		[{ kind: "directory", format: "" }, "FlyteDirectory"],
		[{ kind: "dataset", format: "", columns: [{ name: "x", type: t.int }] }, "StructuredDataset<{ x: Int }>"],
		[{ kind: "pickle" }, "unknown"],
		[{ kind: "custom", name: "Money" }, "Money"],
		[t.oneOf(..."abcdefghij"), '"a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | ... (10 in all)'],
	])("%j", (type, text) => {
		expect(describeType(type)).toBe(text);
	});
});
