import { describe, expect, test } from "vitest";
import { jsonSchemaToNative } from "./json-schema-to-native.js";
import type { Json } from "./literal-type.js";
import type { NativeType } from "./native-type.js";

const int: NativeType = { kind: "int", native: "number" };
const string: NativeType = { kind: "string" };
const none: NativeType = { kind: "none", native: "null" };
const read = (schema: Json) => jsonSchemaToNative(schema, "inputs.x");
const struct = (name: string, ...fields: [string, NativeType, "?"?][]): NativeType => ({
	kind: "struct",
	name,
	fields: fields.map(([name, type, optional]) => ({ name, type, optional: optional === "?" })),
});

describe("a JSON Schema as a native type", () => {
	test.each<[string, Json, NativeType]>([
		["integer", { type: "integer", minimum: 3 }, int],
		["number", { type: "number" }, { kind: "float" }],
		["string", { type: "string", pattern: "a+" }, string],
		["a date-time stays text", { type: "string", format: "date-time" }, string],
		["boolean", { type: "boolean" }, { kind: "boolean" }],
		["null", { type: "null" }, none],
		["array", { type: "array", items: { type: "integer" } }, { kind: "list", element: int }],
		["implied array", { items: { type: "integer" } }, { kind: "list", element: int }],
		[
			"record",
			{ type: "object", propertyNames: { type: "string" }, additionalProperties: { type: "integer" } },
			{ kind: "map", native: "record", value: int },
		],
		[
			"record of listed keys",
			{
				type: "object",
				propertyNames: { enum: ["a", "b"] },
				additionalProperties: { type: "integer" },
				required: ["a"],
			},
			struct("", ["a", int], ["b", int, "?"]),
		],
		["enum", { enum: ["b", "a"] }, { kind: "enum", values: ["b", "a"] }],
		["titled enum", { enum: ["b"], title: "Letter" }, { kind: "enum", values: ["b"], name: "Letter" }],
		["const", { const: "a" }, { kind: "enum", values: ["a"] }],
		["boolean const", { const: true }, { kind: "boolean" }],
		[
			"enum with null",
			{ enum: ["a", null] },
			{
				kind: "union",
				variants: [{ kind: "enum", values: ["a"] }, none],
			},
		],
		["consts one by one", { anyOf: [{ const: "a" }, { const: "b" }] }, { kind: "enum", values: ["a", "b"] }],
		["a literal beside string", { anyOf: [{ const: "a" }, { type: "string" }] }, string],
		["none goes last", { anyOf: [{ type: "null" }, { type: "integer" }] }, { kind: "union", variants: [int, none] }],
		["several types", { type: ["integer", "null"] }, { kind: "union", variants: [int, none] }],
		[
			"unions inside unions are flat, without doubles",
			{ oneOf: [{ type: "integer" }, { anyOf: [{ type: "string" }, { type: "integer" }] }] },
			{ kind: "union", variants: [int, string] },
		],
		["one variant is no union", { anyOf: [{ type: "integer" }] }, int],
		[
			"fields",
			{ type: "object", properties: { a: { type: "integer" }, b: { type: "string" } }, required: ["a"] },
			struct("", ["a", int], ["b", string, "?"]),
		],
		["no fields", { type: "object", properties: {}, additionalProperties: false }, struct("")],
		["title", { title: "P", type: "object", properties: { a: { type: "integer" } } }, struct("P", ["a", int, "?"])],
		[
			"definitions name a struct, a generator's name does not",
			{
				type: "object",
				properties: { a: { $ref: "#/$defs/Shared" }, b: { $ref: "#/definitions/__schema0" } },
				required: ["a", "b"],
				$defs: { Shared: { type: "object", properties: {} } },
				definitions: { __schema0: { type: "object", properties: {} } },
			},
			struct("", ["a", struct("Shared")], ["b", struct("")]),
		],
		["pointers are unescaped", { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { type: "integer" } } }, int],
		[
			"allOf of objects is one object",
			{
				allOf: [
					{ type: "object", properties: { a: { type: "integer" } }, required: ["a"] },
					{ type: "object", properties: { b: { type: "string" } } },
				],
			},
			struct("", ["a", int], ["b", string, "?"]),
		],
		["allOf of one type and constraints", { allOf: [{ type: "integer" }, { minimum: 3 }] }, int],
		["allOf around a reference", { allOf: [{ $ref: "#/$defs/A" }], $defs: { A: { type: "integer" } } }, int],
	])("%s", (_, schema, expected) => {
		expect(read(schema)).toEqual(expected);
	});

	test("a field's description is kept", () => {
		const type = read({ type: "object", properties: { a: { type: "integer", description: "the a" } } });
		expect(type).toMatchObject({ fields: [{ name: "a", description: "the a" }] });
	});

	test("__proto__ is a field like any other", () => {
		const type = read(JSON.parse('{"type":"object","properties":{"__proto__":{"type":"integer"}}}'));
		expect(type).toEqual(struct("", ["__proto__", int, "?"]));
	});
});

