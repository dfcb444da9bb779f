import type { NativeType, StructNative } from "./native-type.js";

/** Longer lists of enum values or union variants are cut. */
const SHOWN = 8;

/** The type as TypeScript would say it: `Int`, `Int[]`, `Record<string, number>`, `Point`, `"a" | "b"`, `FlyteFile<"csv">`. For messages and `ls`. */
export function describeType(type: NativeType): string {
	switch (type.kind) {
		case "int":
			return type.native === "bigint" ? "bigint" : "Int";
		case "float":
			return "number";
		case "string":
		case "boolean":
			return type.kind;
		case "datetime":
			return type.native === "date" ? "Date" : "Timestamp";
		case "duration":
			return "Duration";
		case "none":
			return type.native;
		case "list": {
			const element = describeType(type.element);
			return needsBrackets(type.element) ? `(${element})[]` : `${element}[]`;
		}
		case "map":
			return `${type.native === "record" ? "Record" : "Map"}<string, ${describeType(type.value)}>`;
		case "struct":
			return type.name === "" ? fieldsOf(type) : type.name;
		case "ref":
			return type.name;
		case "enum":
			return type.name ?? some(type.values.map((value) => JSON.stringify(value)));
		case "union":
			return some(type.variants.map((variant) => describeType(variant)));
		case "file":
			return type.format === "" ? "FlyteFile" : `FlyteFile<${JSON.stringify(type.format)}>`;
		case "directory":
			return type.format === "" ? "FlyteDirectory" : `FlyteDirectory<${JSON.stringify(type.format)}>`;
		case "dataset": {
			const columns = type.columns.map((column) => `${keyText(column.name)}: ${describeType(column.type)}`);
			return columns.length === 0 ? "StructuredDataset" : `StructuredDataset<{ ${columns.join("; ")} }>`;
		}
		case "json":
			return "JSON";
		case "pickle":
			return "unknown";
		case "custom":
			return type.name;
	}
}

function needsBrackets(type: NativeType): boolean {
	return type.kind === "union" || (type.kind === "enum" && type.name === undefined && type.values.length > 1);
}

function some(parts: readonly string[]): string {
	if (parts.length === 0) return "never";
	return parts.length <= SHOWN
		? parts.join(" | ")
		: `${parts.slice(0, SHOWN).join(" | ")} | ... (${parts.length} in all)`;
}

function fieldsOf(type: StructNative): string {
	const fields = type.fields.map(
		(field) => `${keyText(field.name)}${field.optional ? "?" : ""}: ${describeType(field.type)}`,
	);
	return fields.length === 0 ? "{}" : `{ ${fields.join("; ")} }`;
}

function keyText(name: string): string {
	return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
