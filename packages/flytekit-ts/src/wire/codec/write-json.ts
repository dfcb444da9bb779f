import { FlyteError } from "../../errors/index.js";
import type { Json, JsonObject } from "../../types/literal-type.js";
import { compareKeys } from "./keys.js";
import type { Writer } from "./writer.js";

/** Deepest JSON in a google.protobuf.Struct: each level takes two or three messages of the hundred that Python reads. */
const MAX_JSON_DEPTH = 49;

/** Content of a google.protobuf.Struct. Keys are sorted; numbers are doubles, as Struct has no other. */
export function writeStruct(w: Writer, value: JsonObject, depth = 0): void {
	if (depth > MAX_JSON_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
	}
	const keys = Object.keys(value).sort(compareKeys);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		const inner = w.size;
		writeValue(w, value[key] as Json, depth + 1);
		w.close(2, inner);
		w.string(1, key);
		w.close(1, entry);
	}
}

function writeValue(w: Writer, value: Json, depth: number): void {
	switch (typeof value) {
		case "boolean":
			w.uint32(4, value ? 1 : 0);
			return;
		case "string":
			w.string(3, value);
			return;
		case "number":
			w.double(2, value);
			return;
	}
	if (value === null || value === undefined) {
		w.uint32(1, 0);
		return;
	}
	const mark = w.size;
	if (Array.isArray(value)) {
		if (depth > MAX_JSON_DEPTH) {
			throw new FlyteError("WIRE_DEPTH", `JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
		}
		for (let i = value.length - 1; i >= 0; i--) {
			const item = w.size;
			writeValue(w, value[i] as Json, depth + 1);
			w.close(1, item);
		}
		w.close(6, mark);
	} else {
		writeStruct(w, value as JsonObject, depth);
		w.close(5, mark);
	}
}
