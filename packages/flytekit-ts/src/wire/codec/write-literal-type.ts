import { FlyteError } from "../../errors/index.js";
import type {
	BlobType,
	LiteralType,
	SchemaType,
	SimpleKind,
	StructuredDatasetType,
	TypeStructure,
} from "../../types/literal-type.js";
import { compareKeys } from "./keys.js";
import { writeStruct } from "./write-json.js";
import type { Writer } from "./writer.js";

/** flyteidl.core.SimpleType, by position. */
export const SIMPLE_KINDS: readonly SimpleKind[] = [
	"none",
	"integer",
	"float",
	"string",
	"boolean",
	"datetime",
	"duration",
	"binary",
	"error",
	"struct",
];

/** flyteidl.core.SchemaType.SchemaColumn.SchemaColumnType, by position. */
export const COLUMN_KINDS = ["integer", "float", "string", "boolean", "datetime", "duration"] as const;

/** Deepest nesting of a type; a value of a deeper one could not be written either. */
export const MAX_TYPE_DEPTH = 49;

/** Content of a flyteidl.core.LiteralType. */
export function writeLiteralType(w: Writer, type: LiteralType, depth = 0): void {
	if (depth > MAX_TYPE_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `a type is nested deeper than ${MAX_TYPE_DEPTH} levels`);
	}
	const mark = w.size;
	if (type.structure !== undefined) {
		writeStructure(w, type.structure, depth);
		w.close(11, mark);
	}
	if (type.kind === "union") {
		const union = w.size;
		for (let i = type.variants.length - 1; i >= 0; i--) nested(w, 1, type.variants[i] as LiteralType, depth);
		w.close(10, union);
	}
	if (type.annotation !== undefined) {
		const annotation = w.size;
		writeStruct(w, type.annotation);
		w.close(1, annotation);
		w.close(9, annotation);
	}
	if (type.kind === "structuredDataset") {
		const dataset = w.size;
		writeDatasetType(w, type, depth);
		w.close(8, dataset);
	} else if (type.kind === "enum") {
		const values = w.size;
		for (let i = type.values.length - 1; i >= 0; i--) w.string(1, type.values[i] as string);
		w.close(7, values);
	}
	if (type.metadata !== undefined) {
		const metadata = w.size;
		writeStruct(w, type.metadata);
		w.close(6, metadata);
	}
	const shape = w.size;
	switch (type.kind) {
		case "blob":
			writeBlobType(w, type);
			w.close(5, shape);
			break;
		case "map":
			nested(w, 4, type.value, depth);
			break;
		case "collection":
			nested(w, 3, type.element, depth);
			break;
		case "schema":
			writeSchemaType(w, type);
			w.close(2, shape);
			break;
		case "simple":
			w.uint32(1, SIMPLE_KINDS.indexOf(type.simple));
	}
}

function nested(w: Writer, field: number, type: LiteralType, depth: number): void {
	const mark = w.size;
	writeLiteralType(w, type, depth + 1);
	w.close(field, mark);
}

/** Content of a flyteidl.core.BlobType. */
export function writeBlobType(w: Writer, type: BlobType): void {
	if (type.dimensionality === "multipart") w.uint32(2, 1);
	w.optionalString(1, type.format);
}

/** Content of a flyteidl.core.SchemaType. */
export function writeSchemaType(w: Writer, type: SchemaType): void {
	for (let i = type.columns.length - 1; i >= 0; i--) {
		const column = type.columns[i] as SchemaType["columns"][number];
		const mark = w.size;
		const kind = COLUMN_KINDS.indexOf(column.type);
		if (kind > 0) w.uint32(2, kind);
		w.optionalString(1, column.name);
		w.close(3, mark);
	}
}

/** Content of a flyteidl.core.StructuredDatasetType. */
export function writeDatasetType(w: Writer, type: StructuredDatasetType, depth = 0): void {
	const bytes = type.externalSchemaBytes;
	if (bytes !== undefined && bytes !== "") w.bytesField(4, Buffer.from(bytes, "base64"));
	w.optionalString(3, type.externalSchemaType);
	w.optionalString(2, type.format);
	for (let i = type.columns.length - 1; i >= 0; i--) {
		const column = type.columns[i] as StructuredDatasetType["columns"][number];
		const mark = w.size;
		nested(w, 2, column.type, depth);
		w.optionalString(1, column.name);
		w.close(1, mark);
	}
}

function writeStructure(w: Writer, structure: TypeStructure, depth: number): void {
	const fields = structure.dataclassType;
	if (fields !== undefined) {
		const names = Object.keys(fields).sort(compareKeys);
		for (let i = names.length - 1; i >= 0; i--) {
			const name = names[i] as string;
			const entry = w.size;
			nested(w, 2, fields[name] as LiteralType, depth);
			w.string(1, name);
			w.close(2, entry);
		}
	}
	w.optionalString(1, structure.tag);
}
