import type { Literal } from "../literal.js";
import type { Json, JsonObject } from "../literal-type.js";
import type { Raw, RawMap } from "../msgpack/reader.js";
import { unpack } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import { ValueProblem } from "./problem.js";

/** What a struct-like literal holds; undefined for literals that are no struct. Both forms are read: MessagePack, and the protobuf Struct of older writers. */
export function rawOf(literal: Literal): Raw | undefined {
	if (literal.kind === "binary") {
		if (literal.tag === "msgpack") return unpack(literal.value);
		throw new ValueProblem(
			"TYPES_LITERAL_MISMATCH",
			`the binary value has the format "${literal.tag}"`,
			'only "msgpack" is read: write it with flytekit-ts, or with flytekit 1.14 or later',
		);
	}
	return literal.kind === "generic" ? rawOfJson(literal.value) : undefined;
}

/** JSON with its objects as maps. */
export function rawOfJson(value: Json): Raw {
	if (value === null || typeof value !== "object") return value;
	if (Array.isArray(value)) return (value as readonly Json[]).map(rawOfJson);
	const map = new Map<string, Raw>();
	for (const key of Object.keys(value)) map.set(key, rawOfJson((value as JsonObject)[key] as Json));
	return map;
}

/** Whether a raw value is a map. */
export function isRawMap(raw: Raw): raw is RawMap {
	return raw instanceof Map;
}

/** Writes a raw value: whole numbers as integers. */
export function packRaw(raw: Raw, out: MsgpackWriter): void {
	if (raw === null) out.nil();
	else if (typeof raw === "boolean") out.boolean(raw);
	else if (typeof raw === "number") packNumber(raw, out);
	else if (typeof raw === "bigint") out.bigint(raw);
	else if (typeof raw === "string") out.string(raw);
	else if (raw instanceof Uint8Array) out.binary(raw);
	else if (isRawMap(raw)) {
		out.beginMap(raw.size);
		for (const [key, value] of raw) {
			out.string(key);
			packRaw(value, out);
		}
		out.end();
	} else {
		out.beginArray((raw as readonly Raw[]).length);
		for (const item of raw as readonly Raw[]) packRaw(item, out);
		out.end();
	}
}

/** A number of which only the value is known: whole ones within 2^53 are integers, -0 and the rest floats. */
export function packNumber(value: number, out: MsgpackWriter): void {
	if (Number.isSafeInteger(value) && !Object.is(value, -0)) out.integer(value);
	else out.float(value);
}

/** Says that stored data is not what the type reads. */
export function mismatch(raw: Raw, wanted: string): never {
	throw new ValueProblem(
		"TYPES_LITERAL_MISMATCH",
		`expected ${wanted}, got ${showRaw(raw)}`,
		"compare the types of the writer and of the reader",
	);
}

/** A raw value in a few words. */
export function showRaw(raw: Raw): string {
	if (raw === null) return "null";
	if (typeof raw === "string") return `text ${JSON.stringify(raw.length > 60 ? `${raw.slice(0, 57)}...` : raw)}`;
	if (typeof raw !== "object") return `${typeof raw === "boolean" ? "" : "number "}${raw}`;
	if (raw instanceof Uint8Array) return `${raw.length} bytes`;
	if (!isRawMap(raw)) return `a list of ${(raw as readonly Raw[]).length}`;
	return raw.size === 0
		? "an empty map"
		: `a map with ${[...raw.keys()].slice(0, 5).join(", ")}${raw.size > 5 ? ", ..." : ""}`;
}
