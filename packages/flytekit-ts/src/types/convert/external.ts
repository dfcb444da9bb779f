import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { customType, type ExternalType, kindTransformer } from "../registry.js";
import { customLiteralType } from "../schema/custom-schema.js";
import { literalTypeOf } from "../schema/literal-type-of.js";
import { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { literalOfRaw, packLiteral } from "./literal-in-struct.js";
import { checkLoaded } from "./offloaded.js";
import { isRawMap } from "./raw.js";

/** Files, directories, datasets, pickles: converted by their kind's transformer; in a struct as what flytekit's classes look like there. */
export class ExternalCodec extends Codec<ExternalType> {
	constructor(type: ExternalType) {
		super(type, true);
	}

	looks(value: unknown): boolean {
		return kindTransformer(this.type).accepts(value, this.type);
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		if (value === undefined || value === null) throw this.wrong(value);
		return kindTransformer(this.type).toLiteral(value, this.type, ctx);
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind === "binary" || literal.kind === "generic" || literal.kind === "union")
			return this.readOther(literal, ctx);
		checkLoaded(literal);
		if (literal.kind === "none") throw this.unreadable(literal);
		return kindTransformer(this.type).fromLiteral(literal, this.type, ctx);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		return this.write(value, ctx);
	}

	pack(lowered: unknown, out: MsgpackWriter): void {
		packLiteral(lowered as Literal, out);
	}

	admits(raw: Raw): boolean {
		return isRawMap(raw) && typeof raw.get(this.type.kind === "dataset" ? "uri" : "path") === "string";
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		return this.read(literalOfRaw(raw, literalTypeOf(this.type)), ctx);
	}
}

/** A user's type: see registerType. */
export class CustomCodec extends Codec<Extract<NativeType, { kind: "custom" }>> {
	constructor(type: Extract<NativeType, { kind: "custom" }>) {
		super(type, true);
	}

	/** Without `accepts` a value is taken for granted: then it can be no variant beside another object type. */
	looks(value: unknown): boolean {
		const { accepts } = customType(this.type.name);
		return accepts === undefined ? value !== undefined && value !== null : accepts(value);
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		const transformer = customType(this.type.name);
		if (transformer.accepts !== undefined && !transformer.accepts(value)) throw this.wrong(value);
		return transformer.toLiteral(value, ctx, this.type.args);
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind === "union") return this.read(literal.value, ctx);
		checkLoaded(literal);
		return customType(this.type.name).fromLiteral(literal, ctx, this.type.args);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		return this.write(value, ctx);
	}

	pack(lowered: unknown, out: MsgpackWriter): void {
		packLiteral(lowered as Literal, out);
	}

	admits(): boolean {
		return true;
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		return this.read(literalOfRaw(raw, customLiteralType(this.type)), ctx);
	}
}
