import { nearest } from "../../errors/nearest.js";
import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import { checkString, type MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { ValueProblem } from "./problem.js";
import { mismatch } from "./raw.js";

/** STRING: every well-formed text, byte for byte. */
export class StringCodec extends Codec<Extract<NativeType, { kind: "string" }>> {
	looks(value: unknown): boolean {
		return typeof value === "string";
	}

	write(value: unknown): Literal {
		if (typeof value !== "string") throw this.wrong(value);
		checkString(value);
		return { kind: "string", value };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<string> {
		return literal.kind === "string" ? literal.value : (this.readOther(literal, ctx) as MaybePromise<string>);
	}

	pack(value: unknown, out: MsgpackWriter): void {
		if (typeof value !== "string") throw this.wrong(value);
		out.string(value);
	}

	admits(raw: Raw): boolean {
		return typeof raw === "string";
	}

	fromRaw(raw: Raw): string {
		return typeof raw === "string" ? raw : mismatch(raw, this.text);
	}
}

/** BOOLEAN: true and false only, nothing that is merely truthy. */
export class BooleanCodec extends Codec<Extract<NativeType, { kind: "boolean" }>> {
	looks(value: unknown): boolean {
		return typeof value === "boolean";
	}

	write(value: unknown): Literal {
		if (typeof value !== "boolean") throw this.wrong(value);
		return { kind: "boolean", value };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<boolean> {
		return literal.kind === "boolean" ? literal.value : (this.readOther(literal, ctx) as MaybePromise<boolean>);
	}

	pack(value: unknown, out: MsgpackWriter): void {
		if (typeof value !== "boolean") throw this.wrong(value);
		out.boolean(value);
	}

	admits(raw: Raw): boolean {
		return typeof raw === "boolean";
	}

	fromRaw(raw: Raw): boolean {
		return typeof raw === "boolean" ? raw : mismatch(raw, this.text);
	}
}

const NONE: Literal = Object.freeze({ kind: "none" });

/** NONE: undefined and null are both written; what is read is the declared one. */
export class NoneCodec extends Codec<Extract<NativeType, { kind: "none" }>> {
	looks(value: unknown): boolean {
		return value === undefined || value === null;
	}

	write(value: unknown): Literal {
		if (!this.looks(value)) throw this.wrong(value, `return nothing, or declare the type of what is returned`);
		return NONE;
	}

	read(literal: Literal, ctx: ConvertContext): unknown {
		return literal.kind === "none" ? this.#none() : this.readOther(literal, ctx);
	}

	pack(value: unknown, out: MsgpackWriter): void {
		if (!this.looks(value)) throw this.wrong(value);
		out.nil();
	}

	admits(raw: Raw): boolean {
		return raw === null;
	}

	fromRaw(raw: Raw): unknown {
		return raw === null ? this.#none() : mismatch(raw, this.text);
	}

	#none(): null | undefined {
		return this.type.native === "null" ? null : undefined;
	}
}

/** Longer lists of values are cut in messages. */
const SHOWN = 20;

/** An enum: one of its strings. */
export class EnumCodec extends Codec<Extract<NativeType, { kind: "enum" }>> {
	readonly #values: ReadonlySet<unknown>;

	constructor(type: Extract<NativeType, { kind: "enum" }>) {
		super(type);
		this.#values = new Set(type.values);
	}

	looks(value: unknown): boolean {
		return this.#values.has(value);
	}

	write(value: unknown): Literal {
		return { kind: "string", value: this.#check(value) };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<string> {
		if (literal.kind === "string") return this.#check(literal.value);
		return this.readOther(literal, ctx) as MaybePromise<string>;
	}

	pack(value: unknown, out: MsgpackWriter): void {
		out.string(this.#check(value));
	}

	admits(raw: Raw): boolean {
		return this.#values.has(raw);
	}

	fromRaw(raw: Raw): string {
		return typeof raw === "string" ? this.#check(raw) : mismatch(raw, this.text);
	}

	#check(value: unknown): string {
		if (this.#values.has(value)) return value as string;
		if (typeof value !== "string") throw this.wrong(value);
		const { name, values } = this.type;
		const near = nearest(value, values);
		const listed = values.slice(0, SHOWN).map((v) => JSON.stringify(v));
		throw new ValueProblem(
			"TYPES_ENUM_VALUE",
			`${JSON.stringify(value.slice(0, 60))} is not a value of ${name ?? "the enum"}${near === undefined ? "" : `, did you mean ${JSON.stringify(near)}?`}`,
			`use one of ${listed.join(", ")}${values.length > SHOWN ? `, ... (${values.length} in all)` : ""}`,
		);
	}
}
