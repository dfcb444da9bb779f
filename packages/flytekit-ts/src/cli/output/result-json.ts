import { localPathOf } from "../../context/uri.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import type { NativeType, StructNative } from "../../types/index.js";
import { ownRecord } from "../own-record.js";

/**
 * A native value as JSON that `--inputs-file` reads back: dates and durations as text, bigint as digits, NaN as `"NaN"`, files by
 * path, Maps as objects.
 */
export function toJson(value: unknown, type: NativeType): unknown {
	switch (type.kind) {
		case "float":
			return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)) ? floatJson(value) : value;
		case "int":
			return typeof value === "bigint" ? value.toString() : value;
		case "none":
			return null;
		case "list":
			return Array.isArray(value) ? value.map((item) => toJson(item, type.element)) : plain(value);
		case "map": {
			const entries = value instanceof Map ? [...value] : isObject(value) ? Object.entries(value) : [];
			return ownRecord(entries.map(([key, item]) => [String(key), toJson(item, type.value)]));
		}
		case "struct":
			return isObject(value) ? structJson(value, type) : plain(value);
		default:
			return plain(value);
	}
}

/** What a run gave, by the shape its body returned: one value, a list, an object, or null for none. */
export function outputsJson(native: unknown, iface: Pick<TypedInterface, "outputs" | "outputShape">): unknown {
	const types = [...iface.outputs.values()].map((variable) => variable.type);
	switch (iface.outputShape) {
		case "none":
			return null;
		case "single":
			return toJson(native, types[0] as NativeType);
		case "tuple":
			return (native as readonly unknown[]).map((value, index) => toJson(value, types[index] as NativeType));
		case "named": {
			const values = native as Readonly<Record<string, unknown>>;
			return ownRecord([...iface.outputs].map(([name, variable]) => [name, toJson(values[name], variable.type)]));
		}
	}
}

/** JSON text; numbers that JSON has no word for were made strings before. */
export function jsonText(value: unknown, indent = 2): string {
	return JSON.stringify(value, undefined, indent) ?? "null";
}

function structJson(value: object, type: StructNative): object {
	const fields = new Map(type.fields.map((field) => [field.name, field.type]));
	const entries: [string, unknown][] = [];
	for (const [name, item] of Object.entries(value)) {
		const fieldType = fields.get(name);
		if (item !== undefined) entries.push([name, fieldType === undefined ? plain(item) : toJson(item, fieldType)]);
	}
	return ownRecord(entries);
}

export { plain as plainJson };

/** A value whose type says no more than JavaScript does (unions, untyped data, references). */
function plain(value: unknown): unknown {
	switch (typeof value) {
		case "bigint":
			return value.toString();
		case "number":
			return Number.isFinite(value) && !Object.is(value, -0) ? value : floatJson(value);
		case "undefined":
			return null;
		case "object":
			break;
		default:
			return value;
	}
	if (value === null) return null;
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (Array.isArray(value)) return value.map(plain);
	if (value instanceof Map) return ownRecord([...value].map(([key, item]) => [String(key), plain(item)]));
	if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
	const { path, uri, toJSON } = value as { path?: unknown; uri?: unknown; toJSON?: unknown };
	if (isOpaque(value)) {
		const place = path ?? uri;
		if (typeof place === "string") return localPathOf(place) ?? place;
		return typeof toJSON === "function" ? toJSON.call(value) : String(value);
	}
	return ownRecord(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** An instance of a class, as files, directories and datasets are; not data with named fields. */
function isOpaque(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype !== null && prototype !== Object.prototype;
}

const floatJson = (value: number) => (Object.is(value, -0) ? "-0" : String(value));
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
