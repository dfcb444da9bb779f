import type { Json, JsonObject, LiteralType } from "../literal-type.js";

/**
 * Most protobuf messages inside each other that the type of an input or output may take. Python's readers stop at a hundred, and
 * around a type stand at most ten: in a list of registered workflows with their compiled closures.
 */
export const MAX_TYPE_MESSAGES = 90;

/** How many protobuf messages stand inside each other in a flyteidl.core.LiteralType, itself not counted. */
export function messagesInType(type: LiteralType): number {
	let most = messagesOf(type);
	if (type.metadata !== undefined) most = Math.max(most, 1 + messagesInStruct(type.metadata));
	// TypeAnnotation, then its Struct
	if (type.annotation !== undefined) most = Math.max(most, 2 + messagesInStruct(type.annotation));
	if (type.structure !== undefined) {
		most = Math.max(most, 1);
		// TypeStructure, the entry of its map, the field's type
		for (const field of Object.values(type.structure.dataclassType ?? {}))
			most = Math.max(most, 3 + messagesInType(field));
	}
	return most;
}

function messagesOf(type: LiteralType): number {
	switch (type.kind) {
		case "simple":
			return 0;
		case "collection":
			return 1 + messagesInType(type.element);
		case "map":
			return 1 + messagesInType(type.value);
		case "union":
			return 2 + Math.max(0, ...type.variants.map(messagesInType));
		case "structuredDataset":
			// StructuredDatasetType, and for each column itself and its type
			return 1 + Math.max(0, ...type.columns.map((column) => 2 + messagesInType(column.type)));
		case "schema":
			return type.columns.length === 0 ? 1 : 2;
		case "blob":
		case "enum":
			return 1;
	}
}

/** The same of a google.protobuf.Struct: each member takes an entry and a Value, an object another Struct. */
function messagesInStruct(object: JsonObject): number {
	return Math.max(0, ...Object.values(object).map((value) => 2 + messagesInValue(value)));
}

function messagesInValue(value: Json): number {
	if (typeof value !== "object" || value === null) return 0;
	// a list takes a ListValue, and each item a Value
	if (Array.isArray(value)) return 1 + Math.max(0, ...value.map((item) => 1 + messagesInValue(item)));
	return 1 + messagesInStruct(value as JsonObject);
}
