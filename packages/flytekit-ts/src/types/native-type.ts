import type { Json } from "./literal-type.js";

/**
 * What a TypeScript type is to Flyte: the result of detection and of explicit schemas, and what a transformer works from.
 * It says more than a literal type: that an INTEGER is a bigint here, that a STRUCT has these fields in this order.
 * Plain JSON, so that a manifest carries it into a container.
 */
export type NativeType =
	/**
	 * INTEGER. "number": `Int`, must be a safe integer; "bigint": the whole int64 range; "exact": a number where it is a safe integer,
	 * else a bigint, for values whose type nobody declared here.
	 */
	| { readonly kind: "int"; readonly native: "number" | "bigint" | "exact" }
	| { readonly kind: "float" }
	| { readonly kind: "string" }
	| { readonly kind: "boolean" }
	/** DATETIME. "date": `Date` (milliseconds), "timestamp": `Timestamp` (nanoseconds). */
	| { readonly kind: "datetime"; readonly native: "date" | "timestamp" }
	| { readonly kind: "duration" }
	/** `undefined`, `null` or `void`; what is read back is the `native` one. */
	| { readonly kind: "none"; readonly native: "undefined" | "null" }
	| { readonly kind: "list"; readonly element: NativeType }
	| { readonly kind: "map"; readonly native: "record" | "map"; readonly value: NativeType }
	| StructNative
	/** A struct that contains itself: refers to the enclosing struct of that name. */
	| { readonly kind: "ref"; readonly name: string }
	/** `name` where the type has one. String values only. */
	| { readonly kind: "enum"; readonly name?: string; readonly values: readonly string[] }
	/** Two variants or more, none itself a union; an optional type is a union with a `none` variant, last. */
	| { readonly kind: "union"; readonly variants: readonly NativeType[] }
	/** `FlyteFile<"csv">`; format "" for any. */
	| { readonly kind: "file"; readonly format: string }
	| { readonly kind: "directory"; readonly format: string }
	/** `StructuredDataset<Row>`; no columns when Row is unknown. */
	| { readonly kind: "dataset"; readonly columns: readonly DatasetColumn[]; readonly format: string }
	/** STRUCT with no declared fields: a JSON-like value (flytekit's untyped dict). */
	| { readonly kind: "json" }
	/** `any` or `unknown` under pickleUntyped: a V8-serialised blob. */
	| { readonly kind: "pickle" }
	/** A type someone registered; `name` finds the transformer, `args` are its own. */
	| { readonly kind: "custom"; readonly name: string; readonly args?: Json };

export interface StructNative {
	readonly kind: "struct";
	/** The interface's or alias's name; "" when anonymous. */
	readonly name: string;
	readonly fields: readonly StructField[];
}

export interface StructField {
	readonly name: string;
	readonly type: NativeType;
	/** Declared with `?`: may be absent, and is left out (not null) when read back absent. The type excludes undefined. */
	readonly optional: boolean;
	/** What a reader takes where the writer left it out: a {@link ConstantValue}, from the field's initialiser in a class. */
	readonly default?: Json;
	readonly description?: string;
}

export interface DatasetColumn {
	readonly name: string;
	readonly type: NativeType;
}
