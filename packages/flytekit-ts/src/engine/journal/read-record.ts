import { FlyteError } from "../../errors/index.js";
import { Reader } from "../../wire/codec/reader.js";
import type { SegmentHead } from "./frame.js";
import type { JournalRecord, StatesRecord } from "./record.js";
import { FAULTS, HEAD, KINDS, PHASES, SOURCES, STATES, TYPES } from "./record-fields.js";

/** Undefined for a kind that a later version added. */
export function readRecord(
	body: Uint8Array,
): JournalRecord | StatesRecord | (SegmentHead & { readonly type: "head" }) | undefined {
	const r = new Reader(body, "JournalRecord");
	const f = {
		numbers: new Map<number, number>(),
		texts: new Map<number, string>(),
		bytes: new Map<number, Uint8Array>(),
	};
	while (r.more) {
		const tag = r.tag();
		const field = tag >>> 3;
		switch (tag & 7) {
			case 0:
				f.numbers.set(field, r.varint());
				break;
			case 1:
				f.numbers.set(field, r.double());
				break;
			case 2:
				if (field === 2 || field === 11 || field === 12 || field === 25) f.bytes.set(field, plain(r.bytes()));
				else f.texts.set(field, r.string());
				break;
			default:
				r.skip(tag);
		}
	}
	const number = (field: number) => f.numbers.get(field) ?? 0;
	const text = (field: number) => f.texts.get(field) ?? "";
	const base = () => ({
		...(f.bytes.has(25) ? { base: keyText(f.bytes.get(25)) } : {}),
		...(f.numbers.has(27) ? { from: number(27) } : {}),
	});
	const call = () => (f.bytes.has(2) ? { call: { key: keyText(f.bytes.get(2)), ...base() } } : {});
	const stack = f.texts.get(19);
	const outcomeKind = FAULTS[number(23)];
	const error = f.texts.has(14)
		? {
				code: text(13),
				message: text(14),
				...(stack === undefined ? {} : { stack }),
				...(f.texts.has(22) ? { thrownCode: text(22) } : {}),
				...(outcomeKind === undefined ? {} : { outcomeKind }),
				...(f.texts.has(24) ? { name: text(24) } : {}),
			}
		: undefined;
	const [path, name] = [text(3), text(4)];
	if (number(1) === HEAD) return { type: "head", run: path, ordinal: number(10) };
	switch (TYPES[number(1)]) {
		case "call":
			return {
				type: "call",
				key: keyText(f.bytes.get(2)),
				...base(),
				version: text(16),
				path,
				name,
				kind: one(KINDS, number(5)),
				phase: one(PHASES, number(6)),
				source: one(SOURCES, number(7)),
				startedAt: number(8),
				endedAt: number(9),
				attempts: number(10),
				inputs: f.bytes.get(11),
				outputs: f.bytes.get(12),
				error,
				...(f.texts.has(20) ? { eager: Buffer.from(text(20), "hex").toString("latin1") } : {}),
				...(f.numbers.has(26) ? { flow: number(26) } : {}),
				...(f.texts.has(21) ? { thrown: text(21) } : {}),
			};
		case "attempt":
			return {
				type: "attempt",
				path,
				name,
				attempt: number(10),
				maxAttempts: number(17),
				at: number(9),
				error,
				kind: number(18) === 1 ? "system" : "user",
				willRetry: number(7) === 1,
				...(f.bytes.has(2) ? { call: { key: keyText(f.bytes.get(2)), version: text(16) } } : {}),
			};
		case "log":
			return {
				type: "log",
				path,
				name,
				attempt: number(10),
				at: number(9),
				stream: number(7) === 0 ? "stdout" : "stderr",
				text: text(15),
			};
		case "graph":
			return {
				type: "graph",
				path,
				name,
				nodes: number(10),
				at: number(9),
				...(f.texts.has(15) ? { shape: text(15) } : {}),
				...call(),
			};
		case "state":
			return {
				type: "state",
				path,
				state: one(STATES, number(7)),
				at: number(9),
				...(number(18) === 1 ? { isStopped: true } : {}),
				...(number(10) === 0 ? {} : { elements: number(10) - 1 }),
				...call(),
			};
		case "late":
			return { type: "late", path, name, at: number(9), error };
		case "ask":
			return {
				type: "ask",
				path,
				name,
				ask: number(7) === 0 ? "approve" : "signal",
				at: number(9),
				expects: f.bytes.get(11) ?? new Uint8Array(0),
				value: f.bytes.get(12),
			};
		case "states":
			return { type: "states", path, state: one(STATES, number(7)), at: number(9), steps: text(15).split("\0") };
		case "stretch":
			return { type: "stretch", at: number(9) };
		default:
			return undefined;
	}
}

export function keyText(bytes: Uint8Array | undefined): string {
	return Buffer.from(bytes ?? []).toString("latin1");
}

/** No Buffer: records are compared, and sent to other threads, as plain bytes. */
export function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

function one<T>(of: readonly T[], index: number): T {
	const found = of[index];
	if (found !== undefined) return found;
	throw new FlyteError("JOURNAL_NEWER", `a record of the journal says ${index}, which this version does not know`, {
		wayOut: "read it with the version of flytekit-ts that wrote it, or a newer one",
	});
}
