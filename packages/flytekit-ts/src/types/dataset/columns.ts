import type { SchemaElement } from "hyparquet";
import { FlyteError } from "../../errors/index.js";
import type { Codec } from "../convert/codec.js";
import { codecFor } from "../convert/codec-for.js";
import { describeType } from "../describe.js";
import type { LiteralType } from "../literal-type.js";
import type { DatasetColumn, NativeType } from "../native-type.js";
import { literalTypeOf } from "../schema/literal-type-of.js";

/** One column as Parquet has it: how its values are checked and written, and whether there may be none. */
export interface Column {
	readonly name: string;
	readonly type: NativeType;
	/** Of the type without its `undefined` or `null`. */
	readonly codec: Codec;
	/** What stands for a missing value when read; absent where every row has one. */
	readonly none?: "undefined" | "null";
	readonly element: SchemaElement;
}

/** The columns of a declared Row. Throws DATASET_COLUMN for a type that is no cell, and for two columns of one name. */
export function columnsOf(columns: readonly DatasetColumn[]): readonly Column[] {
	const names = new Set<string>();
	return columns.map(({ name, type }) => {
		if (names.has(name)) throw columnError(name, "appears twice", "give each column its own name");
		names.add(name);
		return column(name, type);
	});
}

/** The column's type on the wire: that of its values, whether some may be missing or not. Throws DATASET_COLUMN. */
export function columnLiteralType(name: string, type: NativeType): LiteralType {
	const { value } = cellType(name, type);
	return value.kind === "enum" ? { kind: "simple", simple: "string" } : literalTypeOf(value);
}

function column(name: string, type: NativeType): Column {
	const { value, none } = cellType(name, type);
	const element: SchemaElement = {
		name,
		repetition_type: none === undefined ? "REQUIRED" : "OPTIONAL",
		...physicalType(value),
	};
	return { name, type, codec: codecFor(value), element, ...(none === undefined ? {} : { none }) };
}

function cellType(name: string, type: NativeType): { value: NativeType; none?: "undefined" | "null" } {
	const variants = type.kind === "union" ? type.variants : [type];
	const values = variants.filter((variant) => variant.kind !== "none");
	const none = variants.find((variant) => variant.kind === "none");
	const value = values[0];
	if (value === undefined || values.length > 1 || !isCell(value)) {
		throw columnError(
			name,
			`has the type ${describeType(type)}, which a cell cannot hold`,
			value?.kind === "duration"
				? "keep it as a number of seconds or milliseconds"
				: "use Int, bigint, number, string, boolean, Date, Timestamp or a string union, each with | null or | undefined; keep what is nested as JSON text",
		);
	}
	return none?.kind === "none" ? { value, none: none.native } : { value };
}

function isCell(type: NativeType): boolean {
	return ["int", "float", "string", "boolean", "datetime", "enum"].includes(type.kind);
}

function physicalType(type: NativeType): Omit<SchemaElement, "name"> {
	switch (type.kind) {
		case "int":
			return { type: "INT64" };
		case "float":
			return { type: "DOUBLE" };
		case "boolean":
			return { type: "BOOLEAN" };
		case "datetime":
			return {
				type: "INT64",
				...(type.native === "date" ? { converted_type: "TIMESTAMP_MILLIS" as const } : {}),
				logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: type.native === "date" ? "MILLIS" : "NANOS" },
			};
		default:
			return { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
	}
}

function columnError(name: string, problem: string, wayOut: string): FlyteError {
	return new FlyteError("DATASET_COLUMN", `the column ${JSON.stringify(name)} ${problem}`, { wayOut });
}
