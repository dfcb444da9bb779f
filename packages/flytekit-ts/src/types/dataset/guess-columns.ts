import type { DatasetColumn, NativeType } from "../native-type.js";
import { isDate, isTimestamp } from "../values/timestamp.js";

/**
 * Columns of rows whose type was not declared, from all values: a number is FLOAT, whole or not; a column with only
 * missing values is text. What fits no column is left for the writer to refuse, with its place.
 */
export function guessColumns(rows: readonly unknown[]): DatasetColumn[] {
	const kinds = new Map<string, NativeType>();
	const seen = new Map<string, number>();
	for (const row of rows) {
		if (typeof row !== "object" || row === null) continue;
		for (const [name, value] of Object.entries(row)) {
			if (value === undefined || value === null) {
				if (!seen.has(name)) seen.set(name, 0);
				continue;
			}
			seen.set(name, (seen.get(name) ?? 0) + 1);
			const kind = kindOf(value);
			// a Timestamp anywhere makes the column one: it holds every Date too
			if (!kinds.has(name) || (kind.kind === "datetime" && kind.native === "timestamp")) kinds.set(name, kind);
		}
	}
	return [...seen].map(([name, count]) => {
		const type = kinds.get(name) ?? { kind: "string" };
		return {
			name,
			type: count === rows.length ? type : { kind: "union", variants: [type, { kind: "none", native: "null" }] },
		};
	});
}

function kindOf(value: unknown): NativeType {
	switch (typeof value) {
		case "number":
			return { kind: "float" };
		case "bigint":
			return { kind: "int", native: "bigint" };
		case "boolean":
			return { kind: "boolean" };
		default:
			if (isTimestamp(value)) return { kind: "datetime", native: "timestamp" };
			return isDate(value) ? { kind: "datetime", native: "date" } : { kind: "string" };
	}
}
