import { mergeAllOf, schemaRefusal } from "./json-schema-all-of.js";
import { jsonLiterals } from "./json-schema-literals.js";
import { isJsonObject as isObject, resolvePointer } from "./json-schema-pointer.js";
import { NativeUnion } from "./json-schema-union.js";
import type { Json, JsonObject } from "./literal-type.js";
import type { NativeType, StructField } from "./native-type.js";

/** How a JSON Schema is read. */
export interface JsonSchemaReading {
	/**
	 * What is done where a schema says more, or less, than a Flyte type can: "refuse" (the default) throws, naming the path;
	 * "json" takes that part as untyped JSON, which is right for types that others wrote.
	 */
	readonly untyped?: "refuse" | "json";
	/** Asked first, for each part of the schema: what it returns is taken as it is. */
	readonly override?: (schema: JsonObject, path: string) => NativeType | undefined;
}

/** Where the walk is: the structs around it (for `ref`), and the references followed since the last of them. */
interface Scope {
	readonly structs: readonly { readonly schema: JsonObject; readonly name: string; used: boolean }[];
	readonly following: readonly JsonObject[];
}

/** A reference that leads back to itself with no struct between: `type L = L[]`. Caught where `target` began. */
class EndlessType {
	readonly target: JsonObject;
	constructor(target: JsonObject) {
		this.target = target;
	}
}

const MAX_PARTS = 10_000;
const MAX_DEPTH = 100;
/** Names that generators give to definitions, not their authors. */
const MACHINE_NAME = /^(\d+|_*schema\d+|(intersection|union|domain|proto|morph|unit|sequence|structure|alias)\d+)$/;

/**
 * Reads a JSON Schema (draft 2020-12, and what older drafts say alike) as a native type. Constraints (minimum, pattern,
 * format) are not types and are left to who validates; `default` and `description` of fields are kept as far as a struct
 * can say them.
 *
 * @param path names the schema in errors, such as `inputs.person`
 * @throws FlyteError INTERFACE_JSON_SCHEMA where no Flyte type says what the schema says, with the path of that part
 */
export function jsonSchemaToNative(schema: Json, path: string, reading: JsonSchemaReading = {}): NativeType {
	const following = isObject(schema) ? [schema] : [];
	try {
		return new Reader(schema, reading).read(schema, path, { structs: [], following });
	} catch (error) {
		if (error instanceof EndlessType) return { kind: "json" };
		throw error;
	}
}

class Reader {
	readonly #root: Json;
	readonly #reading: JsonSchemaReading;
	/** Schemas made while reading, to the ones in the document they stand for. */
	readonly #origins = new Map<JsonObject, JsonObject>();
	#rootText: string | undefined;
	#parts = 0;

	constructor(root: Json, reading: JsonSchemaReading) {
		this.#root = root;
		this.#reading = reading;
	}

	read(schema: Json | undefined, path: string, scope: Scope, depth = 0): NativeType {
		if (++this.#parts > MAX_PARTS || depth > MAX_DEPTH) {
			throw schemaRefusal(path, "the JSON Schema is too large or too deep to be a type", "name and split the type");
		}
		if (schema === undefined || schema === true) return this.#untyped(path);
		if (!isObject(schema)) {
			return this.#refuse(path, "no value fits this schema (never)", "give the value a type");
		}
		const own = this.#reading.override?.(schema, path);
		if (own !== undefined) return own;
		if (typeof schema.$ref === "string") return this.#reference(schema.$ref, path, scope, depth);

		const literals = jsonLiterals(schema);
		if (literals === "numbers") {
			return this.#refuse(
				path,
				"numbers as literals (an enum or const of numbers) are no Flyte type: enums hold strings",
				"use an integer schema with a minimum and a maximum, or strings",
			);
		}
		if (literals !== undefined) return literals;

		const several = schema.anyOf ?? schema.oneOf;
		if (Array.isArray(several)) return this.#union(several, path, scope, depth);
		if (Array.isArray(schema.allOf)) {
			return this.read(this.#derived(mergeAllOf(schema, this.#root, path), schema), path, scope, depth + 1);
		}
		if (Array.isArray(schema.type)) {
			const single = schema.type.map((type) => this.#derived({ ...schema, type }, schema));
			return this.#union(single, path, scope, depth);
		}
		return this.#single(schema, path, scope, depth);
	}

	#single(schema: JsonObject, path: string, scope: Scope, depth: number): NativeType {
		switch (schema.type ?? impliedType(schema)) {
			case "integer":
				return { kind: "int", native: "number" };
			case "number":
				return { kind: "float" };
			case "string":
				if (schema.contentEncoding === "binary" || schema.format === "binary") {
					return this.#refuse(path, "a file has no JSON Schema", "use flyte.file()");
				}
				return { kind: "string" };
			case "boolean":
				return { kind: "boolean" };
			case "null":
				return { kind: "none", native: "null" };
			case "array":
				if (Array.isArray(schema.prefixItems) || Array.isArray(schema.items)) {
					return this.#refuse(path, "a tuple is no Flyte type", "use a list, or an object with named fields");
				}
				return { kind: "list", element: this.read(schema.items, `${path}[]`, scope, depth + 1) };
			case "object":
				return this.#object(schema, path, scope, depth);
			default:
				return this.#untyped(path, "not" in schema ? "no value fits this schema (never)" : undefined);
		}
	}

