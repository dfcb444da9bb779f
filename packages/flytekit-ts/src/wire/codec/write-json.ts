import { FlyteError } from "../../errors/index.js";
import type { Json, JsonObject } from "../../types/literal-type.js";
import { compareKeys } from "./keys.js";
import type { Writer } from "./writer.js";

/**
 * Most messages inside each other in a google.protobuf.Struct. Python reads a hundred, and the places where one is written lie up
 * to six deep in what is sent. A member takes an entry and a Value, an object in it one more; a list takes one, and each item one.
 */
export const MAX_JSON_MESSAGES = 94;

/**
 * Content of a google.protobuf.Struct. Keys are sorted; numbers are doubles, as Struct has no other. `depth`: messages around it
 * beyond those six. Throws WIRE_DEPTH.
 */
export function writeStruct(w: Writer, value: JsonObject, depth = 0): void {
	const keys = Object.keys(value).sort(compareKeys);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		const inner = w.size;
		writeValue(w, value[key] as Json, depth + 2);
		w.close(2, inner);
		w.string(1, key);
		w.close(1, entry);
	}
}

function writeValue(w: Writer, value: Json, depth: number): void {
	if (depth > MAX_JSON_MESSAGES) {
		throw new FlyteError(
			"WIRE_DEPTH",
			`JSON takes more than ${MAX_JSON_MESSAGES} protobuf messages inside each other`,
			{
				wayOut: "flatten it: an object inside an object takes three, a list inside a list two",
			},
		);
	}
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
		for (let i = value.length - 1; i >= 0; i--) {
			const item = w.size;
			writeValue(w, value[i] as Json, depth + 2);
			w.close(1, item);
		}
		w.close(6, mark);
	} else {
		writeStruct(w, value as JsonObject, depth + 1);
		w.close(5, mark);
	}
}
