import { FlyteError } from "../../errors/index.js";
import { setOwn } from "../convert/own-keys.js";
import { describeType } from "../describe.js";
import { MAP_DEPTH, MAX_LITERAL_DEPTH } from "../literal.js";
import type { JsonObject, LiteralType, SimpleKind, SimpleType } from "../literal-type.js";
import type { NativeType, StructNative } from "../native-type.js";
import { orNone } from "../optional.js";
import { kindTransformer } from "../registry.js";
import { shapeOf } from "../shape.js";
import { ensureStoredKinds } from "../stored-kinds.js";
import { customLiteralType } from "./custom-schema.js";
import { MAX_TYPE_MESSAGES, messagesInType } from "./message-depth.js";
import { structSchema, unknownRef, withoutTwins } from "./struct-schema.js";
import { variantTag } from "./variant-tag.js";

const memo = new WeakMap<NativeType, LiteralType>();
const SIMPLE: { readonly [K in SimpleKind]: SimpleType } = Object.fromEntries(
	(["none", "integer", "float", "string", "boolean", "datetime", "duration", "binary", "error", "struct"] as const).map(
		(simple) => [simple, Object.freeze({ kind: "simple", simple })],
	),
) as { [K in SimpleKind]: SimpleType };
/** Says that the bytes are MessagePack, so that cache keys do not depend on how they are written. */
const MSGPACK: JsonObject = { "cache-key-metadata": { "serialization-format": "msgpack" } };

/**
 * What a native type is on the wire, as flytekit writes the type it corresponds to. The same object each time for the same type.
 * Throws where no value could be told apart or read: TYPES_UNION_EQUAL, TYPES_DEPTH, TYPES_REF_UNKNOWN, TYPES_NOT_IN_STRUCT.
 */
export function literalTypeOf(type: NativeType): LiteralType {
	let literalType = memo.get(type);
	if (literalType === undefined) {
		literalType = convert(type, [], 0);
		if (messagesInType(literalType) > MAX_TYPE_MESSAGES) throw tooDeepAsMessages(type);
		memo.set(type, literalType);
	}
	return literalType;
}

/** The variant as it stands in a union's type and in a union's literal: with its tag. */
export function variantLiteralType(type: NativeType): LiteralType {
	return tagged(literalTypeOf(type), variantTag(type));
}

function tagged(type: LiteralType, tag: string): LiteralType {
	return { ...type, structure: { tag } };
}

function convert(type: NativeType, enclosing: readonly StructNative[], depth: number): LiteralType {
	if (depth > MAX_LITERAL_DEPTH) {
		throw new FlyteError(
			"TYPES_DEPTH",
			`depth limit ${MAX_LITERAL_DEPTH}: the type nests lists, maps and unions deeper (a map or union counts one and a half)`,
			{ wayOut: "flatten it, or keep the value as a file" },
		);
	}
	switch (type.kind) {
		case "int":
			return SIMPLE.integer;
		case "float":
		case "string":
		case "boolean":
		case "datetime":
		case "duration":
		case "none":
			return SIMPLE[type.kind];
		case "list":
			return { kind: "collection", element: convert(type.element, enclosing, depth + 1) };
		case "map":
			return { kind: "map", value: convert(type.value, enclosing, depth + MAP_DEPTH) };
		case "struct":
			return structType(type, enclosing, depth);
		case "ref":
			if (!enclosing.some((struct) => struct.name === type.name)) throw unknownRef(type.name);
			return { kind: "simple", simple: "struct", annotation: MSGPACK };
		case "enum":
			return { kind: "enum", values: type.values };
		case "union":
			checkVariants(type.variants);
			return {
				kind: "union",
				variants: withoutTwins(type.variants).map((v) =>
					tagged(convert(v, enclosing, depth + MAP_DEPTH), variantTag(v)),
				),
			};
		case "json":
			return { kind: "simple", simple: "struct", annotation: MSGPACK };
		case "custom":
			return customLiteralType(type);
		default:
			ensureStoredKinds();
			return kindTransformer(type).literalType(type);
	}
}

/** What a struct inside a struct adds to its schema: `properties` and the field, each an entry, a Value and a Struct. */
const MESSAGES_OF_STRUCT = 6;

function tooDeepAsMessages(type: NativeType): FlyteError {
	return new FlyteError(
		"TYPES_DEPTH",
		`depth limit ${MAX_TYPE_MESSAGES}: written with its schema, the type ${describeType(type)} takes more protobuf messages ` +
			"inside each other than Flyte's readers accept",
		{
			wayOut:
				"flatten it (a struct inside a struct takes six, an optional field five, a list or map field three), declare what is " +
				"deep in it as Json, or keep the value as a file",
		},
	);
}

function structType(type: StructNative, enclosing: readonly StructNative[], depth: number): LiteralType {
	// Found here before a schema of such depth is made.
	if (enclosing.length * MESSAGES_OF_STRUCT > MAX_TYPE_MESSAGES) throw tooDeepAsMessages(enclosing[0] as StructNative);
	const inner = [...enclosing, type];
	const fields = type.fields.map((field): [string, LiteralType] => {
		// an optional field as Flyte has it: a union with NONE
		const fieldType = field.optional ? orNone(field.type) : field.type;
		return [field.name, convert(fieldType, inner, depth)];
	});
	return {
		kind: "simple",
		simple: "struct",
		metadata: structSchema(type, enclosing),
		annotation: MSGPACK,
		// an empty map is not there on the wire
		structure: fields.length === 0 ? {} : { dataclassType: ownFields(fields) },
	};
}

function ownFields(fields: readonly (readonly [string, LiteralType])[]): { readonly [field: string]: LiteralType } {
	const own: { [field: string]: LiteralType } = {};
	for (const [name, type] of fields) setOwn(own, name, type);
	return own;
}

function checkVariants(variants: readonly NativeType[]): void {
	const seen = new Map<string, NativeType>();
	for (const variant of variants) {
		if (variant.kind === "none") continue;
		if (variant.kind === "union") {
			throw new FlyteError("TYPES_UNION_EQUAL", `a union cannot contain the union ${describeType(variant)}`, {
				wayOut: "put its variants into the outer union",
			});
		}
		const shape = shapeOf(variant);
		const twin = seen.get(shape);
		if (twin !== undefined) {
			throw new FlyteError(
				"TYPES_UNION_EQUAL",
				`${describeType(twin)} and ${describeType(variant)} look the same on the wire, so a union of both cannot be read back`,
				{
					wayOut: 'use one of them, or give structs a field that tells them apart, such as kind: "a" and kind: "b"',
				},
			);
		}
		seen.set(shape, variant);
	}
}
