import { FlyteError } from "../errors/index.js";
import { jsonSchemaToNative } from "./json-schema-to-native.js";
import type { Literal } from "./literal.js";
import type { JsonObject, LiteralType, SimpleKind, SimpleType, TypeStructure } from "./literal-type.js";
import { nameOfType } from "./name-of-type.js";
import type { NativeType, StructField } from "./native-type.js";
import { acceptsNone } from "./optional.js";
import { customTypes } from "./registry.js";
import { literalTypeOf } from "./schema/literal-type-of.js";
import { shapeOf } from "./shape.js";

/** Other languages' integers go to 2^63: what an `Int` cannot hold comes as a bigint. */
const INTEGER: NativeType = { kind: "int", native: "exact" };
const PICKLE: NativeType = { kind: "pickle" };

/**
 * The native type for values of an entity that was written elsewhere (fetched, referenced, read back from protobuf): flytekit's
 * guess_python_type. A struct's fields come from its JSON schema; what a schema cannot say is untyped JSON. Registered types with a `guess` are
 * asked first.
 *
 * @throws FlyteError TYPES_GUESS where no TypeScript type reads such values
 */
export function guessNativeType(type: LiteralType): NativeType {
	for (const transformer of customTypes())
		if (transformer.guess?.(type) === true) return { kind: "custom", name: transformer.name };
	switch (type.kind) {
		case "simple":
			return guessSimple(type);
		case "collection":
			return { kind: "list", element: guessNativeType(type.element) };
		case "map":
			return { kind: "map", native: "record", value: guessNativeType(type.value) };
		case "enum":
			return { kind: "enum", values: type.values };
		case "union":
			return unionOf(type.variants.map(guessNativeType));
		case "blob":
			if (type.dimensionality === "multipart") return { kind: "directory", format: type.format };
			return type.format !== "" && type.format === pickleFormat() ? PICKLE : { kind: "file", format: type.format };
		case "structuredDataset":
			return {
				kind: "dataset",
				format: type.format,
				columns: type.columns.map(({ name, type }) => ({ name, type: guessNativeType(type) })),
			};
		case "schema":
			return {
				kind: "dataset",
				format: "parquet",
				columns: type.columns.map(({ name, type }) => ({ name, type: guessSimple({ kind: "simple", simple: type }) })),
			};
	}
}

/** The native type for a value of which only the literal is known, such as an old run's output. Elements of a list or map that differ make it untyped where they have to. */
export function guessNativeTypeOfLiteral(literal: Literal): NativeType {
	switch (literal.kind) {
		case "none":
		case "integer":
		case "float":
		case "string":
		case "boolean":
		case "datetime":
		case "duration":
			return guessSimple({ kind: "simple", simple: literal.kind });
		case "blob":
		case "structuredDataset":
		case "schema":
			return guessNativeType(literal.type);
		case "union":
			return guessNativeTypeOfLiteral(literal.value);
		case "collection":
			return { kind: "list", element: common(literal.items) };
		case "map":
			return { kind: "map", native: "record", value: common(literal.entries.values()) };
		case "offloaded":
			if (literal.inferredType !== undefined) return guessNativeType(literal.inferredType);
			break;
		case "binary":
		case "generic":
			return { kind: "json" };
	}
	throw new FlyteError("TYPES_GUESS", `a literal of kind "${literal.kind}" has no TypeScript type`, {
		wayOut: "read the literal itself",
	});
}

function common(items: Iterable<Literal>): NativeType {
	const shapes = new Map<string, NativeType>();
	for (const item of items) {
		const type = guessNativeTypeOfLiteral(item);
		shapes.set(shapeOf(type), type);
	}
	return shapes.size === 0 ? { kind: "json" } : unionOf([...shapes.values()]);
}

function guessSimple(type: SimpleType): NativeType {
	const simple: { readonly [K in SimpleKind]?: NativeType } = {
		none: { kind: "none", native: "undefined" },
		integer: INTEGER,
		float: { kind: "float" },
		string: { kind: "string" },
		boolean: { kind: "boolean" },
		datetime: { kind: "datetime", native: "date" },
		duration: { kind: "duration" },
		binary: { kind: "json" },
	};
	if (type.simple === "struct") return guessStruct(type);
	const found = simple[type.simple];
	if (found !== undefined) return found;
	throw new FlyteError("TYPES_GUESS", `values of type ${nameOfType(type)} have no TypeScript type`, {
		wayOut: "register a type for them: registerType({ guess, ... })",
	});
}

