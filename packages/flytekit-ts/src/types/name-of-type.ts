import type { LiteralType, SimpleKind } from "./literal-type.js";

const SIMPLE: { readonly [K in SimpleKind]: string } = {
	none: "none",
	integer: "Int",
	float: "number",
	string: "string",
	boolean: "boolean",
	datetime: "Date",
	duration: "Duration",
	binary: "binary",
	error: "error",
	struct: "struct",
};

/** A literal type in TypeScript's words where it has some, for messages: `Int[]`, `Point`, `FlyteFile<"csv">`. */
export function nameOfType(type: LiteralType): string {
	switch (type.kind) {
		case "simple": {
			const title = type.metadata?.title;
			if (type.simple === "struct" && typeof title === "string") return title;
			const ref = type.metadata?.$ref;
			return type.simple === "struct" && typeof ref === "string"
				? ref.slice(ref.lastIndexOf("/") + 1)
				: SIMPLE[type.simple];
		}
		case "collection": {
			const element = nameOfType(type.element);
			return element.includes(" | ") ? `(${element})[]` : `${element}[]`;
		}
		case "map":
			return `Record<string, ${nameOfType(type.value)}>`;
		case "enum":
			return (
				type.values
					.slice(0, 8)
					.map((value) => JSON.stringify(value))
					.join(" | ") + (type.values.length > 8 ? " | ..." : "")
			);
		case "union":
			return type.variants.map(nameOfType).join(" | ");
		case "blob": {
			const name = type.dimensionality === "single" ? "FlyteFile" : "FlyteDirectory";
			return type.format === "" ? name : `${name}<${JSON.stringify(type.format)}>`;
		}
		case "structuredDataset":
			return "StructuredDataset";
		case "schema":
			return "schema";
	}
}
