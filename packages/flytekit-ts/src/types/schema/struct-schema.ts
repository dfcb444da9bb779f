import { FlyteError } from "../../errors/index.js";
import { setOwn } from "../convert/own-keys.js";
import { describeType } from "../describe.js";
import type { Json, JsonObject } from "../literal-type.js";
import type { NativeType, StructNative } from "../native-type.js";
import { customLiteralType } from "./custom-schema.js";

function jsonObject(entries: Iterable<readonly [string, Json]>): JsonObject {
	const object: { [key: string]: Json } = {};
	for (const [key, value] of entries) setOwn(object, key, value);
	return object;
}

/** Structs being written, outermost first, and which of them something inside refers to. */
interface Scope {
	readonly open: readonly StructNative[];
	readonly defs: Map<string, JsonObject>;
	readonly referred: Set<string>;
}

/**
 * The JSON schema (draft 2020-12) of a struct, as flytekit writes it for a dataclass: what consoles and other SDKs read the
 * fields from. A struct that contains itself is written as a definition that it refers to.
 */
export function structSchema(type: StructNative, enclosing: readonly StructNative[] = []): JsonObject {
	const scope: Scope = { open: enclosing, defs: new Map(), referred: new Set() };
	const schema = schemaOf(type, scope);
	// what encloses the struct and is referred to from inside has to come along
	for (let again = true; again; ) {
		again = false;
		for (const name of scope.referred) {
			const outer = enclosing.findLast((s) => s.name === name);
			if (outer === undefined || scope.defs.has(name)) continue;
			schemaOf(outer, { ...scope, open: enclosing.slice(0, enclosing.lastIndexOf(outer)) });
			again = true;
		}
	}
	return scope.defs.size === 0 ? schema : { ...schema, $defs: jsonObject(scope.defs) };
}

function structObject(type: StructNative, scope: Scope): JsonObject {
	const inner: Scope = { ...scope, open: [...scope.open, type] };
	const properties: [string, Json][] = [];
	const required: string[] = [];
	for (const field of type.fields) {
		let schema = schemaOf(field.type, inner);
		if (field.optional)
			schema = {
				anyOf: [...(anyOfParts(schema) ?? [schema]).filter((part) => !isNull(part)), { type: "null" }],
				default: null,
			};
		else if (field.default === undefined) required.push(field.name);
		else if (isScalar(field.default)) schema = { ...schema, default: field.default };
		if (field.description !== undefined && field.description !== "")
			schema = { ...schema, description: field.description };
		properties.push([field.name, schema]);
	}
	const object: JsonObject = {
		type: "object",
		...(type.name === "" ? {} : { title: type.name }),
		properties: jsonObject(properties),
		...(required.length === 0 ? {} : { required }),
		additionalProperties: false,
	};
	if (type.name === "" || !scope.referred.has(type.name)) return object;
	scope.defs.set(type.name, object);
	return { $ref: `#/$defs/${pointerPart(type.name)}` };
}

/** flytekit says no default of lists and maps: in Python those are made by a function. */
function isScalar(value: Json): boolean {
	return value === null || typeof value !== "object";
}

function anyOfParts(schema: JsonObject): readonly JsonObject[] | undefined {
	const keys = Object.keys(schema);
	return keys.length === 1 && Array.isArray(schema.anyOf)
		? (schema.anyOf as unknown as readonly JsonObject[])
		: undefined;
}

function isNull(schema: JsonObject): boolean {
	return schema.type === "null";
}

function pointerPart(name: string): string {
	return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function schemaOf(type: NativeType, scope: Scope): JsonObject {
	switch (type.kind) {
		case "int":
			return { type: "integer" };
		case "float":
			return { type: "number" };
		case "string":
			return { type: "string" };
		case "boolean":
			return { type: "boolean" };
		case "datetime":
			return { type: "string", format: "date-time" };
		case "duration":
			return { type: "number", format: "time-delta" };
		case "none":
			return { type: "null" };
		case "list":
			return { type: "array", items: schemaOf(type.element, scope) };
		case "map":
			return { type: "object", additionalProperties: schemaOf(type.value, scope), propertyNames: { type: "string" } };
		case "struct":
			return structObject(type, scope);
		case "ref":
			if (!scope.open.some((struct) => struct.name === type.name)) throw unknownRef(type.name);
			scope.referred.add(type.name);
			return { $ref: `#/$defs/${pointerPart(type.name)}` };
		case "enum":
			return { enum: [...type.values] };
		case "union":
			return { anyOf: withoutTwins(type.variants).map((variant) => schemaOf(variant, scope)) };
		case "file":
		case "directory":
			return pathSchema(type.kind === "file" ? "FlyteFile" : "FlyteDirectory");
		case "dataset":
			return DATASET;
		case "json":
			return { type: "object" };
		case "pickle":
			throw new FlyteError("TYPES_NOT_IN_STRUCT", `a value of type ${describeType(type)} cannot be part of a struct`, {
				wayOut: "declare its type, or make it an input or output of its own",
			});
		case "custom":
			return schemaOfLiteralType(customLiteralType(type));
	}
}

/** `null | undefined` is one NONE on the wire. */
export function withoutTwins(variants: readonly NativeType[]): readonly NativeType[] {
	const first = variants.findIndex((variant) => variant.kind === "none");
	return variants.filter((variant, i) => variant.kind !== "none" || i === first);
}

/** The error for a `ref` without its struct. */
export function unknownRef(name: string): FlyteError {
	return new FlyteError("TYPES_REF_UNKNOWN", `the type refers to a struct "${name}" that does not enclose it`, {
		wayOut: "a ref stands for a struct of that name around it: put the struct itself there",
	});
}

function pathSchema(title: string): JsonObject {
	const path: JsonObject = { anyOf: [{ type: "string" }, { type: "string", format: "path" }], default: null };
	const strings: JsonObject = {
		type: "object",
		additionalProperties: { type: "string" },
		propertyNames: { type: "string" },
	};
	const metadata: JsonObject = { anyOf: [strings, { type: "null" }], default: null };
	return {
		type: "object",
		title,
		properties: title === "FlyteFile" ? { path, metadata } : { path },
		additionalProperties: false,
	};
}

const DATASET: JsonObject = {
	type: "object",
	title: "StructuredDataset",
	properties: {
		uri: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
		file_format: { anyOf: [{ type: "string" }, { type: "null" }], default: "" },
	},
	additionalProperties: false,
};

function schemaOfLiteralType(type: ReturnType<typeof customLiteralType>): JsonObject {
	switch (type.kind) {
		case "simple": {
			if (type.metadata !== undefined) return type.metadata;
			const simple: { readonly [kind: string]: JsonObject } = {
				integer: { type: "integer" },
				float: { type: "number" },
				string: { type: "string" },
				boolean: { type: "boolean" },
				datetime: { type: "string", format: "date-time" },
				duration: { type: "number", format: "time-delta" },
				none: { type: "null" },
			};
			return simple[type.simple] ?? { type: "object" };
		}
		case "collection":
			return { type: "array", items: schemaOfLiteralType(type.element) };
		case "map":
			return {
				type: "object",
				additionalProperties: schemaOfLiteralType(type.value),
				propertyNames: { type: "string" },
			};
		case "enum":
			return { enum: [...type.values] };
		case "union":
			return { anyOf: type.variants.map(schemaOfLiteralType) };
		case "blob":
			return pathSchema(type.dimensionality === "single" ? "FlyteFile" : "FlyteDirectory");
		default:
			return DATASET;
	}
}
