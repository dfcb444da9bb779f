import { nearest } from "../../errors/nearest.js";
import type { ConvertContext } from "../convert/context.js";
import { getOwn } from "../convert/own-keys.js";
import { ValueProblem, within } from "../convert/problem.js";
import { showValue } from "../convert/show-value.js";
import type { Literal } from "../literal.js";
import { isDate, isTimestamp, timestamp } from "../values/timestamp.js";
import type { Column } from "./columns.js";

/** What Parquet's writer takes for one cell. */
export type Cell = bigint | number | string | boolean | null;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
/** Cells need no stores. */
const NO_CONTEXT = undefined as unknown as ConvertContext;

/** Checks one row and adds its cells to the columns' data. Throws ValueProblem with the row's index and the column's name. */
export function addRow(row: unknown, index: number, columns: readonly Column[], data: Cell[][]): void {
	try {
		if (typeof row !== "object" || row === null || Array.isArray(row)) {
			throw new ValueProblem(
				"DATASET_VALUE",
				`expected a row, got ${showValue(row)}`,
				"give an object with a key for each column",
			);
		}
		let present = 0;
		for (const [i, column] of columns.entries()) {
			const value = getOwn(row, column.name);
			if (value !== undefined || Object.hasOwn(row, column.name)) present++;
			(data[i] as Cell[]).push(toCell(value, column));
		}
		if (Object.keys(row).length > present) throw extraKey(row, columns);
	} catch (error) {
		throw within(within(error, index), "rows");
	}
}

function toCell(value: unknown, column: Column): Cell {
	try {
		if ((value === undefined || value === null) && column.none !== undefined) return null;
		return cellOf(column.codec.write(value, NO_CONTEXT) as Literal, column);
	} catch (error) {
		throw within(error, column.name);
	}
}

function cellOf(literal: Literal, column: Column): Cell {
	switch (literal.kind) {
		case "integer":
		case "float":
		case "string":
		case "boolean":
			return literal.value;
		case "datetime":
			return column.element.converted_type === "TIMESTAMP_MILLIS"
				? millisOf(literal.seconds, literal.nanos)
				: nanosOf(literal.seconds, literal.nanos);
		default:
			throw new ValueProblem("STORAGE_INTERNAL", `a cell became a literal of kind ${literal.kind}`);
	}
}

function millisOf(seconds: bigint, nanos: number): bigint {
	if (nanos % 1_000_000 === 0) return seconds * 1000n + BigInt(nanos / 1_000_000);
	throw new ValueProblem(
		"DATASET_CELL",
		"the Timestamp has more than milliseconds, which a Date column cannot keep",
		"declare the column as Timestamp",
	);
}

function nanosOf(seconds: bigint, nanos: number): bigint {
	const value = seconds * 1_000_000_000n + BigInt(nanos);
	if (value >= MIN_INT64 && value <= MAX_INT64) return value;
	throw new ValueProblem(
		"DATASET_CELL",
		"the Timestamp does not fit: Parquet keeps nanoseconds for the years 1677 to 2262 only",
		"declare the column as Date, which has milliseconds for all years",
	);
}

/** The value of a cell as read from a file. Throws ValueProblem with the row's index and the column's name. */
export function fromCell(cell: unknown, column: Column, index: number): unknown {
	try {
		if (cell === undefined || cell === null) {
			if (column.none !== undefined) return column.none === "null" ? null : undefined;
			const text = column.codec.text;
			throw new ValueProblem("DATASET_CELL", `expected ${text}, got null`, `declare the column as ${text} | null`);
		}
		return column.codec.read(literalOf(cell), NO_CONTEXT);
	} catch (error) {
		throw within(within(within(error, column.name), index), "rows");
	}
}

function literalOf(cell: unknown): Literal {
	if (typeof cell === "bigint") return { kind: "integer", value: cell };
	if (typeof cell === "number") return { kind: "float", value: cell };
	if (typeof cell === "string") return { kind: "string", value: cell };
	if (typeof cell === "boolean") return { kind: "boolean", value: cell };
	if (isDate(cell) || isTimestamp(cell)) {
		const { seconds, nanos } = timestamp(cell);
		return { kind: "datetime", seconds, nanos };
	}
	if (cell instanceof Uint8Array)
		return { kind: "string", value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(cell) };
	throw new ValueProblem(
		"DATASET_CELL",
		`expected a single value, got ${showValue(cell)}`,
		"leave the column out of Row, or read the dataset without a Row type",
	);
}

function extraKey(row: object, columns: readonly Column[]): ValueProblem {
	const names = columns.map((column) => column.name);
	const extra = Object.keys(row).find((key) => !names.includes(key)) ?? "";
	const near = nearest(extra, names);
	return new ValueProblem(
		"DATASET_CELL",
		`there is no column ${JSON.stringify(extra)}${near === undefined ? "" : `, did you mean ${JSON.stringify(near)}?`}`,
		`the columns are ${names.join(", ")}: add it to the Row type, or leave it out`,
	);
}
