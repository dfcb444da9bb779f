import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import type { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import type { StructCodec } from "./struct.js";
import { RefLike } from "./union-choice.js";

/** A struct that contains itself: converts as the enclosing struct of that name. */
export class RefCodec extends RefLike {
	readonly target: Codec;

	constructor(type: Extract<NativeType, { kind: "ref" }>, target: StructCodec) {
		super(type, target.external);
		this.target = target;
	}

	looks(value: unknown): boolean {
		return this.target.looks(value);
	}

	override fits(value: unknown, depth: number): boolean {
		return this.target.fits(value, depth);
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		return this.target.write(value, ctx);
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		return this.target.read(literal, ctx);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		return this.target.lower(value, ctx);
	}

	pack(value: unknown, out: MsgpackWriter): void {
		this.target.pack(value, out);
	}

	admits(raw: Raw): boolean {
		return this.target.admits(raw);
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		return this.target.fromRaw(raw, ctx);
	}
}
