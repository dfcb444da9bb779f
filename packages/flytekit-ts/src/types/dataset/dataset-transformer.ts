import { stat } from "node:fs/promises";
import { joinUri } from "../../context/uri.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { literalHash } from "../blob/content-hash.js";
import { localOf, newOutputUri } from "../blob/location.js";
import { uploadFile, uploadFolder } from "../blob/upload.js";
import { showLiteral } from "../convert/codec.js";
import type { ConvertContext } from "../convert/context.js";
import { ValueProblem } from "../convert/problem.js";
import { showValue } from "../convert/show-value.js";
import type { Literal } from "../literal.js";
import type { StructuredDatasetType } from "../literal-type.js";
import type { DatasetColumn, NativeType } from "../native-type.js";
import type { KindTransformer } from "../registry.js";
import { columnLiteralType, columnsOf } from "./columns.js";
import { isStructuredDataset, StructuredDataset, wrongFormat } from "./dataset.js";
import { guessColumns } from "./guess-columns.js";

type DatasetType = Extract<NativeType, { kind: "dataset" }>;

/**
 * `StructuredDataset<Row>`: rows are stored as Parquet below the raw output prefix, in a folder with one file `00000` as
 * flytekit has it. Reading makes a dataset that is not opened yet.
 */
export const datasetTransformer: KindTransformer<DatasetType> = {
	tag: "StructuredDataset Transformer",
	literalType: (type) => datasetType(type, type.format),
	accepts: (value) => isStructuredDataset(value),
	async toLiteral(value, type, ctx): Promise<Literal> {
		if (!isStructuredDataset(value)) throw notADataset(value);
		const format = value.uri !== undefined ? value.format : type.format === "" ? "parquet" : type.format;
		const uri = value.uri === undefined ? await store(value, type, format, ctx) : await keep(value, value.uri, ctx);
		const hash = await literalHash(value.hash, uri, ctx.blobs);
		return { kind: "structuredDataset", uri, type: datasetType(type, format), ...hash };
	},
	fromLiteral(literal, type, ctx) {
		if (literal.kind !== "structuredDataset" && literal.kind !== "schema") throw notADatasetLiteral(literal);
		const format = literal.kind === "schema" ? "parquet" : literal.type.format || type.format || "parquet";
		return new StructuredDataset(literal.uri, { access: ctx, columns: type.columns, format, remotePath: false });
	},
};

function datasetType(type: DatasetType, format: string): StructuredDatasetType {
	columnsOf(type.columns);
	return {
		kind: "structuredDataset",
		columns: type.columns.map(({ name, type: column }) => ({ name, type: columnLiteralType(name, column) })),
		format,
	};
}

async function store(
	dataset: StructuredDataset,
	type: DatasetType,
	format: string,
	ctx: ConvertContext,
): Promise<string> {
	if (format !== "parquet") throw wrongFormat(format);
	let rows: AsyncIterable<unknown> | unknown[] = dataset.rows();
	let columns: readonly DatasetColumn[] = type.columns;
	if (columns.length === 0) {
		rows = await dataset.all();
		columns = guessColumns(rows);
	}
	const folder = typeof dataset.remotePath === "string" ? dataset.remotePath : newOutputUri(ctx);
	const { parquetOf } = await import("./parquet-write.js");
	try {
		await ctx.blobs.writeStream(joinUri(folder, "00000"), await parquetOf(rows, columnsOf(columns)));
	} catch (error) {
		// a store says that it could not write; the cell that would not fit is the news
		if (isFlyteError(error) && (error.cause instanceof ValueProblem || isFlyteError(error.cause))) throw error.cause;
		throw error;
	}
	return folder;
}

/** What is stored elsewhere stays there; a local file or folder of the user's goes up. */
async function keep(dataset: StructuredDataset, path: string, ctx: ConvertContext): Promise<string> {
	const item = { path, remotePath: dataset.remotePath };
	const local = localOf(path);
	const isFolder = local !== undefined && (await stat(local).catch(() => undefined))?.isDirectory() === true;
	return isFolder ? uploadFolder(item, ctx) : uploadFile(item, ctx);
}

function notADataset(value: unknown): FlyteError {
	return new FlyteError("DATASET_VALUE", `expected a StructuredDataset, got ${showValue(value)}`, {
		wayOut: "wrap the rows: StructuredDataset.from(rows)",
	});
}

function notADatasetLiteral(literal: Literal): FlyteError {
	return new FlyteError("DATASET_LITERAL", `expected a dataset, got ${showLiteral(literal)}`, {
		wayOut:
			literal.kind === "blob"
				? "declare FlyteFile"
				: "compare the type that wrote the value with the one declared here",
	});
}
