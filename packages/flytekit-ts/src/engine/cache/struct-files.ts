import { isRawMap } from "../../types/convert/raw.js";
import { type Raw, unpack } from "../../types/msgpack/reader.js";
import { fileState } from "./file-state.js";

/**
 * What the files of this machine are by now that are fields of a struct, at any depth: they stand in it as `{path}`, datasets as `{uri,
 * file_format}`. Empty where there are none. A struct of the user's that looks so counts as one: it is made again once more than need be.
 */
export function structFileStates(packed: Uint8Array): string {
	// most structs have none, and need not be read for that
	if (!mayHold(packed)) return "";
	const states: string[] = [];
	let raw: Raw;
	try {
		raw = unpack(packed);
	} catch {
		return ""; // whoever converts it will say what is wrong
	}
	visit(raw, states);
	return states.join("\n");
}

function mayHold(packed: Uint8Array): boolean {
	const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
	return bytes.includes("\xa4path", 0, "latin1") || bytes.includes("file_format", 0, "latin1");
}

function visit(raw: Raw, states: string[]): void {
	if (Array.isArray(raw)) for (const item of raw) visit(item, states);
	if (!isRawMap(raw)) return;
	const uri = raw.size === 1 ? raw.get("path") : raw.size === 2 && raw.has("file_format") ? raw.get("uri") : undefined;
	const state = typeof uri === "string" ? fileState(uri) : undefined;
	if (state !== undefined) states.push(state);
	else for (const value of raw.values()) visit(value, states);
}
