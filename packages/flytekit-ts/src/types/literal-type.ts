/**
 * The wire's types as plain data (flyteidl.core.LiteralType), one discriminated union on `kind`.
 * Plain JSON: it can be cached, compared and shipped in a manifest.
 */
export type LiteralType =
	| SimpleType
	| CollectionType
	| MapType
	| BlobType
	| EnumType
	| UnionType
	| StructuredDatasetType
	| SchemaType;

/** Names of flyteidl.core.SimpleType. */
export type SimpleKind =
	| "none"
	| "integer"
	| "float"
	| "string"
	| "boolean"
	| "datetime"
	| "duration"
	| "binary"
	| "error"
	| "struct";

/** A JSON value; objects are null-prototype or plain, keys are own data, `__proto__` included. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
	readonly [key: string]: Json;
}

/** What any literal type may carry beside its shape. */
export interface TypeInfo {
	/** LiteralType.metadata: for a STRUCT, its JSON schema. */
	readonly metadata?: JsonObject;
	/** LiteralType.annotation.annotations. */
	readonly annotation?: JsonObject;
	readonly structure?: TypeStructure;
}

/** flyteidl.core.TypeStructure. */
export interface TypeStructure {
	/** Which transformer wrote a union's variant, e.g. `int`, `Typed List`: decides the variant when read. */
	readonly tag?: string;
	/** Field name to type, for dataclass-like structs. */
	readonly dataclassType?: { readonly [field: string]: LiteralType };
}

export interface SimpleType extends TypeInfo {
	readonly kind: "simple";
	readonly simple: SimpleKind;
}
export interface CollectionType extends TypeInfo {
	readonly kind: "collection";
	readonly element: LiteralType;
}
/** Keys are strings. */
export interface MapType extends TypeInfo {
	readonly kind: "map";
	readonly value: LiteralType;
}
export interface BlobType extends TypeInfo {
	readonly kind: "blob";
	/** As flytekit has it: "" when any, "csv", "PythonPickle", ... */
	readonly format: string;
	/** "single" is a file, "multipart" a directory. */
	readonly dimensionality: "single" | "multipart";
}
export interface EnumType extends TypeInfo {
	readonly kind: "enum";
	/** The first is the default value. */
	readonly values: readonly string[];
}
export interface UnionType extends TypeInfo {
	readonly kind: "union";
	readonly variants: readonly LiteralType[];
}
export interface StructuredDatasetType extends TypeInfo {
	readonly kind: "structuredDataset";
	readonly columns: readonly { readonly name: string; readonly type: LiteralType }[];
	/** "" for any, "parquet", "csv", ... */
	readonly format: string;
	readonly externalSchemaType?: string;
	/** base64 of external_schema_bytes. */
	readonly externalSchemaBytes?: string;
}
/** flyteidl.core.SchemaType, the older form of a dataset: read, never written by us. */
export interface SchemaType extends TypeInfo {
	readonly kind: "schema";
	readonly columns: readonly {
		readonly name: string;
		readonly type: "integer" | "float" | "string" | "boolean" | "datetime" | "duration";
	}[];
}
