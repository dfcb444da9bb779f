import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import { type MsgpackWriter, packed } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { setOwn } from "./own-keys.js";
import { ValueProblem, within } from "./problem.js";
import { isRawMap, packNumber } from "./raw.js";
import { isRecord } from "./records.js";

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 64n - 1n;

/** JSON without declared fields, flytekit's untyped dict: whole numbers are written as integers, others as floats, -0 and NaN kept. */
export class JsonCodec extends Codec<Extract<NativeType, { kind: "json" }>> {
	looks(value: unknown): boolean {
		return (
			value === null ||
			["boolean", "number", "bigint", "string"].includes(typeof value) ||
			Array.isArray(value) ||
			isRecord(value) ||
			value instanceof Uint8Array
		);
	}

	override fits(value: unknown, depth: number): boolean {
		if (!this.looks(value) || depth > MAX_LITERAL_DEPTH) return this.looks(value);
		if (Array.isArray(value)) return value.every((item) => this.fits(item, depth + 1));
		return !isRecord(value) || Object.values(value).every((item) => item === undefined || this.fits(item, depth + 1));
	}

	write(value: unknown): Literal {
		return { kind: "binary", tag: "msgpack", value: packed((out) => this.pack(value, out)) };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		switch (literal.kind) {
			case "none":
				return null;
			case "string":
			case "boolean":
			case "float":
				return literal.value;
			case "integer":
				return Number.isSafeInteger(Number(literal.value)) ? Number(literal.value) : literal.value;
			case "collection":
				return literal.items.map((item) => this.read(item, ctx));
			case "map": {
				const object = {};
				for (const [key, item] of literal.entries) setOwn(object, key, this.read(item, ctx));
				return object;
			}
			default:
				return this.readOther(literal, ctx);
		}
	}

	pack(value: unknown, out: MsgpackWriter): void {
		switch (typeof value) {
			case "boolean":
				out.boolean(value);
				return;
			case "number":
				packNumber(value, out);
				return;
			case "string":
				out.string(value);
				return;
			case "bigint":
				if (value >= MIN_INT && value <= MAX_INT) {
					out.bigint(value);
					return;
				}
				throw new ValueProblem("TYPES_INT_RANGE", `${value} does not fit into 64 bits`, "keep larger numbers as text");
			case "object":
				if (value === null) {
					out.nil();
					return;
				}
				if (value instanceof Uint8Array) {
					out.binary(value);
					return;
				}
				if (Array.isArray(value)) {
					this.#packList(value, out);
					return;
				}
				if (isRecord(value)) {
					this.#packObject(value, out);
					return;
				}
		}
		throw this.wrong(
			value,
			"JSON has null, booleans, numbers, texts, lists and plain objects: convert the value, or declare its fields in an interface",
		);
	}

	admits(): boolean {
		return true;
	}

	fromRaw(raw: Raw): unknown {
		if (Array.isArray(raw)) return (raw as readonly Raw[]).map((item) => this.fromRaw(item));
		if (!isRawMap(raw)) return raw;
		const object = {};
		for (const [key, item] of raw) setOwn(object, key, this.fromRaw(item));
		return object;
	}

	#packList(list: readonly unknown[], out: MsgpackWriter): void {
		out.beginArray(list.length);
		let i = 0;
		try {
			for (; i < list.length; i++) this.pack(list[i], out);
		} catch (error) {
			throw within(error, i);
		}
		out.end();
	}

	/** As JSON.stringify does, a key whose value is undefined is left out. */
	#packObject(object: Record<string, unknown>, out: MsgpackWriter): void {
		const entries = Object.entries(object).filter(([, value]) => value !== undefined);
		out.beginMap(entries.length);
		for (const [key, value] of entries) {
			try {
				out.string(key);
				this.pack(value, out);
			} catch (error) {
				throw within(error, key);
			}
		}
		out.end();
	}
}
