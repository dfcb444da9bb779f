import { createHash } from "node:crypto";
import { nearest } from "../../errors/nearest.js";
import { reviveConstant } from "../constant.js";
import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { Raw, RawMap } from "../msgpack/reader.js";
import { type MsgpackWriter, packed } from "../msgpack/writer.js";
import type { StructField, StructNative } from "../native-type.js";
import { Codec } from "./codec.js";
import { type ConvertContext, chain, type MaybePromise, mapMaybe } from "./context.js";
import { checkLoaded } from "./offloaded.js";
import { getOwn, setOwn } from "./own-keys.js";
import { convertWithin, ValueProblem, within } from "./problem.js";
import { isRawMap, mismatch, rawOf } from "./raw.js";
import { tagOf } from "./show-value.js";

/** One field with the codec of its type. */
export interface FieldCodec extends StructField {
	readonly codec: Codec;
	/** Whether its type takes null or undefined, so that a missing value is one. */
	readonly nullable: boolean;
}

/**
 * A struct: MessagePack in a binary literal, as flytekit writes dataclasses. Fields go in declared order, absent optional ones are left out.
 * Numbers are written by the declared type: 1 in a float field is the float 1.0.
 */
export class StructCodec extends Codec<StructNative> {
	/** Filled once the fields' codecs are made: a struct may contain itself. */
	fields: readonly FieldCodec[] = [];
	#names: ReadonlySet<string> = new Set();

	/** Sets the fields. */
	complete(fields: readonly FieldCodec[]): void {
		this.fields = fields;
		this.#names = new Set(fields.map((field) => field.name));
	}

	looks(value: unknown): boolean {
		if (!isStruct(value)) return false;
		for (const field of this.fields) {
			if (!field.optional && !field.nullable && getOwn(value, field.name) === undefined) return false;
		}
		return this.#unknown(value) === undefined;
	}

	override fits(value: unknown, depth: number): boolean {
		if (!this.looks(value)) return false;
		if (depth > MAX_LITERAL_DEPTH) return true;
		return this.fields.every((field) => {
			const part = getOwn(value as object, field.name);
			return (part === undefined && field.optional) || field.codec.fits(part, depth + 1);
		});
	}

	/** How many fields a raw map has that this struct does not declare, and lacks that it does: which of several structs it is. */
	distance(raw: RawMap): number {
		let differs = 0;
		for (const key of raw.keys()) if (!this.#names.has(key)) differs++;
		for (const field of this.fields) if (!raw.has(field.name)) differs++;
		return differs;
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		const pack = (ready: unknown): Literal => {
			let carriesHash = false;
			const bytes = packed((out) => {
				this.pack(ready, out);
				carriesHash = out.carriesHash;
			});
			const literal = { kind: "binary", tag: "msgpack", value: bytes } as const;
			return carriesHash ? { ...literal, hash: this.#hashOf(ready) } : literal;
		};
		return this.external ? chain(this.lower(value, ctx), pack) : pack(value);
	}

	/** Stands for a struct that has a file with a hash: its value, with the hash in the place of the file's. */
	#hashOf(ready: unknown): string {
		const bytes = packed((out) => {
			out.isForHash = true;
			this.pack(ready, out);
		});
		return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind === "union") return this.read(literal.value, ctx);
		checkLoaded(literal);
		const raw = rawOf(literal);
		if (raw === undefined) throw this.unreadable(literal);
		return this.fromRaw(raw, ctx);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		const source = this.#check(value);
		const lowered = mapMaybe(this.fields, (field) => {
			const part = getOwn(source, field.name);
			if (!field.codec.external || part === undefined) return part;
			return convertWithin(() => field.codec.lower(part, ctx), field.name);
		});
		return chain(lowered, (parts) => {
			const copy = {};
			this.fields.forEach((field, i) => {
				if (parts[i] !== undefined) setOwn(copy, field.name, parts[i]);
			});
			return copy;
		});
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const source = this.#check(value);
		const { fields } = this;
		const parts: unknown[] = new Array(fields.length);
		let n = 0;
		let i = 0;
		try {
			for (; i < fields.length; i++) {
				const field = fields[i] as FieldCodec;
				parts[i] = getOwn(source, field.name);
				if (parts[i] !== undefined || !field.optional) n++;
			}
			out.beginMap(n);
			for (i = 0; i < fields.length; i++) {
				const field = fields[i] as FieldCodec;
				const part = parts[i];
				if (part === undefined) {
					if (field.optional) continue;
					if (!field.nullable) throw this.#missing(field, source);
				}
				out.string(field.name);
				field.codec.pack(part, out);
			}
		} catch (error) {
			const field = fields[i];
			// the map's own head fails before any field: the depth limit
			throw field === undefined ? error : within(error, field.name);
		}
		out.end();
	}

