import { describeType } from "../describe.js";
import type { Literal } from "../literal.js";
import type { LiteralType } from "../literal-type.js";
import type { Raw } from "../msgpack/reader.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import { ValueProblem } from "./problem.js";
import { isRawMap } from "./raw.js";
import { StructCodec } from "./struct.js";

/** A struct's missing part, as an attribute path gives it. */
export function isPackedNil(literal: Literal): boolean {
	return (
		literal.kind === "binary" && literal.tag === "msgpack" && literal.value.length === 1 && literal.value[0] === 0xc0
	);
}

export function ambiguousReading(what: string, variants: readonly Codec[]): ValueProblem {
	return new ValueProblem(
		"TYPES_UNION_AMBIGUOUS",
		`${what} could be ${variants.map((v) => describeType(v.type)).join(" or ")}`,
		"declare one type only, or types that differ in a field",
	);
}

/** Of two readings of a value the more specific is meant: a whole number is an Int, text in quotes is text. */
export function preferred(candidates: readonly Codec[], value: unknown): Codec[] {
	const kinds = new Set(candidates.map((candidate) => candidate.type.kind));
	if (candidates.length === 2 && kinds.has("int") && kinds.has("float")) {
		const kind = Object.is(value, -0) ? "float" : "int";
		return candidates.filter((c) => c.type.kind === kind);
	}
	if (typeof value === "string" && kinds.has("duration")) return candidates.filter((c) => c.type.kind !== "duration");
	return [...candidates];
}

export function preferredReading(candidates: readonly Codec[], literal: Literal): readonly Codec[] {
	if (candidates.length <= 1) return candidates;
	const exact = candidates.filter((c) => c.type.kind === (literal.kind === "integer" ? "int" : literal.kind));
	return exact.length === 1 ? exact : candidates;
}

/** Whether a literal's kind can be one of this type: keeps storage out of a choice. */
export function readsKind(type: NativeType, literal: Literal): boolean {
	switch (type.kind) {
		case "file":
		case "pickle":
			return literal.kind === "blob" && literal.type.dimensionality === "single";
		case "directory":
			return literal.kind === "blob" && literal.type.dimensionality === "multipart";
		case "dataset":
			return literal.kind === "structuredDataset" || literal.kind === "schema";
		default:
			return true;
	}
}

/** Struct types are told apart by name first. */
export function sameTitle(a: LiteralType, b: LiteralType): boolean {
	return a.metadata?.title !== undefined && a.metadata.title === b.metadata?.title;
}

const SPECIFIC: readonly NativeType["kind"][] = [
	"none",
	"boolean",
	"enum",
	"int",
	"float",
	"duration",
	"datetime",
	"string",
	"file",
	"directory",
	"dataset",
	"list",
	"struct",
	"ref",
	"map",
	"custom",
	"json",
];

export function vagueness(variant: Codec, raw: Raw): number {
	const codec = variant instanceof RefLike ? variant.target : variant;
	const rank = SPECIFIC.indexOf(codec.type.kind) * 10_000;
	return codec instanceof StructCodec && isRawMap(raw) ? rank + codec.distance(raw) : rank;
}

/** A codec that stands for another one: a `ref`. */
export abstract class RefLike extends Codec {
	abstract readonly target: Codec;
}
