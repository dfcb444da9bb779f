import type { NativeType } from "../../types/native-type.js";

/**
 * Whether two types have the same values once defaults are filled in: what may be left out, the order of fields and of variants
 * and descriptions do not count.
 */
export function sameValues(a: NativeType, b: NativeType): boolean {
	return canonical(a) === canonical(b);
}

function canonical(type: NativeType): string {
	switch (type.kind) {
		case "list":
			return `[${canonical(type.element)}]`;
		case "map":
			return `${type.native}<${canonical(type.value)}>`;
		case "union":
			return `(${type.variants.map(canonical).sort().join("|")})`;
		case "struct":
			return `{${type.fields
				.map((field) => `${JSON.stringify(field.name)}:${canonical(field.type)}`)
				.sort()
				.join(",")}}`;
		case "enum":
			return JSON.stringify([...type.values].sort());
		default:
			return JSON.stringify(type);
	}
}
