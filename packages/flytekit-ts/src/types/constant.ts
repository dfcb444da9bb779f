import { FlyteError } from "../errors/index.js";
import { setOwn } from "./convert/own-keys.js";
import { isRecord } from "./convert/records.js";
import type { Json, JsonObject } from "./literal-type.js";
import { duration, isDuration } from "./values/duration.js";
import { isDate, isTimestamp, timestamp } from "./values/timestamp.js";

/**
 * A constant written in source, as JSON: numbers, strings, booleans, null, lists and objects stand for themselves, what
 * JSON cannot say is an object with the one key `$bigint`, `$duration`, `$date`, `$timestamp` or `$number` ("NaN", "Infinity",
 * "-Infinity", "-0") or `$undefined`. An object of the user's with such a key is wrapped as `{ $object: {...} }`.
 */
export type ConstantValue = Json;

const TAGS: ReadonlySet<string> = new Set([
	"$bigint",
	"$duration",
	"$date",
	"$timestamp",
	"$number",
	"$undefined",
	"$object",
]);
/** Deeper constants come from cycles. */
const MAX_DEPTH = 100;

/** The value as a {@link ConstantValue}; undefined when it is none, such as a function, a file or a class of the user's. */
export function toConstant(value: unknown): ConstantValue | undefined {
	return encode(value, 0);
}

function encode(value: unknown, depth: number): ConstantValue | undefined {
	switch (typeof value) {
		case "string":
		case "boolean":
			return value;
		case "number":
			if (Number.isFinite(value) && !Object.is(value, -0)) return value;
			return { $number: Object.is(value, -0) ? "-0" : String(value) };
		case "bigint":
			return { $bigint: String(value) };
		case "undefined":
			return { $undefined: true };
		case "object":
			return value === null ? null : depth > MAX_DEPTH ? undefined : encodeObject(value, depth + 1);
		default:
			return undefined;
	}
}

function encodeObject(value: object, depth: number): ConstantValue | undefined {
	if (isDuration(value)) return { $duration: value.toString() };
	if (isTimestamp(value)) return { $timestamp: value.toISOString() };
	if (isDate(value)) return Number.isNaN(value.getTime()) ? undefined : { $date: value.toISOString() };
	if (Array.isArray(value)) {
		const items = value.map((item) => encode(item, depth));
		return items.includes(undefined) ? undefined : (items as Json[]);
	}
	if (!isRecord(value)) return undefined;
	const object = {};
	for (const [key, item] of Object.entries(value)) {
		const constant = encode(item, depth);
		if (constant === undefined) return undefined;
		setOwn(object, key, constant);
	}
	return isTagged(object) ? { $object: object } : object;
}

/**
 * The value that a {@link ConstantValue} stands for. Throws TYPES_CONSTANT for a tag with nothing sensible behind it, as a damaged cache
 * or manifest may hold.
 */
export function reviveConstant(constant: ConstantValue): unknown {
	if (constant === null || typeof constant !== "object") return constant;
	if (Array.isArray(constant)) return (constant as readonly Json[]).map(reviveConstant);
	const object = constant as JsonObject;
	if (!isTagged(object)) return reviveObject(object);
	const [tag, value] = Object.entries(object)[0] as [string, Json];
	return reviveTagged(tag, value);
}

function reviveTagged(tag: string, value: Json): unknown {
	if (tag === "$object" && isRecord(value)) return reviveObject(value as JsonObject);
	if (tag === "$undefined") return undefined;
	const text = typeof value === "number" && (tag === "$duration" || tag === "$date") ? value : String(value);
	try {
		if (tag === "$bigint") return BigInt(text);
		if (tag === "$duration") return duration(text);
		if (tag === "$timestamp") return timestamp(text);
		if (tag === "$date") return timestamp(text).toDate();
		if (tag === "$number" && (text === "NaN" || text === "Infinity" || text === "-Infinity" || text === "-0"))
			return Number(text);
	} catch (cause) {
		throw invalid(tag, value, cause);
	}
	throw invalid(tag, value);
}

function reviveObject(object: JsonObject): object {
	const revived = {};
	for (const key of Object.keys(object)) setOwn(revived, key, reviveConstant(object[key] as Json));
	return revived;
}

function isTagged(object: object): boolean {
	const keys = Object.keys(object);
	return keys.length === 1 && TAGS.has(keys[0] as string);
}

function invalid(tag: string, value: Json, cause?: unknown): FlyteError {
	return new FlyteError("TYPES_CONSTANT", `${JSON.stringify({ [tag]: value }).slice(0, 100)} is not a constant`, {
		wayOut: "delete the detection cache, or package again: the file was written by something else",
		...(cause === undefined ? {} : { cause }),
	});
}
