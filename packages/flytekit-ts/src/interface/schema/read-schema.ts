import { FlyteError, isFlyteError } from "../../errors/index.js";
import { isJsonObject, resolvePointer } from "../../types/json-schema-pointer.js";
import { jsonSchemaToNative } from "../../types/json-schema-to-native.js";
import { NativeUnion } from "../../types/json-schema-union.js";
import type { Json } from "../../types/literal-type.js";
import type { NativeType } from "../../types/native-type.js";
import { schemaConverter } from "./converters.js";
import { ownParts, type ReadSchema } from "./flyte-schema.js";
import { sameValues } from "./same-values.js";
import { isSchema, partsOf, type Schema } from "./standard.js";
import { libraryOptions, markedType } from "./vendors.js";

type Side = "input" | "output";

/**
 * Reads a schema of ours, or of a library that speaks JSON Schema.
 *
 * @param path names it in errors, such as `inputs.person`
 * @throws FlyteError INTERFACE_SCHEMA_NOT when it is no schema, INTERFACE_SCHEMA_UNREADABLE when its library cannot say its type,
 * INTERFACE_SCHEMA_TRANSFORMS when it turns values into values of another type, INTERFACE_JSON_SCHEMA when no Flyte type says the same
 */
export function readSchema(schema: unknown, path: string): ReadSchema {
	if (!isSchema(schema)) {
		throw new FlyteError("INTERFACE_SCHEMA_NOT", `${path}: not a schema`, {
			path,
			wayOut: "give a schema: flyte.int(), z.string(), type({ ... }), or another that follows Standard Schema",
		});
	}
	const own = ownParts(schema);
	if (own !== undefined) return own.read(path);

	const document = documentOf(schema, "input", path);
	const type = nativeOf(document, path);
	let result: NativeType | undefined;
	let problem: unknown;
	try {
		result = nativeOf(documentOf(schema, "output", path), path);
	} catch (error) {
		problem = error;
	}
	if (result === undefined || !sameValues(type, result)) {
		throw new FlyteError("INTERFACE_SCHEMA_TRANSFORMS", `${path}: the schema turns its values into another type`, {
			path,
			wayOut: "let the schema check only, and convert inside the task",
			...(problem === undefined ? {} : { cause: problem }),
		});
	}
	const missing = valueForUndefined(schema);
	const top = described(document);
	const optional = missing !== undefined && missing.value === undefined;
	return {
		type: optional ? withoutUndefined(type) : type,
		optional,
		...(top.default !== undefined && missing?.value !== undefined ? { default: missing } : {}),
		...(typeof top.description === "string" ? { description: top.description } : {}),
	};
}

/** The type of a value inside another: what may be undefined says so. */
export function elementType(schema: unknown, path: string): NativeType {
	const { type, optional } = readSchema(schema, path);
	return optional ? withUndefined(type) : type;
}

/** `T | undefined`; a type that has a none already stays. */
export function withUndefined(type: NativeType): NativeType {
	const union = new NativeUnion();
	union.add(type);
	union.add({ kind: "none", native: "undefined" });
	return union.type() ?? type;
}

function withoutUndefined(type: NativeType): NativeType {
	if (type.kind !== "union") return type;
	const variants = type.variants.filter((variant) => variant.kind !== "none" || variant.native === "null");
	return variants.length > 1 ? { ...type, variants } : (variants[0] ?? type);
}

function documentOf(schema: Schema, side: Side, path: string): Json {
	const { vendor, jsonSchema } = partsOf(schema);
	const target = "draft-2020-12";
	const extra = libraryOptions(vendor);
	try {
		if (jsonSchema !== undefined) return jsonSchema[side]({ target, libraryOptions: extra }) as Json;
		const convert = schemaConverter(vendor);
		if (convert !== undefined) return convert(schema, { target, typeMode: side, io: side, ...extra }) as Json;
	} catch (error) {
		if (isFlyteError(error)) throw error;
		const reason = error instanceof Error ? error.message : String(error);
		throw new FlyteError("INTERFACE_SCHEMA_UNREADABLE", `${path}: ${vendor} cannot say this schema's type: ${reason}`, {
			path,
			cause: error,
			wayOut:
				"use a helper of flyte there (flyte.map(...), flyte.file(), flyte.struct({ ... })): they hold other schemas, too",
		});
	}
	throw new FlyteError(
		"INTERFACE_SCHEMA_UNREADABLE",
		`${path}: schemas of ${vendor} do not say their type by themselves`,
		{
			path,
			wayOut:
				CONVERTERS.get(vendor) ??
				`registerSchemaConverter(${JSON.stringify(vendor)}, (schema) => its JSON Schema), or a helper of flyte`,
		},
	);
}

/** What makes a library's schemas readable. */
const CONVERTERS = new Map([
	[
		"valibot",
		'registerSchemaConverter("valibot", toJsonSchema), or wrap each: toStandardJsonSchema(schema); both functions are in @valibot/to-json-schema',
	],
	["zod", 'use zod 4, or with zod/mini call registerSchemaConverter("zod", z.toJSONSchema) once'],
]);

function nativeOf(document: Json, path: string): NativeType {
	return jsonSchemaToNative(document, path, { override: markedType });
}

/** The place of a document's `default` and `description`: beside a reference, or where it leads. */
function described(document: Json): { readonly default?: Json; readonly description?: Json } {
	if (!isJsonObject(document)) return {};
	const target = typeof document.$ref === "string" ? resolvePointer(document, document.$ref) : undefined;
	return isJsonObject(target) ? { ...target, ...document } : document;
}

/** What a schema makes of a value that is missing; undefined when it refuses that, or would have to be waited for. */
function valueForUndefined(schema: Schema): { readonly value: unknown } | undefined {
	try {
		const result = partsOf(schema).validate(undefined);
		if (result instanceof Promise) {
			result.catch(() => {}); // asked only whether it knows at once
			return undefined;
		}
		return result.issues === undefined ? { value: result.value } : undefined;
	} catch {
		return undefined; // a schema that throws for undefined requires a value
	}
}
