import type { NativeType, StructNative } from "../native-type.js";
import { literalTypeOf } from "../schema/literal-type-of.js";
import { unknownRef } from "../schema/struct-schema.js";
import type { Codec } from "./codec.js";
import { CustomCodec, ExternalCodec } from "./external.js";
import { JsonCodec } from "./json.js";
import { ListCodec } from "./list.js";
import { MapCodec } from "./map.js";
import { FloatCodec, IntCodec } from "./numbers.js";
import { RefCodec } from "./ref.js";
import { BooleanCodec, EnumCodec, NoneCodec, StringCodec } from "./simple.js";
import { StructCodec } from "./struct.js";
import { DatetimeCodec, DurationCodec } from "./time.js";
import { UnionCodec } from "./union.js";

const memo = new WeakMap<NativeType, Codec>();

/** The codec of a type: made once for each type object. Throws what {@link literalTypeOf} throws for a type that has no wire form. */
export function codecFor(type: NativeType): Codec {
	let codec = memo.get(type);
	if (codec === undefined) {
		literalTypeOf(type);
		codec = make(type, []);
		memo.set(type, codec);
	}
	return codec;
}

function make(type: NativeType, enclosing: readonly StructCodec[]): Codec {
	switch (type.kind) {
		case "int":
			return new IntCodec(type);
		case "float":
			return new FloatCodec(type);
		case "string":
			return new StringCodec(type);
		case "boolean":
			return new BooleanCodec(type);
		case "none":
			return new NoneCodec(type);
		case "enum":
			return new EnumCodec(type);
		case "datetime":
			return new DatetimeCodec(type);
		case "duration":
			return new DurationCodec(type);
		case "list":
			return new ListCodec(type, make(type.element, enclosing));
		case "map":
			return new MapCodec(type, make(type.value, enclosing));
		case "struct":
			return makeStruct(type, enclosing);
		case "ref": {
			const target = enclosing.findLast((codec) => codec.type.name === type.name);
			if (target === undefined) throw unknownRef(type.name);
			return new RefCodec(type, target);
		}
		case "union":
			return new UnionCodec(
				type,
				type.variants.map((variant) => make(variant, enclosing)),
			);
		case "json":
			return new JsonCodec(type);
		case "custom":
			return new CustomCodec(type);
		default:
			return new ExternalCodec(type);
	}
}

function makeStruct(type: StructNative, enclosing: readonly StructCodec[]): StructCodec {
	const codec = new StructCodec(
		type,
		isExternal(type) || enclosing.some((outer) => outer.external && refersTo(type, outer.type.name)),
	);
	const inner = [...enclosing, codec];
	codec.complete(
		type.fields.map((field) => {
			const part = make(field.type, inner);
			return {
				...field,
				codec: part,
				nullable: part instanceof UnionCodec ? part.nullable : field.type.kind === "none",
			};
		}),
	);
	return codec;
}

/** Whether a value of this type, or a part of one, lives in storage. A ref adds nothing: its struct is around it. */
export function isExternal(type: NativeType): boolean {
	switch (type.kind) {
		case "file":
		case "directory":
		case "dataset":
		case "pickle":
		case "custom":
			return true;
		default:
			return parts(type).some(isExternal);
	}
}

function refersTo(type: NativeType, name: string): boolean {
	return type.kind === "ref" ? type.name === name : parts(type).some((part) => refersTo(part, name));
}

function parts(type: NativeType): readonly NativeType[] {
	switch (type.kind) {
		case "list":
			return [type.element];
		case "map":
			return [type.value];
		case "struct":
			return type.fields.map((field) => field.type);
		case "union":
			return type.variants;
		default:
			return [];
	}
}
