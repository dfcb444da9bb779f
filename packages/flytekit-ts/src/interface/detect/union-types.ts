import {
	type LiteralType,
	type StringLiteralType,
	type Symbol as TsSymbol,
	type Type,
	TypeFlags,
} from "typescript-native/unstable/sync";
import type { NativeType } from "../../types/native-type.js";
import { readRecursiveJson } from "./json-types.js";
import { isInt } from "./named-types.js";
import type { Place, Reading, TypeReader } from "./type-reader.js";
import { inWrittenOrder } from "./written-order.js";

/**
 * Reads a union (or a single literal, a union of one): enums, optional types, and unions of variants. A part `undefined`
 * or `null` becomes one `none`, last; undefined wins when there are both, since it is what a missing value reads as.
 *
 * @param present leave `undefined` out: the type of an optional property when it is there
 */
export function readUnion(
	reader: TypeReader,
	type: Type,
	place: Place,
	reading: Reading,
	present = false,
): NativeType | undefined {
	const all = type.isUnionType() ? type.getTypes() : [type];
	const absent = all.filter((part) => part.flags & (TypeFlags.Undefined | TypeFlags.Void));
	const nulls = all.filter((part) => part.flags & TypeFlags.Null);
	const parts = all.filter((part) => !absent.includes(part) && !nulls.includes(part));
	const hasUndefined = absent.length > 0 && !present;

	const json = readRecursiveJson(reader, [...parts, ...nulls], type, place, reading);
	if (json === "refused") return undefined;
	const variants = json === undefined ? readParts(reader, parts, type, place, reading) : [json];
	if (variants === undefined) return undefined;
	if (hasUndefined) variants.push({ kind: "none", native: "undefined" });
	else if (nulls.length > 0 && json === undefined) variants.push({ kind: "none", native: "null" });
	return variants.length === 1 ? variants[0] : { kind: "union", variants };
}

/** The variants without none, in the checker's order; literals that belong together become one enum at the first's place. */
function readParts(
	reader: TypeReader,
	parts: readonly Type[],
	union: Type,
	place: Place,
	reading: Reading,
): NativeType[] | undefined {
	const variants: NativeType[] = [];
	const enums = new Set<number>();
	let seenBoolean = false;
	let seenLiterals = false;
	let whole = true;
	for (const part of parts) {
		let variant: NativeType | undefined;
		if (part.flags & TypeFlags.BooleanLike) {
			if (seenBoolean) continue;
			seenBoolean = true;
			variant = { kind: "boolean" };
		} else if (part.flags & TypeFlags.EnumLike) {
			const owner = enumOf(part);
			if (owner !== undefined && enums.has(owner.id)) continue;
			if (owner !== undefined) enums.add(owner.id);
			const members = parts.filter((other) => other.flags & TypeFlags.EnumLike && enumOf(other)?.id === owner?.id);
			variant = readEnum(reader, owner, members, place, reading);
		} else if (part.flags & TypeFlags.StringLiteral) {
			if (seenLiterals) continue;
			seenLiterals = true;
			variant = readLiterals(reader, parts, union, place);
		} else if (part.flags & (TypeFlags.NumberLiteral | TypeFlags.BigIntLiteral)) {
			// An inferred `flag ? n : 0` beside an Int: whole numbers are an Int too, any other makes it a FLOAT.
			if (!place.written && parts.some((other) => isInt(reader.program, other))) variant = literalKind(part);
			else variant = refuseNumbers(reader, union, place, reading);
		} else {
			variant = reader.read(part, place, reading);
		}
		if (variant === undefined) whole = false;
		else if (!variants.some((known) => sameType(known, variant))) variants.push(variant);
	}
	if (!whole) return undefined;
	const float = variants.some((variant) => variant.kind === "float");
	return float && !place.written ? variants.filter((v) => !(v.kind === "int" && v.native === "number")) : variants;
}

function literalKind(literal: Type): NativeType {
	return Number.isInteger((literal as LiteralType).value) ? { kind: "int", native: "number" } : { kind: "float" };
}

/** A union of strings is an enum where it is written down, and a string where the compiler only worked it out. */
function readLiterals(reader: TypeReader, parts: readonly Type[], union: Type, place: Place): NativeType {
	const alias = union.getAliasSymbol();
	if (alias === undefined && !place.written) return { kind: "string" };
	const values = parts
		.filter((part) => part.flags & TypeFlags.StringLiteral && !(part.flags & TypeFlags.EnumLike))
		.map((part) => (part as StringLiteralType).value);
	const named = alias !== undefined && reader.program.originOf(alias) !== "library";
	const written = inWrittenOrder(reader.program, values, alias, place.node);
	return { kind: "enum", ...(named ? { name: alias.name } : {}), values: written };
}

/** The enum that a member or the whole type belongs to. */
function enumOf(type: Type): TsSymbol | undefined {
	const symbol = type.getSymbol();
	// A member's parent is its enum; the type of an enum with a single member is that member.
	return type.flags & TypeFlags.Enum && !(type.flags & TypeFlags.Literal) ? symbol : (symbol?.getParent() ?? symbol);
}

/** Members of one enum, in the order in which they are declared; only strings have a Flyte type. */
function readEnum(
	reader: TypeReader,
	owner: TsSymbol | undefined,
	members: readonly Type[],
	place: Place,
	reading: Reading,
): NativeType | undefined {
	const flat = members.flatMap((member) => (member.isUnionType() ? member.getTypes() : [member]));
	if (flat.some((member) => typeof (member as LiteralType).value !== "string")) {
		return reader.refuse(reading, place, {
			code: "INTERFACE_NUMBER_LITERALS",
			text: `${place.path}: the values of enum ${owner?.name ?? ""} are not all strings`,
			wayOut: 'give each member a string, as in `enum Color { Red = "red" }`, or use Int',
		});
	}
	const order = (member: Type): number => member.getSymbol()?.valueDeclaration?.index ?? 0;
	const values = [...flat].sort((a, b) => order(a) - order(b)).map((member) => (member as StringLiteralType).value);
	return { kind: "enum", ...(owner === undefined ? {} : { name: owner.name }), values };
}

function refuseNumbers(reader: TypeReader, union: Type, place: Place, reading: Reading): undefined {
	return reader.refuse(reading, place, {
		code: "INTERFACE_NUMBER_LITERALS",
		text: `${place.path}: \`${reader.text(union)}\` is made of numbers as literals, and Flyte's enums hold strings`,
		wayOut: place.written
			? "use Int or number, or a union of strings"
			: "annotate it as Int or number: the compiler worked out the very values",
	});
}

/** Equal native types arise where a union distinguishes what Flyte does not. */
function sameType(a: NativeType, b: NativeType): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
