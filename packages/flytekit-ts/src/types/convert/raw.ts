import type { Literal } from "../literal.js";
import type { Json, JsonObject, LiteralType } from "../literal-type.js";
import type { Raw, RawMap } from "../msgpack/reader.js";
import { unpack } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import { packed } from "../msgpack/writer.js";
import { durationOf } from "../values/duration.js";
import { isoText, parseIso } from "../values/timestamp.js";
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

/** A literal as part of a struct, in the form flytekit's dataclasses have for it. */
export function packLiteral(literal: Literal, out: MsgpackWriter): void {
	switch (literal.kind) {
		case "none":
			out.nil();
			return;
		case "integer":
			out.bigint(literal.value);
			return;
		case "float":
			out.float(literal.value);
			return;
		case "string":
			out.string(literal.value);
			return;
		case "boolean":
			out.boolean(literal.value);
			return;
		case "datetime":
			out.string(pythonIso(literal.seconds, literal.nanos));
			return;
		case "duration":
			out.float(secondsOf(literal.seconds, literal.nanos));
			return;
		case "blob":
			packRaw(new Map([["path", literal.uri]]), out);
			return;
		case "structuredDataset":
			packRaw(
				new Map([
					["uri", literal.uri],
					["file_format", literal.type.format],
				]),
				out,
			);
			return;
		case "binary":
			if (literal.tag === "msgpack") out.raw(literal.value);
			else out.binary(literal.value);
			return;
		case "generic":
			packRaw(rawOfJson(literal.value), out);
			return;
		case "union":
			packLiteral(literal.value, out);
			return;
		case "collection":
			out.beginArray(literal.items.length);
			for (const item of literal.items) packLiteral(item, out);
			out.end();
			return;
		case "map":
			out.beginMap(literal.entries.size);
			for (const [key, value] of literal.entries) {
				out.string(key);
				packLiteral(value, out);
			}
			out.end();
			return;
		default:
			throw new ValueProblem(
				"TYPES_NOT_IN_STRUCT",
				`a literal of kind "${literal.kind}" cannot be part of a struct`,
				"make it an input or output of its own",
			);
	}
}

/** The literal of that type that {@link packLiteral} wrote as part of a struct. */
export function literalOfRaw(raw: Raw, type: LiteralType): Literal {
	if (raw === null) return { kind: "none" };
	switch (type.kind) {
		case "blob":
			return { kind: "blob", uri: uriOf(raw, "path"), type };
		case "structuredDataset": {
			const format = isRawMap(raw) ? raw.get("file_format") : undefined;
			return {
				kind: "structuredDataset",
				uri: uriOf(raw, "uri"),
				type: typeof format === "string" && format !== "" ? { ...type, format } : type,
			};
		}
		case "schema":
			return { kind: "schema", uri: uriOf(raw, "remote_path"), type };
		case "collection":
			return {
				kind: "collection",
				items: (Array.isArray(raw) ? (raw as readonly Raw[]) : mismatch(raw, "a list")).map((item) =>
					literalOfRaw(item, type.element),
				),
			};
		case "map":
			return {
				kind: "map",
				entries: new Map(
					[...(isRawMap(raw) ? raw : mismatch(raw, "a map"))].map(([key, value]) => [
						key,
						literalOfRaw(value, type.value),
					]),
				),
			};
		case "enum":
			return typeof raw === "string" ? { kind: "string", value: raw } : mismatch(raw, "text");
		case "union":
			return { kind: "binary", tag: "msgpack", value: packed((out) => packRaw(raw, out)) };
		case "simple":
			return simpleOfRaw(raw, type.simple);
	}
}

function simpleOfRaw(raw: Raw, simple: string): Literal {
	switch (simple) {
		case "integer":
			if (typeof raw === "bigint") return { kind: "integer", value: raw };
			return typeof raw === "number" && Number.isSafeInteger(raw)
				? { kind: "integer", value: BigInt(raw) }
				: mismatch(raw, "a whole number");
		case "float":
			return typeof raw === "number" || typeof raw === "bigint"
				? { kind: "float", value: Number(raw) }
				: mismatch(raw, "a number");
		case "string":
			return typeof raw === "string" ? { kind: "string", value: raw } : mismatch(raw, "text");
		case "boolean":
			return typeof raw === "boolean" ? { kind: "boolean", value: raw } : mismatch(raw, "true or false");
		case "datetime": {
			const at = typeof raw === "string" ? parseIso(raw) : undefined;
			return at === undefined ? mismatch(raw, "an ISO date") : { kind: "datetime", ...at };
		}
		case "duration": {
			if (typeof raw !== "number" && typeof raw !== "bigint") return mismatch(raw, "a number of seconds");
			const { seconds, nanos } = durationOfSeconds(Number(raw));
			return { kind: "duration", seconds, nanos };
		}
		default:
			return { kind: "binary", tag: "msgpack", value: packed((out) => packRaw(raw, out)) };
	}
}

function uriOf(raw: Raw, key: string): string {
	if (typeof raw === "string") return raw;
	const uri = isRawMap(raw) ? raw.get(key) : undefined;
	return typeof uri === "string" ? uri : mismatch(raw, `a map with "${key}"`);
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

/** As Python's isoformat writes UTC: no fraction, six digits, or nine where nanoseconds need them. */
export function pythonIso(seconds: bigint, nanos: number): string {
	return isoText(seconds, nanos, nanos === 0 ? 0 : nanos % 1000 === 0 ? 6 : 9).replace("Z", "+00:00");
}

/** A duration as the float seconds of flytekit's structs; refused where a float cannot hold it. */
export function secondsOf(seconds: bigint, nanos: number): number {
	const value = Number(seconds) + nanos / 1e9;
	const back = durationOfSeconds(value);
	if (back.seconds !== seconds || back.nanos !== nanos) {
		throw new ValueProblem(
			"TYPES_TIME_RANGE",
			`the duration of ${seconds} s and ${nanos} ns cannot be kept exactly in a struct, which holds seconds as a float`,
			"round it, or make it an input or output of its own",
		);
	}
	return value;
}

/** The duration that {@link secondsOf} wrote, to the nanosecond. */
export function durationOfSeconds(value: number): { readonly seconds: bigint; readonly nanos: number } {
	if (!Number.isFinite(value)) throw new ValueProblem("TYPES_TIME_RANGE", `${value} seconds are no duration`);
	const whole = Math.trunc(value);
	const { seconds, nanos } = durationOf(BigInt(whole), Math.round((value - whole) * 1e9));
	return { seconds, nanos };
}
