import { blobReason, datasetReason, schemaReason } from "./assignability-stored.js";
import { structReason } from "./assignability-struct.js";
import type { EnumType, LiteralType, SimpleType, UnionType } from "./literal-type.js";
import { nameOfType } from "./name-of-type.js";

/**
 * Whether Flyte takes a value of one type where another is wanted, by the rules of its compiler: undefined when it does, else the reason. An enum is a
 * string and a string an enum, an empty list is any list, a union takes what exactly one of its variants takes, a struct one
 * with at least its fields.
 */
export function assignability(from: LiteralType, to: LiteralType): string | undefined {
	if (from === to && from.kind !== "union") return undefined;
	if (from.kind === "union" && from.variants.length === 1 && reason(from.variants[0] as LiteralType, to) === undefined)
		return undefined;
	return reason(from, to);
}

function reason(from: LiteralType, to: LiteralType): string | undefined {
	switch (to.kind) {
		case "collection":
			if (from.kind !== "collection") return differs(from, to);
			return isNone(from.element) ? undefined : nested(reason(from.element, to.element), "the elements");
		case "map":
			if (from.kind !== "map") return differs(from, to);
			return isNone(from.value) ? undefined : nested(reason(from.value, to.value), "the values");
		case "blob":
			return from.kind === "blob" ? blobReason(from, to) : differs(from, to);
		case "structuredDataset":
			if (isNone(from)) return undefined;
			return from.kind === "structuredDataset" || from.kind === "schema"
				? datasetReason(from, to, reason)
				: differs(from, to);
		case "schema":
			return from.kind === "structuredDataset" || from.kind === "schema" ? schemaReason(from, to) : differs(from, to);
		case "union":
			return unionReason(from, to);
		default:
			return plainReason(from, to);
	}
}

function unionReason(from: LiteralType, to: UnionType): string | undefined {
	if (from.kind === "union") {
		const homeless = from.variants.find(
			(variant) => !to.variants.some((wanted) => assignability(variant, wanted) === undefined),
		);
		return homeless === undefined ? undefined : `${nameOfType(to)} has no variant for ${nameOfType(homeless)}`;
	}
	const takers = to.variants.filter((wanted) => assignability(from, wanted) === undefined);
	if (takers.length === 1) return undefined;
	if (takers.length === 0) return `${nameOfType(to)} has no variant for ${nameOfType(from)}`;
	return `${nameOfType(from)} could be ${takers.map(nameOfType).join(" or ")}: Flyte does not choose between variants`;
}

function plainReason(from: LiteralType, to: SimpleType | EnumType): string | undefined {
	if (isNone(to)) return isNone(from) ? undefined : differs(from, to);
	const stringFrom = from.kind === "simple" && from.simple === "string";
	const stringTo = to.kind === "simple" && to.simple === "string";
	if ((from.kind === "enum" && stringTo) || (to.kind === "enum" && stringFrom)) return undefined;
	const tag = from.structure?.tag ?? "";
	const otherTag = to.structure?.tag ?? "";
	if (tag !== "" && tag !== otherTag) return `a value marked "${tag}" is not one marked "${otherTag}"`;
	if (from.kind === "simple" && to.kind === "simple" && from.simple === "struct" && to.simple === "struct") {
		// a struct without a schema is any struct
		return from.metadata === undefined || to.metadata === undefined
			? undefined
			: structReason(from.metadata, to.metadata);
	}
	if (from.kind === "enum" && to.kind === "enum") {
		const same = from.values.length === to.values.length && from.values.every((value, i) => value === to.values[i]);
		return same
			? undefined
			: `the enum ${nameOfType(from)} is not ${nameOfType(to)}: Flyte wants the same values in the same order`;
	}
	return from.kind === "simple" && to.kind === "simple" && from.simple === to.simple ? undefined : differs(from, to);
}

function isNone(type: LiteralType): boolean {
	return type.kind === "simple" && type.simple === "none";
}

function differs(from: LiteralType, to: LiteralType): string {
	return `${nameOfType(from)} is not ${nameOfType(to)}`;
}

function nested(why: string | undefined, part: string): string | undefined {
	return why === undefined ? undefined : `${part} do not fit: ${why}`;
}
