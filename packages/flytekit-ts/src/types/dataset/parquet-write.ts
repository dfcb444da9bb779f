import { ValueProblem } from "../convert/problem.js";
import { addRow, type Cell } from "./cells.js";
import type { Column } from "./columns.js";

/** Rows of one group: also what is held in memory while writing. */
const GROUP = 20_000;

/**
 * Rows as a Parquet file (Snappy), made group by group as it is read. Errors with a ValueProblem that names row and
 * column; then nothing of the file is kept by a store.
 */
export async function parquetOf(
	rows: Iterable<unknown> | AsyncIterable<unknown>,
	columns: readonly Column[],
): Promise<ReadableStream<Uint8Array>> {
	const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
	const bytes = new ByteWriter();
	const file = new ParquetWriter({
		writer: bytes,
		schema: [{ name: "root", num_children: columns.length }, ...columns.map((column) => column.element)],
		createdBy: "flytekit-ts",
	});
	const groups = inGroups(rows, columns);
	const take = () => {
		const chunk = bytes.getBytes().slice();
		bytes.index = 0; // `offset`, the place in the file, goes on
		return chunk;
	};
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const group = await groups.next();
				if (group.done !== true) {
					file.write({ columnData: group.value, rowGroupSize: GROUP });
					controller.enqueue(take());
					return;
				}
				file.finish();
				controller.enqueue(take());
				controller.close();
			},
			async cancel() {
				await groups.return(undefined);
			},
		},
		{ highWaterMark: 0 },
	);
}

interface ColumnData {
	readonly name: string;
	readonly data: Cell[];
	readonly encoding?: "PLAIN";
}

async function* inGroups(
	rows: Iterable<unknown> | AsyncIterable<unknown>,
	columns: readonly Column[],
): AsyncGenerator<ColumnData[], undefined> {
	let data: Cell[][] = columns.map(() => []);
	let index = 0;
	const group = () =>
		columns.map(({ name, element }, i): ColumnData => {
			const column = { name, data: data[i] as Cell[] };
			// the writer's dictionary takes 0 and -0 for one value
			return element.type === "DOUBLE" ? { ...column, encoding: "PLAIN" } : column;
		});
	for await (const row of rows) {
		addRow(row, index++, columns, data);
		if (columns.length === 0)
			throw new ValueProblem(
				"DATASET_COLUMN",
				"the rows have no columns",
				"give rows with at least one key, or declare their type",
			);
		if (index % GROUP !== 0) continue;
		yield group();
		data = columns.map(() => []);
	}
	if (index % GROUP !== 0) yield group();
	return undefined;
}
