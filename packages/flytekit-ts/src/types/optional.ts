import type { NativeType } from "./native-type.js";

/** Whether none is a value of it: what may be left out, or be null. */
export function acceptsNone(type: NativeType): boolean {
	return type.kind === "none" || (type.kind === "union" && type.variants.some((variant) => variant.kind === "none"));
}

/** The type, or none: a union with none last. The type itself where it accepts none already, be it undefined or null. */
export function orNone(type: NativeType): NativeType {
	if (acceptsNone(type)) return type;
	const variants = type.kind === "union" ? type.variants : [type];
	return { kind: "union", variants: [...variants, { kind: "none", native: "undefined" }] };
}
