import type { NativeType } from "../native-type.js";
import { kindTransformer } from "../registry.js";

/** TypeStructure.tag of a union's variant: flytekit's transformer name, which decides the variant when a value is read. */
export function variantTag(type: NativeType): string {
	switch (type.kind) {
		case "int":
		case "float":
		case "datetime":
		case "none":
			return type.kind;
		case "string":
			return "str";
		case "boolean":
			return "bool";
		case "duration":
			return "timedelta";
		case "list":
			return "Typed List";
		case "map":
		case "json":
			return "Typed Dict";
		case "struct":
		case "ref":
			return "Object-Dataclass-Transformer";
		case "enum":
			return "DefaultEnumTransformer";
		case "union":
			return "Typed Union";
		case "custom":
			return type.name;
		default:
			return kindTransformer(type).tag;
	}
}