	admits(raw: Raw): boolean {
		if (!isRawMap(raw)) return false;
		return this.fields.every((field) => {
			const part = raw.get(field.name);
			if (part === undefined) return field.optional || field.nullable || field.default !== undefined;
			return (part === null && field.optional) || field.codec.admits(part);
		});
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		if (!isRawMap(raw)) return mismatch(raw, this.text);
		const { fields } = this;
		if (this.external) return this.#fromExternal(raw, ctx);
		const result = {};
		let i = 0;
		try {
			for (; i < fields.length; i++) {
				const field = fields[i] as FieldCodec;
				const part = this.#part(field, raw);
				if (part !== undefined) setOwn(result, field.name, field.codec.fromRaw(part, ctx));
				else if (field.default !== undefined) setOwn(result, field.name, reviveConstant(field.default));
			}
		} catch (error) {
			throw within(error, (fields[i] as FieldCodec).name);
		}
		return result;
	}

	#fromExternal(raw: RawMap, ctx: ConvertContext): MaybePromise<unknown> {
		const present: FieldCodec[] = [];
		for (const field of this.fields)
			if (convertWithin(() => this.#part(field, raw), field.name) !== undefined) present.push(field);
		const parts = mapMaybe(present, (field) =>
			convertWithin(() => field.codec.fromRaw(this.#part(field, raw) as Raw, ctx), field.name),
		);
		return chain(parts, (values) => {
			const result = {};
			present.forEach((field, i) => {
				setOwn(result, field.name, values[i]);
			});
			for (const { name, default: instead } of this.fields) {
				if (instead !== undefined && !raw.has(name)) setOwn(result, name, reviveConstant(instead));
			}
			return result;
		});
	}

	/** What there is to read for the field; undefined when it stays absent. */
	#part(field: FieldCodec, raw: RawMap): Raw | undefined {
		const part = raw.get(field.name);
		if (part === undefined) {
			if (field.optional || field.default !== undefined) return undefined;
			if (field.nullable) return null;
			const near = nearest(
				field.name,
				[...raw.keys()].filter((key) => !this.#names.has(key)),
			);
			throw new ValueProblem(
				"TYPES_FIELD_MISSING",
				`the field is missing${near === undefined ? "" : ` (there is "${near}")`}`,
				"let the writer set it, or declare it optional with ?",
			);
		}
		return part === null && field.optional && !field.nullable ? undefined : part;
	}

	#check(value: unknown): object {
		if (!isStruct(value))
			throw this.wrong(value, value instanceof Map ? "use an object: Object.fromEntries(map)" : undefined);
		const unknown = this.#unknown(value);
		if (unknown !== undefined) throw this.#extra(unknown);
		return value;
	}

	/** A key that no field has; undefined values say nothing and pass. */
	#unknown(value: object): string | undefined {
		for (const key of Object.keys(value)) {
			if (!this.#names.has(key) && getOwn(value, key) !== undefined) return key;
		}
		return undefined;
	}

	#extra(key: string): ValueProblem {
		const names = [...this.#names];
		const near = nearest(key, names);
		return new ValueProblem(
			"TYPES_FIELD_UNKNOWN",
			`${this.text} has no field "${key}"${near === undefined ? "" : `, did you mean "${near}"?`}`,
			names.length === 0
				? "it has no fields"
				: `its fields are ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", ..." : ""}`,
		);
	}

	#missing(field: FieldCodec, source: object): ValueProblem {
		const near = nearest(
			field.name,
			Object.keys(source).filter((key) => !this.#names.has(key)),
		);
		return new ValueProblem(
			"TYPES_FIELD_MISSING",
			`${this.text} needs this field (${field.codec.text})${near === undefined ? "" : `; "${near}" is given`}`,
			"set it, or declare it optional with ?",
		);
	}
}

/** An object with fields: plain, or of a data-only class; not a list, Map, Date or other built-in. */
function isStruct(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value) && tagOf(value) === "Object";
}
