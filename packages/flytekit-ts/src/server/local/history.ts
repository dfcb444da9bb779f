import { shapeOf } from "../../engine/journal/graph-shape.js";
import type { JournalRecord } from "../../engine/journal/record.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { decodeLiteralType } from "../../wire/literals.js";

/** A run's records as JSON, one a line, in order. Values are told by their size: each has an address of its own. */
export function historyOf(
	store: RunStore,
	run: { readonly id: string; readonly seq: number },
): ReadableStream<Uint8Array> {
	const segments = store.segments(run);
	let known = 0;
	const encoder = new TextEncoder();
	return new ReadableStream({
		pull(controller) {
			let text = "";
			let isMore = true;
			// a segment may have nothing to tell, and who pulls waits for something
			while (text === "" && isMore) {
				isMore = segments.read((record) => {
					text += `${JSON.stringify(told(record))}\n`;
				}, 1);
				for (const { segment, at, why } of segments.damage.slice(known)) {
					text += `${JSON.stringify({ type: "damaged", segment, at, why })}\n`;
				}
				known = segments.damage.length;
			}
			if (text !== "") controller.enqueue(encoder.encode(text));
			if (!isMore) controller.close();
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
