import { FlyteError } from "../errors/index.js";
import type { Json } from "../types/literal-type.js";
import { define, readStruct } from "./codec/read-json.js";
import { Reader } from "./codec/reader.js";
import { enums, type FieldKind, type FieldRow, messages } from "./gen/schema.js";
import { WIRE_TYPES } from "./wire-types.js";

/** Full name of a message that the package knows: `flyteidl.core.Literal`. */
export type MessageName = string;

/**
 * Protobuf JSON of a message's bytes, the canonical form that every protobuf library writes: names in lowerCamelCase, int64
 * as text, enums by name, bytes as base64, durations as "3.5s", fields at their default left out unless they have presence.
 * Throws as decoding does for bytes that are not such a message.
 */
export function protoJson(name: MessageName, bytes: Uint8Array): Json {
	return messageJson(new Reader(bytes, name.slice(name.lastIndexOf(".") + 1)), name);
}

const byNumber = new Map<MessageName, ReadonlyMap<number, FieldRow>>();

function fieldsOf(name: MessageName): ReadonlyMap<number, FieldRow> {
	let fields = byNumber.get(name);
	if (fields === undefined) {
		const rows = messages[name];
		if (rows === undefined) throw new FlyteError("WIRE_INTERNAL", `no message is called "${name}"`);
		fields = new Map(rows.map((row) => [row[0], row]));
		byNumber.set(name, fields);
	}
	return fields;
}

function messageJson(r: Reader, name: MessageName): Json {
	const special = WELL_KNOWN.get(name);
	if (special !== undefined) return special(r);
	const fields = fieldsOf(name);
	const found = new Map<FieldRow, Json>();
	while (r.more) {
		const start = r.offset;
		const tag = r.tag();
		const row = fields.get(tag >>> 3);
		if (row === undefined) {
			r.skip(tag);
			continue;
		}
		if ((tag & 7) !== WIRE_TYPES[row[3]] && !(row[2] === "map" && (tag & 7) === 2)) {
			if (row[2] === "many" && (tag & 7) === 2) {
				packed(r, row, found);
				continue;
			}
			throw r.error("WIRE_MALFORMED", `field ${row[1]} with wire type ${tag & 7}`, start);
		}
		readField(r, row, found);
	}
	const json = {};
	for (const row of fields.values()) {
		const value = found.get(row);
		if (value === undefined || (row[2] === "one" && row[3] !== "message" && isDefault(value))) continue;
		define(json, row[1], value);
	}
	return json;
}

function readField(r: Reader, row: FieldRow, found: Map<FieldRow, Json>): void {
	if (row[2] === "map") {
		const entries = (found.get(row) ?? {}) as { [key: string]: Json };
		found.set(row, entries);
		mapEntry(r, row, entries);
		return;
	}
	const value = fieldJson(r, row[3], row[4]);
	if (row[2] === "many") append(found, row, value);
	else found.set(row, value);
}

function packed(r: Reader, row: FieldRow, found: Map<FieldRow, Json>): void {
	const outer = r.enter(row[1]);
	while (r.more) append(found, row, fieldJson(r, row[3], row[4]));
	r.leave(outer);
}

function append(found: Map<FieldRow, Json>, row: FieldRow, value: Json): void {
	const list = found.get(row) as Json[] | undefined;
	if (list === undefined) found.set(row, [value]);
	else list.push(value);
}

function mapEntry(r: Reader, row: FieldRow, entries: { [key: string]: Json }): void {
	const outer = r.enter(row[1]);
	let key = "";
	let value: Json | undefined;
	while (r.more) {
		const tag = r.tag();
		if (tag >>> 3 === 1) {
			key = r.string();
			r.label(key);
		} else if (tag >>> 3 === 2) value = fieldJson(r, row[3], row[4]);
		else r.skip(tag);
	}
	r.leave(outer);
	define(entries, key, value ?? (row[3] === "message" ? {} : ""));
}

function fieldJson(r: Reader, kind: FieldKind, type: string | undefined): Json {
	switch (kind) {
		case "double":
			return numberJson(r.double());
		case "float":
			return numberJson(shortestFloat(r.float()));
		case "int64":
			return String(r.int64());
		case "uint64":
			return String(r.uint64());
		case "int32":
			return r.int32();
		case "uint32":
			return r.varint();
		case "bool":
			return r.bool();
		case "string":
			return r.string();
		case "bytes":
			return Buffer.from(r.bytes()).toString("base64");
		case "enum": {
			const value = r.int32();
			const names = enums[type as string] ?? {};
			return names[value] ?? value;
		}
		case "message": {
			const name = type as string;
			const outer = r.enter(name.slice(name.lastIndexOf(".") + 1));
			const json = messageJson(r, name);
			r.leave(outer);
			return json;
		}
	}
}

/**
 * Fields without presence are left out when they hold what absence means. (An enum's zero would print as a name; no
 * writer sends it where it may be left out.)
 */
function isDefault(value: Json): boolean {
	return value === "" || value === 0 || value === false || value === "0";
}

function numberJson(value: number): Json {
	return Number.isFinite(value) ? value : String(value);
}

/** The shortest decimal that gives the same 32-bit float. */
function shortestFloat(value: number): number {
	for (let digits = 6; digits <= 9; digits++) {
		const short = Number(value.toPrecision(digits));
		if (Math.fround(short) === value) return short;
	}
	return value;
}

const WELL_KNOWN = new Map<MessageName, (r: Reader) => Json>([
	["google.protobuf.Struct", (r) => readStruct(r)],
	["google.protobuf.BoolValue", wrapped("bool", false)],
	["google.protobuf.Timestamp", timestampJson],
	["google.protobuf.Duration", durationJson],
]);

function wrapped(kind: FieldKind, zero: Json): (r: Reader) => Json {
	return (r) => {
		let value = zero;
		while (r.more) {
			const tag = r.tag();
			if (tag >>> 3 === 1) value = fieldJson(r, kind, undefined);
			else r.skip(tag);
		}
		return value;
	};
}

function timestampJson(r: Reader): Json {
	const { seconds, nanos } = secondsOf(r);
	if (seconds < -62135596800n || seconds > 253402300799n) {
		throw r.error("WIRE_RANGE", `a Timestamp of ${seconds} s, outside the years 1 to 9999`);
	}
	const date = new Date(Number(seconds) * 1000).toISOString();
	return `${date.slice(0, 19)}${fraction(nanos)}Z`;
}

function durationJson(r: Reader): Json {
	const { seconds, nanos } = secondsOf(r);
	const negative = seconds < 0n || nanos < 0;
	const whole = seconds < 0n ? -seconds : seconds;
	return `${negative ? "-" : ""}${whole}${fraction(Math.abs(nanos))}s`;
}

/** 0, 3, 6 or 9 digits. */
function fraction(nanos: number): string {
	if (nanos === 0) return "";
	const digits = String(nanos).padStart(9, "0");
	return `.${digits.endsWith("000000") ? digits.slice(0, 3) : digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}

function secondsOf(r: Reader): { seconds: bigint; nanos: number } {
	let seconds = 0n;
	let nanos = 0;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x08) seconds = r.int64();
		else if (tag === 0x10) nanos = r.int32();
		else r.skip(tag);
	}
	return { seconds, nanos };
}
