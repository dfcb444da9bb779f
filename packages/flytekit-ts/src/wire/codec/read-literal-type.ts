import type {
	BlobType,
	JsonObject,
	LiteralType,
	SchemaType,
	StructuredDatasetType,
	TypeStructure,
} from "../../types/literal-type.js";
import { define, readStruct } from "./read-json.js";
import type { Reader } from "./reader.js";
import { COLUMN_KINDS, MAX_TYPE_DEPTH, SIMPLE_KINDS } from "./write-literal-type.js";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Fields of a flyteidl.core.LiteralType. Throws WIRE_MISSING where it says no type at all. */
export function readLiteralType(r: Reader, depth = 0): LiteralType {
	if (depth > MAX_TYPE_DEPTH) throw r.error("WIRE_DEPTH", `a type nested deeper than ${MAX_TYPE_DEPTH} levels`);
	let type: Writable<LiteralType> | undefined;
	let metadata: JsonObject | undefined;
	let annotation: JsonObject | undefined;
	let structure: TypeStructure | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x08:
				type = { kind: "simple", simple: fromList(r, SIMPLE_KINDS, "SimpleType") };
				break;
			case 0x12:
				type = inside(r, "SchemaType", () => readSchemaType(r));
				break;
			case 0x1a:
				type = { kind: "collection", element: nested(r, depth) };
				break;
			case 0x22:
				type = { kind: "map", value: nested(r, depth) };
				break;
			case 0x2a:
				type = inside(r, "BlobType", () => readBlobType(r));
				break;
			case 0x3a:
				type = { kind: "enum", values: inside(r, "EnumType", () => readStrings(r)) };
				break;
			case 0x42:
				type = inside(r, "StructuredDatasetType", () => readDatasetType(r, depth));
				break;
			case 0x52:
				type = { kind: "union", variants: inside(r, "UnionType", () => readVariants(r, depth)) };
				break;
			case 0x32:
				metadata = inside(r, "LiteralType.metadata", () => readStruct(r));
				break;
			case 0x4a:
				annotation = inside(r, "TypeAnnotation", () => readAnnotation(r));
				break;
			case 0x5a:
				structure = inside(r, "TypeStructure", () => readStructure(r, depth));
				break;
			default:
				r.skip(tag);
		}
	}
	if (type === undefined) throw r.error("WIRE_MISSING", "a type that says nothing", start);
	if (metadata !== undefined) type.metadata = metadata;
	if (annotation !== undefined) type.annotation = annotation;
	if (structure !== undefined) type.structure = structure;
	return type;
}

/** Reads the nested message `what` with `read`. */
export function inside<T>(r: Reader, what: string, read: () => T): T {
	const outer = r.enter(what);
	const value = read();
	r.leave(outer);
	return value;
}

function nested(r: Reader, depth: number): LiteralType {
	const outer = r.enter("LiteralType");
	const type = readLiteralType(r, depth + 1);
	r.leave(outer);
	return type;
}

/** An enum's value by position; a number from a newer flyteidl is refused. */
export function fromList<T>(r: Reader, list: readonly T[], what: string): T {
	const start = r.offset;
	const value = list[r.int32()];
	if (value === undefined) throw r.error("WIRE_UNSUPPORTED", `${what} has a value this version does not know`, start);
	return value;
}

function readStrings(r: Reader): string[] {
	const values: string[] = [];
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) values.push(r.string());
		else r.skip(tag);
	}
	return values;
}

function readVariants(r: Reader, depth: number): LiteralType[] {
	const variants: LiteralType[] = [];
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) variants.push(nested(r, depth));
		else r.skip(tag);
	}
	return variants;
}

export function readBlobType(r: Reader): BlobType {
	let format = "";
	let multipart = false;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) format = r.string();
		else if (tag === 0x10) multipart = fromList(r, [false, true], "BlobDimensionality");
		else r.skip(tag);
	}
	return { kind: "blob", format, dimensionality: multipart ? "multipart" : "single" };
}

export function readSchemaType(r: Reader): SchemaType {
	const columns: SchemaType["columns"][number][] = [];
	while (r.more) {
		const tag = r.tag();
		if (tag !== 0x1a) {
			r.skip(tag);
			continue;
		}
		const outer = r.enter("SchemaColumn");
		let name = "";
		let type: (typeof COLUMN_KINDS)[number] = "integer";
		while (r.more) {
			const inner = r.tag();
			if (inner === 0x0a) name = r.string();
			else if (inner === 0x10) type = fromList(r, COLUMN_KINDS, "SchemaColumnType");
			else r.skip(inner);
		}
		r.leave(outer);
		columns.push({ name, type });
	}
	return { kind: "schema", columns };
}

export function readDatasetType(r: Reader, depth = 0): StructuredDatasetType {
	const columns: StructuredDatasetType["columns"][number][] = [];
	const type: Writable<StructuredDatasetType> = { kind: "structuredDataset", columns, format: "" };
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x0a:
				columns.push(inside(r, "DatasetColumn", () => readColumn(r, depth)));
				break;
			case 0x12:
				type.format = r.string();
				break;
			case 0x1a:
				type.externalSchemaType = r.string();
				break;
			case 0x22:
				type.externalSchemaBytes = Buffer.from(r.bytes()).toString("base64");
				break;
			default:
				r.skip(tag);
		}
	}
	return type;
}

function readColumn(r: Reader, depth: number): { name: string; type: LiteralType } {
	let name = "";
	let type: LiteralType = { kind: "simple", simple: "none" };
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) name = r.string();
		else if (tag === 0x12) type = nested(r, depth);
		else r.skip(tag);
	}
	return { name, type };
}

function readAnnotation(r: Reader): JsonObject {
	let annotations: JsonObject = {};
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) annotations = inside(r, "TypeAnnotation.annotations", () => readStruct(r));
		else r.skip(tag);
	}
	return annotations;
}

function readStructure(r: Reader, depth: number): TypeStructure {
	const structure: Writable<TypeStructure> = {};
	const fields: { [field: string]: LiteralType } = {};
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) structure.tag = r.string();
		else if (tag === 0x12) {
			inside(r, "TypeStructure.dataclass_type", () => readField(r, fields, depth));
			structure.dataclassType = fields;
		} else r.skip(tag);
	}
	return structure;
}

function readField(r: Reader, fields: { [field: string]: LiteralType }, depth: number): void {
	let name = "";
	let type: LiteralType | undefined;
	const start = r.offset;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) {
			name = r.string();
			r.label(name);
		} else if (tag === 0x12) type = nested(r, depth);
		else r.skip(tag);
	}
	if (type === undefined) throw r.error("WIRE_MISSING", "a field without a type", start);
	define(fields, name, type);
}
