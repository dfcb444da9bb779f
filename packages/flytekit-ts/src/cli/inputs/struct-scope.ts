import type { NativeType, StructNative } from "../../types/index.js";

/** The structs around a type: a struct that contains itself refers to the enclosing one by name. */
export type StructScope = ReadonlyMap<string, StructNative>;

/** `type`, or the enclosing struct that it refers to. */
export function follow(type: NativeType, scope: StructScope): NativeType {
	return type.kind === "ref" ? (scope.get(type.name) ?? type) : type;
}

/** The scope inside of a struct. */
export function enter(type: StructNative, scope: StructScope): StructScope {
	return type.name === "" ? scope : new Map(scope).set(type.name, type);
}

/** The one variant that an optional type has beside none; other types as they are. */
export function withoutNone(type: NativeType): NativeType {
	if (type.kind !== "union") return type;
	const variants = type.variants.filter((variant) => variant.kind !== "none");
	return variants.length === 1 ? (variants[0] as NativeType) : type;
}
