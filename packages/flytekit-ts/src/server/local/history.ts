import { blobOf } from "../../engine/journal/database.js";
import { readFrames } from "../../engine/journal/frame.js";
import { shapeOf } from "../../engine/journal/graph-shape.js";
import type { JournalRecord } from "../../engine/journal/record.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { decodeLiteralType } from "../../wire/literals.js";

/** A run's records as JSON, one a line, in order. Values are told by their size: each has an address of its own. */
export function historyOf(
	store: RunStore,
	run: { readonly id: string; readonly seq: number },
): ReadableStream<Uint8Array> {
	let after = 0;
	const encoder = new TextEncoder();
	return new ReadableStream({
		pull(controller) {
			const row = store.database.get(
				"select seq, data from segments where run = ? and seq > ? order by seq limit 1",
				run.seq,
				after,
			);
			if (row === undefined) {
				controller.close();
				return;
			}
			after = row.seq as number;
			let text = "";
			readFrames(blobOf(row.data), {
				record: (record) => {
					text += `${JSON.stringify(told(record))}\n`;
				},
				damaged: (at, why) => {
					text += `${JSON.stringify({ type: "damaged", segment: after, at, why })}\n`;
				},
			});
			controller.enqueue(encoder.encode(text));
		},
	});
}

function told(record: JournalRecord): object {
	if (record.type === "graph") return { ...record, shape: shapeOf(record.shape ?? "") ?? null };
	if (record.type === "ask") {
		const { expects, value, ...rest } = record;
		return { ...rest, expects: decodeLiteralType(expects), valueBytes: value?.length ?? null };
	}
	if (record.type !== "call") return record;
	const { key, inputs, outputs, ...rest } = record;
	return {
		...rest,
		key: Buffer.from(key, "latin1").toString("hex"),
		inputBytes: inputs?.length ?? null,
		outputBytes: outputs?.length ?? null,
	};
}
