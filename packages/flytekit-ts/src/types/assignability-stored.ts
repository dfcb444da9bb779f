import type { BlobType, LiteralType, SchemaType, StructuredDatasetType } from "./literal-type.js";
import { nameOfType } from "./name-of-type.js";

type Reason = (from: LiteralType, to: LiteralType) => string | undefined;

/** Files: the same format, or either of any. */
export function blobReason(from: BlobType, to: BlobType): string | undefined {
	// Flyte's compiler looks at the format only; a directory read as a file would fail in the task
	if (from.dimensionality !== to.dimensionality) return `${nameOfType(from)} is not ${nameOfType(to)}`;
	if (from.format === "" || to.format === "" || from.format === to.format) return undefined;
	return `the format is "${from.format}", not "${to.format}"`;
}

/** Datasets: formats that agree, and at least the columns that are wanted. */
export function datasetReason(
	from: StructuredDatasetType | SchemaType,
	to: StructuredDatasetType,
	reason: Reason,
): string | undefined {
	const format = from.kind === "schema" ? "parquet" : from.format;
	if (format !== "" && to.format !== "" && format.toLowerCase() !== to.format.toLowerCase())
		return `the format is "${format}", not "${to.format}"`;
	return columnsReason(from.columns, to.columns, (given, wanted) =>
		typeof given === "string" ? sameSimple(given, wanted as LiteralType) : reason(given, wanted as LiteralType),
	);
}

/** The older schema type: Parquet only, the same column types. */
export function schemaReason(from: StructuredDatasetType | SchemaType, to: SchemaType): string | undefined {
	if (from.kind === "structuredDataset" && from.format !== "" && from.format.toLowerCase() !== "parquet")
		return `the format is "${from.format}", and a schema is always Parquet`;
	return columnsReason(from.columns, to.columns, (given, wanted) => {
		if (typeof given === "string") return given === wanted ? undefined : `${given} is not ${String(wanted)}`;
		return sameSimple(wanted as string, given);
	});
}

type Column = { readonly name: string; readonly type: LiteralType | string };

function columnsReason(
	from: readonly Column[],
	to: readonly Column[],
	fits: (given: LiteralType | string, wanted: LiteralType | string) => string | undefined,
): string | undefined {
	if (from.length === 0 || to.length === 0) return undefined;
	const given = new Map(from.map((column) => [column.name, column.type]));
	for (const { name, type } of to) {
		const found = given.get(name);
		if (found === undefined) return `the column "${name}" is missing`;
		const why = fits(found, type);
		if (why !== undefined) return `the column "${name}" does not fit: ${why}`;
	}
	return undefined;
}

function sameSimple(column: string, type: LiteralType): string | undefined {
	return type.kind === "simple" && type.simple === column ? undefined : `${column} is not ${nameOfType(type)}`;
}
