import { NativeUnion } from "./json-schema-union.js";
import type { Json, JsonObject } from "./literal-type.js";
import type { NativeType } from "./native-type.js";

/**
 * The type of a JSON Schema that lists its values (`enum`, `const`): an enum of strings, a boolean, null, or a union of these;
 * "numbers" where numbers or structures are listed, which no Flyte type says; undefined where no values are listed.
 */
export function jsonLiterals(schema: JsonObject): NativeType | "numbers" | undefined {
	const values = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : undefined;
	if (values === undefined || values.length === 0) return undefined;
	const union = new NativeUnion();
	for (const value of values as readonly Json[]) {
		if (typeof value === "string") union.add({ kind: "enum", values: [value] });
		else if (typeof value === "boolean") union.add({ kind: "boolean" });
		else if (value === null) union.add({ kind: "none", native: "null" });
		else return "numbers";
	}
	const type = union.type();
	if (type?.kind === "enum" && typeof schema.title === "string") return { ...type, name: schema.title };
	return type;
}
