import type { BlobStore } from "../../src/context/ports/index.js";
import { systemRandom } from "../../src/context/ports/index.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import type { ConvertContext, NativeType, StructField } from "../../src/types/index.js";

/** Short names for native types, as tests write many. */
export const int: NativeType = { kind: "int", native: "number" };
/** An integer whose type nobody declared here. */
export const whole = { kind: "int", native: "exact" } as const satisfies NativeType;
export const bigint: NativeType = { kind: "int", native: "bigint" };
export const float: NativeType = { kind: "float" };
export const string: NativeType = { kind: "string" };
export const boolean: NativeType = { kind: "boolean" };
export const date: NativeType = { kind: "datetime", native: "date" };
export const instant: NativeType = { kind: "datetime", native: "timestamp" };
export const span: NativeType = { kind: "duration" };
export const none: NativeType = { kind: "none", native: "undefined" };
export const nil: NativeType = { kind: "none", native: "null" };
export const json: NativeType = { kind: "json" };
export const file: NativeType = { kind: "file", format: "" };
export const list = (element: NativeType): NativeType => ({ kind: "list", element });
export const record = (value: NativeType): NativeType => ({ kind: "map", native: "record", value });
export const mapOf = (value: NativeType): NativeType => ({ kind: "map", native: "map", value });
export const union = (...variants: NativeType[]): NativeType => ({ kind: "union", variants });
export const oneOf = (...values: string[]): NativeType => ({ kind: "enum", values });
export const optional = (type: NativeType): NativeType => union(type, none);

/** `struct("Point", { x: int, "y?": float })`: a question mark makes a field optional. */
export function struct(name: string, fields: Record<string, NativeType>): Extract<NativeType, { kind: "struct" }> {
	return {
		kind: "struct",
		name,
		fields: Object.entries(fields).map(
			([key, type]): StructField => ({ name: key.replace(/\?$/, ""), type, optional: key.endsWith("?") }),
		),
	};
}

/** The dataclasses of the goldens' Python sources. */
export const inner = struct("Inner", { s: string, xs: list(int) });
export const point = struct("Point", {
	x: int,
	y: float,
	name: string,
	tag: union(string, nil),
	inner: union(inner, nil),
	attrs: record(int),
});

/** A context over an empty store in memory. */
export function testContext(blobs: BlobStore = new MemoryBlobStore()): ConvertContext {
	return { blobs, rawOutputPrefix: "mem://raw", random: systemRandom };
}
