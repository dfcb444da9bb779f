import type { BlobType, Json, LiteralType, SchemaType, StructuredDatasetType } from "./literal-type.js";

/**
 * A value on the wire (flyteidl.core.Literal), one flat discriminated union on `kind`: the oneofs of Literal, Scalar and
 * Primitive in a single tag. Immutable. The one literal model of the package: engine, entrypoint and wire share it.
 */
export type Literal = LiteralValue & LiteralInfo;

/** What any literal may carry beside its value. */
export interface LiteralInfo {
	/** Literal.hash: stands for the value in cache keys. */
	readonly hash?: string;
	/** Literal.metadata. */
	readonly metadata?: ReadonlyMap<string, string>;
}

export type LiteralValue =
	| { readonly kind: "none" }
	/** int64, exact. */
	| { readonly kind: "integer"; readonly value: bigint }
	| { readonly kind: "float"; readonly value: number }
	/** Well-formed UTF-16 (no lone surrogate). */
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "boolean"; readonly value: boolean }
	/** Since the epoch, UTC; nanos 0..999,999,999 also before 1970; years 1 to 9999. */
	| { readonly kind: "datetime"; readonly seconds: bigint; readonly nanos: number }
	/** seconds and nanos have one sign; at most 315,576,000,000 s either way. */
	| { readonly kind: "duration"; readonly seconds: bigint; readonly nanos: number }
	| { readonly kind: "binary"; readonly value: Uint8Array; readonly tag: string }
	/** protobuf Struct: how dataclasses were written before msgpack, and still read. */
	| { readonly kind: "generic"; readonly value: Json }
	| { readonly kind: "blob"; readonly uri: string; readonly type: BlobType }
	| { readonly kind: "structuredDataset"; readonly uri: string; readonly type: StructuredDatasetType }
	| { readonly kind: "schema"; readonly uri: string; readonly type: SchemaType }
	| { readonly kind: "union"; readonly value: Literal; readonly type: LiteralType }
	| { readonly kind: "error"; readonly failedNodeId: string; readonly message: string }
	| { readonly kind: "collection"; readonly items: readonly Literal[] }
	| { readonly kind: "map"; readonly entries: ReadonlyMap<string, Literal> }
	/** A literal kept in a file because it is large (LiteralOffloadedMetadata). */
	| {
			readonly kind: "offloaded";
			readonly uri: string;
			readonly sizeBytes: bigint;
			readonly inferredType?: LiteralType;
	  };

/** flyteidl.core.LiteralMap. A Map, so that no variable name can touch a prototype. */
export type LiteralMap = ReadonlyMap<string, Literal>;

/**
 * Deepest nesting of literals: protobuf readers in Python refuse more (100 messages inside each other). A list is two messages a
 * level and counts one, a map or union is three and counts {@link MAP_DEPTH}: 49 lists, or 32 maps or unions.
 */
export const MAX_LITERAL_DEPTH = 49;

/** What a level of a map or union counts towards {@link MAX_LITERAL_DEPTH}. */
export const MAP_DEPTH = 1.5;
