import type { NativeType } from "./native-type.js";

/**
 * What a reader of the wire sees of a type, as a text to compare: names of structs and enums, and which TypeScript type stands for
 * it, are left out. Two variants of one union with the same shape could be taken for each other.
 */
export function shapeOf(type: NativeType): string {
	switch (type.kind) {
		case "int":
		case "datetime":
		case "none":
			return type.kind;
		case "list":
			return `list<${shapeOf(type.element)}>`;
		case "map":
			return `map<${shapeOf(type.value)}>`;
		case "struct": {
			const fields = type.fields.map((f) => `${JSON.stringify(f.name)}${f.optional ? "?" : ""}:${shapeOf(f.type)}`);
			return `struct{${fields.sort().join(",")}}`;
		}
		case "ref":
			return `ref ${JSON.stringify(type.name)}`;
		case "enum":
			return `enum${JSON.stringify([...type.values].sort())}`;
		case "union":
			return `union<${type.variants.map(shapeOf).sort().join("|")}>`;
		case "file":
		case "directory":
			return `${type.kind}:${type.format}`;
		case "dataset":
			return `dataset:${type.format}${JSON.stringify(type.columns.map((c) => [c.name, shapeOf(c.type)]))}`;
		case "custom":
			return `custom ${JSON.stringify([type.name, type.args ?? null])}`;
		default:
			return type.kind;
	}
}
