import fc from "fast-check";
import type { Literal, LiteralMap } from "../../src/types/literal.js";
import type { Json, JsonObject, LiteralType, SimpleKind } from "../../src/types/literal-type.js";

/** Keys that are plain, empty, outside ASCII, beyond the basic plane, or names that plain objects trip over. */
export const key = fc.oneof(
	fc.constantFrom("a", "o0", "", "__proto__", "constructor", "toString", "\uffff", "\u{10000}", "é", "x.y z"),
	fc.string({ unit: "grapheme", maxLength: 12 }),
);
export const text = fc.oneof(fc.string({ unit: "binary" }).filter(wellFormed), fc.string({ maxLength: 300 }));

function wellFormed(value: string): boolean {
	return (value as string & { isWellFormed(): boolean }).isWellFormed();
}

const seconds = fc.bigInt({ min: -62135596800n, max: 253402300799n });
const nanos = fc.integer({ min: 0, max: 999_999_999 });
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => new Uint8Array(value));
const stringMap = fc.array(fc.tuple(key, text), { maxLength: 3 }).map((entries) => new Map(entries));

const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
	json: fc.oneof(
		{ depthSize: "small" },
		fc.constant(null),
		fc.boolean(),
		fc.double(),
		text,
		fc.array(tie("json"), { maxLength: 3 }),
		fc.array(fc.tuple(key, tie("json")), { maxLength: 3 }).map(objectOf),
	),
})).json;
export const jsonObject: fc.Arbitrary<JsonObject> = fc.array(fc.tuple(key, json), { maxLength: 3 }).map(objectOf);

/** Own properties whatever their name: Object.fromEntries defines, it does not assign. */
function objectOf<T>(entries: readonly (readonly [string, T])[]): { [name: string]: T } {
	return Object.fromEntries(entries);
}

const simple = fc.constantFrom<SimpleKind>(
	"none",
	"integer",
	"float",
	"string",
	"boolean",
	"datetime",
	"duration",
	"binary",
	"error",
	"struct",
);
const blobType = fc.record({
	kind: fc.constant("blob" as const),
	format: text,
	dimensionality: fc.constantFrom("single" as const, "multipart" as const),
});
const columnKind = fc.constantFrom("integer", "float", "string", "boolean", "datetime", "duration");
const schemaType = fc.record({
	kind: fc.constant("schema" as const),
	columns: fc.array(fc.record({ name: text, type: columnKind }), { maxLength: 3 }),
}) as fc.Arbitrary<Extract<LiteralType, { kind: "schema" }>>;

const types = fc.letrec<{ type: LiteralType; dataset: LiteralType }>((tie) => ({
	dataset: fc.record(
		{
			kind: fc.constant("structuredDataset" as const),
			columns: fc.array(fc.record({ name: text, type: tie("type") }), { maxLength: 2 }),
			format: text,
			externalSchemaType: text.filter((value) => value !== ""),
			externalSchemaBytes: bytes.filter((b) => b.length > 0).map((b) => Buffer.from(b).toString("base64")),
		},
		{ requiredKeys: ["kind", "columns", "format"] },
	),
	type: fc
		.tuple(
			fc.oneof(
				{ depthSize: "small" },
				fc.record({ kind: fc.constant("simple" as const), simple }),
				blobType,
				fc.record({ kind: fc.constant("enum" as const), values: fc.array(text, { maxLength: 3 }) }),
				schemaType,
				tie("dataset"),
				fc.record({ kind: fc.constant("collection" as const), element: tie("type") }),
				fc.record({ kind: fc.constant("map" as const), value: tie("type") }),
				fc.record({ kind: fc.constant("union" as const), variants: fc.array(tie("type"), { maxLength: 3 }) }),
			),
			fc.record(
				{
					metadata: jsonObject,
					annotation: jsonObject,
					structure: fc.record(
						{
							tag: text,
							dataclassType: fc.array(fc.tuple(key, tie("type")), { minLength: 1, maxLength: 2 }).map(objectOf),
						},
						{ requiredKeys: [] },
					),
				},
				{ requiredKeys: [] },
			),
		)
		.map(([type, info]) => normalType({ ...type, ...info } as LiteralType)),
}));

/** An empty tag is an absent one on the wire. */
function normalType(type: LiteralType): LiteralType {
	if (type.structure?.tag !== "") return type;
	const { tag: _, ...structure } = type.structure;
	return { ...type, structure };
}

export const literalType: fc.Arbitrary<LiteralType> = types.type;

const values = fc.letrec<{ literal: Literal }>((tie) => ({
	literal: fc
		.tuple(
			fc.oneof(
				{ depthSize: "small" },
				fc.record({ kind: fc.constant("none" as const) }),
				fc.record({
					kind: fc.constant("integer" as const),
					value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
				}),
				fc.record({ kind: fc.constant("integer" as const), value: fc.bigInt({ min: -300n, max: 300n }) }),
				fc.record({ kind: fc.constant("float" as const), value: fc.double() }),
				fc.record({ kind: fc.constant("string" as const), value: text }),
				fc.record({ kind: fc.constant("boolean" as const), value: fc.boolean() }),
				fc.record({ kind: fc.constant("datetime" as const), seconds, nanos }),
				fc.tuple(fc.bigInt({ min: 0n, max: 315576000000n }), nanos, fc.constantFrom(1, -1)).map(([s, n, sign]) => ({
					kind: "duration" as const,
					seconds: s * BigInt(sign),
					nanos: n === 0 ? 0 : n * sign,
				})),
				fc.record({ kind: fc.constant("binary" as const), value: bytes, tag: text }),
				fc.record({ kind: fc.constant("generic" as const), value: jsonObject }),
				fc.record({ kind: fc.constant("blob" as const), uri: text, type: blobType }),
				fc.record({ kind: fc.constant("schema" as const), uri: text, type: schemaType }),
				fc.record({ kind: fc.constant("structuredDataset" as const), uri: text, type: types.dataset }),
				fc.record({ kind: fc.constant("error" as const), failedNodeId: text, message: text }),
				fc.record({ kind: fc.constant("union" as const), value: tie("literal"), type: literalType }),
				fc.record({ kind: fc.constant("collection" as const), items: fc.array(tie("literal"), { maxLength: 4 }) }),
				fc.record({
					kind: fc.constant("map" as const),
					entries: fc.array(fc.tuple(key, tie("literal")), { maxLength: 3 }).map((entries) => new Map(entries)),
				}),
				fc.record(
					{
						kind: fc.constant("offloaded" as const),
						uri: text,
						sizeBytes: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
						inferredType: literalType,
					},
					{ requiredKeys: ["kind", "uri", "sizeBytes"] },
				),
			),
			fc.record(
				{ hash: text.filter((value) => value !== ""), metadata: stringMap.filter((m) => m.size > 0) },
				{ requiredKeys: [] },
			),
		)
		.map(([value, info]) => ({ ...value, ...info }) as Literal),
}));

export const literal: fc.Arbitrary<Literal> = values.literal;
export const literalMap: fc.Arbitrary<LiteralMap> = fc
	.array(fc.tuple(key, literal), { maxLength: 4 })
	.map((entries) => new Map(entries));