	#object(schema: JsonObject, path: string, scope: Scope, depth: number): NativeType {
		const { properties, propertyNames } = schema;
		const more = schema.additionalProperties;
		const keys = isObject(propertyNames) && Array.isArray(propertyNames.enum) ? propertyNames.enum : undefined;
		if (keys?.every((key) => typeof key === "string") && more !== undefined) {
			const fields = keys.map((key) => [key, more] as const);
			return this.#struct(schema, fields, path, scope, depth);
		}
		if (schema.patternProperties !== undefined) {
			return this.#refuse(path, "keys with a pattern are no Flyte type", "use a record of one value type");
		}
		const fields = isObject(properties) ? Object.entries(properties) : [];
		if (fields.length === 0 && more !== undefined && more !== false) {
			const value = this.read(more, `${path}[key]`, scope, depth + 1);
			if (value.kind === "json" && this.#reading.untyped === "json") return value;
			return { kind: "map", native: "record", value };
		}
		if (properties === undefined && more === undefined) return this.#untyped(path, "an object without fields");
		if (more !== undefined && more !== false && this.#reading.untyped !== "json") {
			return this.#refuse(
				path,
				"an object with fields and any other keys besides is no Flyte type",
				"keep the named fields only, or put the other keys into a record of their own",
			);
		}
		return this.#struct(schema, fields, path, scope, depth);
	}

	#struct(
		schema: JsonObject,
		fields: readonly (readonly [string, Json])[],
		path: string,
		scope: Scope,
		depth: number,
	): NativeType {
		const required = new Set(Array.isArray(schema.required) ? schema.required : []);
		const origin = this.#origins.get(schema) ?? schema;
		const title = typeof schema.title === "string" ? schema.title : this.#definitionName(origin);
		const here = {
			schema: this.#origins.get(schema) ?? schema,
			name: unusedName(title || nameFromPath(path), scope),
			used: false,
		};
		const inside: Scope = { structs: [...scope.structs, here], following: [] };
		const read = fields.map(([name, field]): StructField => {
			const type = this.read(field, `${path}.${name}`, inside, depth + 1);
			const description = isObject(field) && typeof field.description === "string" ? field.description : undefined;
			return { name, type, optional: !required.has(name), ...(description === undefined ? {} : { description }) };
		});
		return { kind: "struct", name: here.used || title !== "" ? here.name : "", fields: read };
	}

	#reference(ref: string, path: string, scope: Scope, depth: number): NativeType {
		const target = this.#withoutCopy(resolvePointer(this.#root, ref));
		if (target === undefined) {
			return this.#refuse(path, `the reference ${JSON.stringify(ref)} leads nowhere`, "keep definitions in $defs");
		}
		if (!isObject(target)) return this.read(target, path, scope, depth + 1);
		const enclosing = scope.structs.find((struct) => struct.schema === target);
		if (enclosing !== undefined) {
			enclosing.used = true;
			return { kind: "ref", name: enclosing.name };
		}
		if (scope.following.includes(target)) throw new EndlessType(target);
		try {
			return this.read(target, path, { ...scope, following: [...scope.following, target] }, depth + 1);
		} catch (error) {
			// What is recursive without a struct is JSON itself, or a piece of it: any[] of any[].
			if (error instanceof EndlessType && error.target === target) return { kind: "json" };
			throw error;
		}
	}

	/** Some libraries (valibot) write a recursive root twice, once more as a definition: the root stands for both. */
	#withoutCopy(target: Json | undefined): Json | undefined {
		if (!isObject(target) || !isObject(this.#root)) return target;
		this.#rootText ??= textOf(this.#root);
		return textOf(target) === this.#rootText ? this.#root : target;
	}

	#union(variants: readonly Json[], path: string, scope: Scope, depth: number): NativeType {
		const union = new NativeUnion();
		for (const [index, variant] of variants.entries()) {
			union.add(this.read(variant, variants.length === 1 ? path : `${path}|${index + 1}`, scope, depth + 1));
		}
		return union.type() ?? this.#refuse(path, "no value fits this schema (never)", "give the value a type");
	}

	#derived(made: JsonObject, from: JsonObject): JsonObject {
		this.#origins.set(made, this.#origins.get(from) ?? from);
		return made;
	}

	#definitionName(schema: JsonObject): string {
		for (const word of ["$defs", "definitions"]) {
			const definitions = isObject(this.#root) ? this.#root[word] : undefined;
			if (!isObject(definitions)) continue;
			for (const [name, definition] of Object.entries(definitions)) {
				if (definition === schema && !MACHINE_NAME.test(name)) return name;
			}
		}
		return "";
	}

	#untyped(path: string, what = "a schema that says no type (any, unknown)"): NativeType {
		return this.#refuse(path, `${what} is no Flyte type`, "say the type, or flyte.json() for any JSON value");
	}

	#refuse(path: string, summary: string, wayOut: string): NativeType {
		if (this.#reading.untyped === "json") return { kind: "json" };
		throw schemaRefusal(path, summary, wayOut);
	}
}

function impliedType(schema: JsonObject): string | undefined {
	if ("properties" in schema || "additionalProperties" in schema) return "object";
	return "items" in schema || "prefixItems" in schema ? "array" : undefined;
}

/** `inputs.node[]` -> "Node": what a struct that refers to itself is called when it has no name. */
function nameFromPath(path: string): string {
	const word = /[\p{L}_$][\p{L}\p{N}_$]*(?=[^\p{L}\p{N}_$]*$)/u.exec(path)?.[0] ?? "Type";
	return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A `ref` finds its struct by name, so the structs around one another need different names. */
function unusedName(name: string, scope: Scope): string {
	const taken = new Set(scope.structs.map((struct) => struct.name));
	let candidate = name;
	for (let n = 2; taken.has(candidate); n++) candidate = `${name}${n}`;
	return candidate;
}

/** A schema itself, without what a document has only at its root. */
function textOf({ $schema: _, $defs: __, definitions: ___, ...schema }: JsonObject): string {
	return JSON.stringify(schema);
}
