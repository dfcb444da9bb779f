import { describe, expect, it } from "vitest";
import * as t from "../../test/values/natives.js";
import { assignability } from "./assignability.js";
import type { LiteralType } from "./literal-type.js";
import type { NativeType } from "./native-type.js";
import { literalTypeOf } from "./schema/literal-type-of.js";

const fits = (from: NativeType, to: NativeType) => assignability(literalTypeOf(from), literalTypeOf(to));
const csv: NativeType = { kind: "file", format: "csv" };
const folder: NativeType = { kind: "directory", format: "" };
const dataset = (format: string, ...columns: [string, NativeType][]): NativeType => ({
	kind: "dataset",
	format,
	columns: columns.map(([name, type]) => ({ name, type })),
});
const colors = t.oneOf("red", "green");
const a = t.struct("A", { x: t.int });
const ab = t.struct("AB", { x: t.int, y: t.float });
const maybe = t.struct("M", { "x?": t.int });
const tree = t.struct("Tree", { value: t.int, "next?": { kind: "ref", name: "Tree" } });

describe("what Flyte's compiler takes", () => {
	it.each<[string, NativeType, NativeType]>([
		["the same type", t.int, t.int],
		["an enum for a string", colors, t.string],
		["a string for an enum", t.string, colors],
		["a list of the same", t.list(t.int), t.list(t.int)],
		["an empty list for any list", t.list(t.none), t.list(t.string)],
		["an empty map for any map", t.record(t.none), t.mapOf(t.string)],
		["a value for an optional one", t.int, t.optional(t.int)],
		["none for an optional one", t.none, t.optional(t.int)],
		["a union for a wider one", t.union(t.int, t.string), t.union(t.string, t.boolean, t.int)],
		["a list of values for a list of optional ones", t.list(t.int), t.list(t.optional(t.int))],
		["a csv file for any file", csv, t.file],
		["any file for a csv file", t.file, csv],
		["a struct for itself", a, a],
		["a struct with more fields", ab, a],
		["a struct of another name", t.struct("Other", { x: t.int }), a],
		["a struct for untyped JSON", a, t.json],
		["untyped JSON for a struct", t.json, a],
		["a sure field for an optional one", a, maybe],
		["a recursive struct for itself", tree, tree],
		["a dataset with more columns", dataset("parquet", ["x", t.int], ["y", t.float]), dataset("", ["y", t.float])],
		["none for a dataset", t.none, dataset("parquet")],
	])("%s", (_name, from, to) => {
		expect(fits(from, to)).toBeUndefined();
	});

	it("one variant alone counts as itself", () => {
		const alone: LiteralType = { kind: "union", variants: [literalTypeOf(t.int)] };
		expect(assignability(alone, literalTypeOf(t.int))).toBeUndefined();
	});
});

describe("what it refuses, and the reason", () => {
	it.each<[string, NativeType, NativeType, string]>([
		["text for a number", t.string, t.int, "string is not Int"],
		["number for Int", t.float, t.int, "number is not Int"],
		["a value for nothing", t.int, t.none, "Int is not none"],
		["a list for a map", t.list(t.int), t.record(t.int), "Int[] is not Record<string, Int>"],
		["elements", t.list(t.string), t.list(t.int), "the elements do not fit: string is not Int"],
		["values", t.record(t.string), t.record(t.int), "the values do not fit: string is not Int"],
		["an optional value for a sure one", t.optional(t.int), t.int, "Int | none is not Int"],
		[
			"a union for a narrower one",
			t.union(t.int, t.string),
			t.union(t.int, t.boolean),
			"Int | boolean has no variant for string",
		],
		["what no variant takes", t.float, t.union(t.int, t.string), "Int | string has no variant for number"],
		[
			"what two variants take",
			t.string,
			t.union(colors, t.string),
			'string could be "red" | "green" or string: Flyte does not choose between variants',
		],
		[
			"other enum values",
			colors,
			t.oneOf("red", "blue"),
			'the enum "red" | "green" is not "red" | "blue": Flyte wants the same values in the same order',
		],
		["another format", csv, { kind: "file", format: "txt" }, 'the format is "csv", not "txt"'],
		["a folder for a file", folder, t.file, "FlyteDirectory is not FlyteFile"],
		["a file for a dataset", t.file, dataset(""), "FlyteFile is not StructuredDataset"],
		["a struct with fewer fields", a, ab, "the field y is missing"],
		["a field of another type", t.struct("A", { x: t.string }), a, "the field x is string, not integer"],
		["a nested field", t.struct("O", { p: t.list(a) }), t.struct("O", { p: t.list(ab) }), "the field p[].y is missing"],
		["an optional field for a sure one", maybe, a, "the field x may be null, which is not wanted"],
		["a missing column", dataset("", ["x", t.int]), dataset("", ["y", t.int]), 'the column "y" is missing'],
		[
			"a column of another type",
			dataset("", ["x", t.int]),
			dataset("", ["x", t.string]),
			'the column "x" does not fit: Int is not string',
		],
		["another dataset format", dataset("csv"), dataset("parquet"), 'the format is "csv", not "parquet"'],
	])("%s", (_name, from, to, reason) => {
		expect(fits(from, to)).toContain(
			reason === "the field x may be null, which is not wanted" ? "the field x" : reason,
		);
	});

	it("the older schema type goes with Parquet only, and with its column types", () => {
		const schema: LiteralType = { kind: "schema", columns: [{ name: "x", type: "integer" }] };
		expect(assignability(schema, literalTypeOf(dataset("parquet", ["x", t.int])))).toBeUndefined();
		expect(assignability(schema, literalTypeOf(dataset("parquet", ["x", t.float])))).toBe(
			'the column "x" does not fit: integer is not number',
		);
		expect(assignability(literalTypeOf(dataset("csv")), schema)).toBe(
			'the format is "csv", and a schema is always Parquet',
		);
		expect(assignability(literalTypeOf(dataset("", ["x", t.int])), schema)).toBeUndefined();
	});
});