describe("recursion", () => {
	test("a struct refers to itself by its name", () => {
		const node = { type: "object", properties: { next: { $ref: "#" } } };
		expect(read({ title: "Node", ...node })).toEqual(struct("Node", ["next", { kind: "ref", name: "Node" }, "?"]));
		expect(read(node)).toEqual(struct("X", ["next", { kind: "ref", name: "X" }, "?"]));
	});

	test("also through lists, unions and an allOf", () => {
		const self = { $ref: "#/$defs/N" };
		const properties = { kids: { type: "array", items: { anyOf: [self, { type: "null" }] } } };
		const ref: NativeType = { kind: "list", element: { kind: "union", variants: [{ kind: "ref", name: "N" }, none] } };
		expect(read({ ...self, $defs: { N: { type: "object", properties } } })).toEqual(struct("N", ["kids", ref, "?"]));
		const both = { allOf: [{ type: "object", properties }] };
		expect(read({ ...self, $defs: { N: both } })).toEqual(struct("N", ["kids", ref, "?"]));
		const orNull = { type: ["object", "null"], properties };
		expect(read({ ...self, $defs: { N: orNull } })).toMatchObject({
			kind: "union",
			variants: [{ kind: "struct", name: "N" }, none],
		});
	});

	test("structs within structs of the same name keep apart", () => {
		const inner = { title: "N", type: "object", properties: { up: { $ref: "#" } } };
		expect(read({ title: "N", type: "object", properties: { inner } })).toEqual(
			struct("N", ["inner", struct("N2", ["up", { kind: "ref", name: "N" }, "?"]), "?"]),
		);
	});

	test("a union that comes back through a struct ends there", () => {
		const tree: Json = {
			$ref: "#/$defs/Tree",
			$defs: {
				Tree: { anyOf: [{ type: "string" }, { $ref: "#/$defs/Fork" }] },
				Fork: { type: "object", properties: { left: { $ref: "#/$defs/Tree" } }, required: ["left"] },
			},
		};
		const fork = struct("Fork", ["left", { kind: "union", variants: [string, { kind: "ref", name: "Fork" }] }]);
		expect(read(tree)).toEqual({ kind: "union", variants: [string, fork] });
	});

	test("recursion with no struct in it is JSON", () => {
		const json: Json = { anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#" } }] };
		expect(read(json)).toEqual({ kind: "json" });
		const inside = {
			type: "object",
			properties: { v: { $ref: "#/$defs/J" } },
			$defs: { J: { items: { $ref: "#/$defs/J" } } },
		};
		expect(read(inside)).toEqual(struct("", ["v", { kind: "json" }, "?"]));
	});

	test("a schema too deep to be a type is refused, not a stack overflow", () => {
		let deep: Json = { type: "integer" };
		for (let n = 0; n < 5000; n++) deep = { type: "array", items: deep };
		expect(() => read(deep)).toThrow("too large or too deep");
	});

	test("definitions that double at each step end", () => {
		const $defs: Record<string, Json> = { d0: { type: "object", properties: {} } };
		for (let n = 1; n < 60; n++) {
			const ref = { $ref: `#/$defs/d${n - 1}` };
			$defs[`d${n}`] = { type: "object", properties: { a: ref, b: ref } };
		}
		expect(() => read({ $ref: "#/$defs/d59", $defs })).toThrow("too large or too deep");
	});
});

describe("refused, with the path", () => {
	const field = (schema: Json): Json => ({ type: "object", properties: { f: { type: "array", items: schema } } });
	test.each<[string, Json, string]>([
		["any", {}, "inputs.x.f[]: a schema that says no type (any, unknown) is no Flyte type"],
		["true", true, "inputs.x.f[]: a schema that says no type"],
		["never", false, "inputs.x.f[]: no value fits this schema (never)"],
		["not anything", { not: {} }, "inputs.x.f[]: no value fits this schema (never)"],
		["an object without fields", { type: "object" }, "inputs.x.f[]: an object without fields is no Flyte type"],
		["a tuple", { prefixItems: [{ type: "integer" }], items: false }, "inputs.x.f[]: a tuple is no Flyte type"],
		["an old tuple", { type: "array", items: [{ type: "integer" }] }, "inputs.x.f[]: a tuple is no Flyte type"],
		["numbers listed", { enum: [1, 2] }, "inputs.x.f[]: numbers as literals"],
		["fields and more", { properties: { a: { type: "integer" } }, additionalProperties: {} }, "any other keys besides"],
		["patterns of keys", { type: "object", patternProperties: {} }, "inputs.x.f[]: keys with a pattern"],
		["a file", { type: "string", format: "binary" }, "way out: use flyte.file()"],
		["a lost reference", { $ref: "#/$defs/Gone" }, 'inputs.x.f[]: the reference "#/$defs/Gone" leads nowhere'],
		["a remote reference", { $ref: "https://example.com/s.json" }, "leads nowhere"],
		["a prototype's name", { $ref: "#/constructor" }, "leads nowhere"],
		["allOf of unlike parts", { allOf: [{ type: "integer" }, { type: "string" }] }, "inputs.x.f[]: allOf of parts"],
		["a union's variant", { anyOf: [{ type: "null" }, {}] }, "inputs.x.f[]|2: a schema that says no type"],
	])("%s", (_, schema, message) => {
		expect(() => read(field(schema))).toThrow(message);
	});
});

describe("what others wrote", () => {
	test("is read as JSON where no type says it", () => {
		const guess = (schema: Json) => jsonSchemaToNative(schema, "x", { untyped: "json" });
		const json: NativeType = { kind: "json" };
		expect(guess({})).toEqual(json);
		expect(guess({ type: "object", additionalProperties: true })).toEqual(json);
		expect(guess({ properties: { t: { prefixItems: [] }, n: { enum: [1] } }, additionalProperties: true })).toEqual(
			struct("", ["t", json, "?"], ["n", json, "?"]),
		);
	});

	test("may be read by the caller first", () => {
		const override = (schema: { format?: Json }): NativeType | undefined =>
			schema.format === "date-time" ? { kind: "datetime", native: "date" } : undefined;
		const schema = { type: "array", items: { type: "string", format: "date-time" } };
		expect(jsonSchemaToNative(schema, "x", { override })).toEqual({
			kind: "list",
			element: { kind: "datetime", native: "date" },
		});
	});
});
