import { FlyteError } from "../../errors/index.js";
import {
	type ConvertContext,
	fromLiteral,
	guessNativeTypeOfLiteral,
	isStructuredDataset,
	type Literal,
} from "../../types/index.js";
import type { TableView } from "../view-model.js";

/** Rows that a page shows at most. */
const ROWS = 200;
/** Rows that are counted beyond those. */
const COUNTED = 100_000;
const CELL = 200;

/** The first rows of a dataset, and how many there are (counted up to 100,000). Throws DATASET_* and STORAGE_*. */
export async function tableOf(literal: Literal, convert: ConvertContext): Promise<TableView> {
	const dataset = await fromLiteral(literal, guessNativeTypeOfLiteral(literal), convert, "value");
	if (!isStructuredDataset(dataset)) throw new FlyteError("SERVER_NOT_FOUND", "this value is no dataset");
	const columns = new Set<string>();
	const rows: Record<string, unknown>[] = [];
	let total = 0;
	for await (const row of dataset.rows() as AsyncIterable<Record<string, unknown>>) {
		if (total++ >= COUNTED) break;
		if (rows.length >= ROWS) continue;
		for (const name of Object.keys(row)) columns.add(name);
		rows.push(row);
	}
	const names = [...columns];
	return { columns: names, rows: rows.map((row) => names.map((name) => cell(row[name]))), total };
}

function cell(value: unknown): string {
	if (value === undefined || value === null) return "";
	const text =
		value instanceof Date
			? value.toISOString()
			: typeof value === "object"
				? JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part))
				: String(value);
	return text.length > CELL ? `${text.slice(0, CELL)}…` : text;
}
