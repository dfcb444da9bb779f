import { FlyteError } from "../errors/index.js";
import { isJsonObject, resolvePointer } from "./json-schema-pointer.js";
import type { Json, JsonObject } from "./literal-type.js";

const TYPE_WORDS = ["type", "properties", "items", "enum", "const", "anyOf", "oneOf", "$ref"];

/**
 * One schema for an `allOf`: the fields of several objects make one object; one typed part, with constraints beside it, stands
 * for itself.
 *
 * @throws FlyteError INTERFACE_JSON_SCHEMA for parts that do not go together so
 */
export function mergeAllOf(schema: JsonObject, root: Json, path: string): JsonObject {
	const { allOf, ...rest } = schema;
	const parts: JsonObject[] = [];
	for (const part of [...(allOf as readonly Json[]), rest]) {
		const target = isJsonObject(part) && typeof part.$ref === "string" ? resolvePointer(root, part.$ref) : part;
		if (isJsonObject(target) && Object.keys(target).some((key) => !key.startsWith("$"))) parts.push(target);
	}
	const typed = parts.filter((part) => TYPE_WORDS.some((word) => word in part));
	const words = parts.flatMap((part) => Object.entries(part));
	const merged = new Map<string, Json>(words.filter(([word]) => !word.startsWith("$")));
	if (typed.length > 1) {
		if (!typed.every((part) => isJsonObject(part.properties))) {
			throw schemaRefusal(
				path,
				"allOf of parts that are not all objects with fields is no Flyte type",
				"write the type out as one schema",
			);
		}
		const fields = typed.flatMap((part) => Object.entries(part.properties as JsonObject));
		merged.set("properties", Object.fromEntries(fields));
		merged.set(
			"required",
			typed.flatMap((part) => (Array.isArray(part.required) ? part.required : [])),
		);
	}
	return Object.fromEntries(merged);
}

/** The error of a schema part that no Flyte type says. */
export function schemaRefusal(path: string, summary: string, wayOut: string): FlyteError {
	return new FlyteError("INTERFACE_JSON_SCHEMA", `${path}: ${summary}`, { path, wayOut });
}
