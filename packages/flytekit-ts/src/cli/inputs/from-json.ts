import { didYouMean } from "../../errors/did-you-mean.js";
import { describeThrown } from "../../errors/thrown.js";
import { acceptsNone, describeType, type NativeType, type StructNative } from "../../types/index.js";
import { customType } from "../../types/registry.js";
import { ownRecord } from "../own-record.js";
import { blobFrom, type InputPlace } from "./blob-values.js";
import { chooseVariant } from "./choose-variant.js";
import { durationFrom, type IntNative, instantFrom, integerFrom, integerOf } from "./scalars.js";
import { enter, follow, type StructScope } from "./struct-scope.js";
import { at, shown, WrongInput } from "./wrong-input.js";

const NONE: StructScope = new Map();

/**
 * The value of `type` that a parsed JSON value stands for: dates and durations are strings, long integers digits, files paths
 * (seen from the place) or URIs. It is the form that `tsflyte run --json` prints. Throws WrongInput with the path inside the value.
 */
export function fromJson(json: unknown, type: NativeType, place: InputPlace, scope: StructScope = NONE): unknown {
	const expected = describeType(type);
	switch (type.kind) {
		case "int":
			return integerJson(json, type.native, expected);
		case "float":
			if (typeof json === "number") return json;
			if (typeof json === "bigint") return Number(json);
			if (typeof json === "string" && /^(NaN|-?Infinity|-0)$/.test(json)) return Number(json);
			throw new WrongInput(expected, shown(json), 'a number, or "NaN", "Infinity" or "-Infinity"');
		case "string":
			if (typeof json === "string") return json;
			throw new WrongInput(expected, shown(json), "text in quotes");
		case "boolean":
			if (typeof json === "boolean") return json;
			throw new WrongInput(expected, shown(json), "true or false, without quotes");
		case "datetime":
			if (typeof json === "string") return instantFrom(json, type.native, expected);
			throw new WrongInput(expected, shown(json), 'a string such as "2024-05-06T07:08:09Z"');
		case "duration":
			if (typeof json === "string") return durationFrom(json, expected);
			throw new WrongInput(expected, shown(json), 'a string such as "5m"');
		case "none":
			if (json === null || json === undefined) return type.native === "null" ? null : undefined;
			throw new WrongInput("null", shown(json));
		case "enum":
			return enumValue(json, type.values, expected);
		case "list":
			if (!Array.isArray(json)) throw new WrongInput(expected, shown(json), "a JSON list, such as [1, 2]");
			return json.map((item, index) => at(index, () => fromJson(item, type.element, place, scope)));
		case "map":
			return mapJson(json, type, place, scope, expected);
		case "struct":
			return structJson(json, type, place, scope);
		case "ref": {
			const target = follow(type, scope);
			return target === type ? json : fromJson(json, target, place, scope);
		}
		case "union":
			return chooseVariant(type.variants, shown(json), (variant) => fromJson(json, variant, place, scope));
		case "file":
		case "directory":
		case "dataset":
			return blobFrom(pathOf(json, expected), type, place, expected);
		case "json":
		case "pickle":
			return json;
		case "custom":
			return customFrom(json, type, expected);
	}
}

/** What a registered type makes of text; other values are its `toLiteral`'s to judge. */
export function customFrom(
	given: unknown,
	{ name }: Extract<NativeType, { kind: "custom" }>,
	expected: string,
): unknown {
	const transformer = customType(name);
	if (typeof given !== "string" || transformer.fromText === undefined) return given;
	try {
		return transformer.fromText(given);
	} catch (error) {
		throw new WrongInput(expected, shown(given), describeThrown(error).message);
	}
}

/** One of an enum's values. */
export function enumValue(given: unknown, values: readonly string[], expected: string): string {
	if (typeof given === "string" && values.includes(given)) return given;
	const near = typeof given === "string" ? didYouMean(given, values) : undefined;
	const list = `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
	throw new WrongInput(expected, shown(given), near === undefined ? list : `${near} ${list}`);
}

function integerJson(json: unknown, native: IntNative, expected: string): number | bigint {
	if (typeof json === "bigint") return integerOf(json, native, expected);
	if (typeof json === "number" && Number.isInteger(json)) return integerOf(BigInt(json), native, expected);
	if (native !== "number" && typeof json === "string") return integerFrom(json, native, expected);
	throw new WrongInput(
		expected,
		shown(json),
		typeof json === "number" ? "a whole number: no fraction" : "a whole number",
	);
}

function mapJson(
	json: unknown,
	type: Extract<NativeType, { kind: "map" }>,
	place: InputPlace,
	scope: StructScope,
	expected: string,
): unknown {
	const entries = entriesOf(json, expected).map(
		([key, value]) => [key, at(key, () => fromJson(value, type.value, place, scope))] as const,
	);
	return type.native === "map" ? new Map(entries) : ownRecord(entries);
}

function structJson(json: unknown, type: StructNative, place: InputPlace, scope: StructScope): object {
	const inner = enter(type, scope);
	const given = new Map(entriesOf(json, describeType(type)));
	return structOf(type, given, (value, fieldType) => fromJson(value, fieldType, place, inner));
}

/** A struct of converted fields. Refuses unknown and missing ones; null stands for an optional field that is absent. */
export function structOf<V>(
	type: StructNative,
	given: ReadonlyMap<string, V>,
	convert: (value: V, type: NativeType) => unknown,
): object {
	const names = type.fields.map((field) => field.name);
	const whole = type.name === "" ? "an object" : type.name;
	for (const name of given.keys()) {
		if (!names.includes(name)) {
			const has = names.length === 0 ? "it has no fields" : `its fields are ${names.join(", ")}`;
			const near = didYouMean(name, names);
			throw new WrongInput(
				whole,
				`an unknown field ${JSON.stringify(name)}`,
				near === undefined ? has : `${near} ${has}`,
			);
		}
	}
	const entries: (readonly [string, unknown])[] = [];
	const missing: string[] = [];
	for (const field of type.fields) {
		const value = given.get(field.name);
		if (!given.has(field.name)) {
			if (!field.optional && !acceptsNone(field.type)) missing.push(`${field.name} (${describeType(field.type)})`);
			else if (!field.optional) entries.push([field.name, undefined]);
		} else if (!(value === null && field.optional && !acceptsNone(field.type))) {
			entries.push([field.name, at(field.name, () => convert(value as V, field.type))]);
		}
	}
	if (missing.length > 0) throw new WrongInput(whole, `one without ${missing.join(", ")}`);
	return ownRecord(entries);
}

function entriesOf(json: unknown, expected: string): [string, unknown][] {
	if (typeof json === "object" && json !== null && !Array.isArray(json)) return Object.entries(json);
	throw new WrongInput(expected, shown(json), 'a JSON object, such as {"name": "Ann"}');
}

function pathOf(json: unknown, expected: string): string {
	if (typeof json === "string") return json;
	const path = typeof json === "object" && json !== null ? (json as { path?: unknown }).path : undefined;
	if (typeof path === "string") return path;
	throw new WrongInput(expected, shown(json), "a path or URI, in quotes");
}
