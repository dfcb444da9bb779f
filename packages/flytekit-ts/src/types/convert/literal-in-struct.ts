import type { Literal } from "../literal.js";
import type { LiteralType } from "../literal-type.js";
import type { Raw } from "../msgpack/reader.js";
import { type MsgpackWriter, packed } from "../msgpack/writer.js";
import { parseIso } from "../values/timestamp.js";
import { ValueProblem } from "./problem.js";
import { isRawMap, mismatch, packRaw, rawOfJson } from "./raw.js";
import { durationOfSeconds, pythonIso, secondsOf } from "./struct-times.js";

/** A literal as part of a struct, in the form flytekit's dataclasses have for it. */
export function packLiteral(literal: Literal, out: MsgpackWriter): void {
	if (literal.hash !== undefined) {
		out.carriesHash = true;
		if (out.isForHash) {
			out.string(literal.hash);
			return;
		}
	}
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
