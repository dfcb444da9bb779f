import { FlyteError } from "../../errors/index.js";
import { Reader } from "../codec/reader.js";
import { type FieldKind, type FieldRow, messages } from "../gen/schema.js";
import { WIRE_TYPES } from "../wire-types.js";

/** Deepest message that generated decoders follow, and Python's. */
const MAX_DEPTH = 99;

/**
 * Checks bytes from elsewhere against the schema before a generated decoder sees them: bounds, wire types, UTF-8 and depth.
 * The decoders trust lengths, so that a bad one would be read as whatever follows it.
 * Throws WIRE_TRUNCATED, WIRE_MALFORMED, WIRE_TEXT or WIRE_DEPTH with offset and place.
 */
export function checkMessage(name: string, bytes: Uint8Array): void {
	checkFields(new Reader(bytes, name.slice(name.lastIndexOf(".") + 1)), name, 0);
}

const tables = new Map<string, readonly (FieldRow | undefined)[]>();

function tableOf(name: string): readonly (FieldRow | undefined)[] {
	let table = tables.get(name);
	if (table === undefined) {
		const rows = messages[name];
		if (rows === undefined) throw new FlyteError("WIRE_INTERNAL", `no message is called "${name}"`);
		const byNumber: (FieldRow | undefined)[] = [];
		for (const row of rows) byNumber[row[0]] = row;
		table = byNumber;
		tables.set(name, table);
	}
	return table;
}

function checkFields(r: Reader, name: string, depth: number): void {
	if (depth > MAX_DEPTH) throw r.error("WIRE_DEPTH", `messages are nested deeper than ${MAX_DEPTH + 1} levels`);
	const table = tableOf(name);
	while (r.more) {
		const start = r.offset;
		const tag = r.tag();
		const row = table[tag >>> 3];
		if (row === undefined) r.skip(tag);
		else if (row[2] === "map") checkEntry(r, tag, row, depth);
		else if (row[2] === "many" && (tag & 7) === 2 && WIRE_TYPES[row[3]] !== 2) checkPacked(r, row);
		else if ((tag & 7) !== WIRE_TYPES[row[3]])
			throw r.error("WIRE_MALFORMED", `field ${row[1]} with wire type ${tag & 7}`, start);
		else checkValue(r, row[3], row[4], row[1], depth);
	}
}

function checkEntry(r: Reader, tag: number, row: FieldRow, depth: number): void {
	if ((tag & 7) !== 2) throw r.error("WIRE_MALFORMED", `field ${row[1]} with wire type ${tag & 7}`);
	if (depth + 1 > MAX_DEPTH) throw r.error("WIRE_DEPTH", `messages are nested deeper than ${MAX_DEPTH + 1} levels`);
	const outer = r.enter(row[1]);
	while (r.more) {
		const inner = r.tag();
		if (inner === 0x0a) r.label(r.string());
		else if (inner >>> 3 === 2 && (inner & 7) === WIRE_TYPES[row[3]]) checkValue(r, row[3], row[4], "value", depth + 1);
		else r.skip(inner);
	}
	r.leave(outer);
}

function checkPacked(r: Reader, row: FieldRow): void {
	const outer = r.enter(row[1]);
	while (r.more) checkValue(r, row[3], row[4], row[1], 0);
	r.leave(outer);
}

function checkValue(r: Reader, kind: FieldKind, type: string | undefined, name: string, depth: number): void {
	switch (kind) {
		case "string":
			r.string();
			return;
		case "message": {
			const outer = r.enter(name);
			checkFields(r, type as string, depth + 1);
			r.leave(outer);
			return;
		}
		default:
			r.skip((1 << 3) | WIRE_TYPES[kind]);
	}
}