function guessStruct(type: SimpleType): NativeType {
	const fields = type.structure?.dataclassType;
	if (type.metadata === undefined || Object.keys(type.metadata).length === 0)
		return fields === undefined ? { kind: "json" } : structOf(fields);
	let guessed: NativeType;
	try {
		guessed = withoutNulls(jsonSchemaToNative(type.metadata, "struct", { untyped: "json", override: flyteFormats }));
	} catch {
		return fields === undefined ? { kind: "json" } : structOf(fields); // not a JSON schema that anyone here can read
	}
	if (guessed.kind !== "struct" || fields === undefined) return guessed;
	// formats of files and columns of datasets stand only in the fields' literal types
	const refined = guessed.fields.map((field): StructField => {
		const exact = Object.hasOwn(fields, field.name) ? fields[field.name] : undefined;
		if (exact === undefined || !isStored(field.type)) return field;
		return { ...field, type: guessNativeType(exact) };
	});
	return { ...guessed, fields: refined };
}

/** A field that may be left out and is null then (Python's `= None`) is an optional one: null and absent are read alike. */
function withoutNulls(type: NativeType): NativeType {
	switch (type.kind) {
		case "list":
			return { ...type, element: withoutNulls(type.element) };
		case "map":
			return { ...type, value: withoutNulls(type.value) };
		case "union":
			return { ...type, variants: type.variants.map(withoutNulls) };
		case "struct":
			return {
				...type,
				fields: type.fields.map((field): StructField => {
					const inner = withoutNulls(field.type);
					if (!field.optional || inner.kind !== "union") return { ...field, type: inner };
					const variants = inner.variants.filter((variant) => variant.kind !== "none");
					return { ...field, type: variants.length === 0 ? inner : unionOf(variants) };
				}),
			};
		default:
			return type;
	}
}

/** What JSON schemas of Flyte's own types look like. */
function flyteFormats(schema: JsonObject): NativeType | undefined {
	if (schema.type === "integer" && schema.enum === undefined && schema.const === undefined) return INTEGER;
	if (schema.type === "string" && schema.format === "date-time") return { kind: "datetime", native: "date" };
	if (schema.type === "number" && schema.format === "time-delta") return { kind: "duration" };
	if (schema.type === "object" && schema.title === "FlyteFile") return { kind: "file", format: "" };
	if (schema.type === "object" && schema.title === "FlyteDirectory") return { kind: "directory", format: "" };
	if (schema.type === "object" && schema.title === "StructuredDataset")
		return { kind: "dataset", format: "", columns: [] };
	return undefined;
}

function structOf(fields: NonNullable<TypeStructure["dataclassType"]>): NativeType {
	return {
		kind: "struct",
		name: "",
		fields: Object.keys(fields).map((name): StructField => {
			const type = guessNativeType(fields[name] as LiteralType);
			const optional = type.kind === "union" && acceptsNone(type);
			return {
				name,
				type: optional
					? unionOf((type as { variants: readonly NativeType[] }).variants.filter((v) => v.kind !== "none"))
					: type,
				optional,
			};
		}),
	};
}

/** A union in its normal form: none last and once, no variant twice, one variant alone is itself. */
function unionOf(types: readonly NativeType[]): NativeType {
	const flat = types.flatMap((type) => (type.kind === "union" ? type.variants : [type]));
	const others = new Map(flat.filter((type) => type.kind !== "none").map((type) => [shapeOf(type), type]));
	const none = flat.find((type) => type.kind === "none");
	const variants = [...others.values(), ...(none === undefined ? [] : [none])];
	return variants.length === 1 ? (variants[0] as NativeType) : { kind: "union", variants };
}

function isStored(type: NativeType): boolean {
	return type.kind === "file" || type.kind === "directory" || type.kind === "dataset";
}

/** The format of pickles of this package; none where their transformer is not loaded. */
function pickleFormat(): string | undefined {
	try {
		const type = literalTypeOf(PICKLE);
		return type.kind === "blob" ? type.format : undefined;
	} catch {
		return undefined;
	}
}
