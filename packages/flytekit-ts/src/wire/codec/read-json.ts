import type { Json, JsonObject } from "../../types/literal-type.js";
import type { Reader } from "./reader.js";

/** Fields of a google.protobuf.Struct. Keys are own data, `__proto__` included. */
export function readStruct(r: Reader): JsonObject {
	const object: JsonObject = {};
	while (r.more) {
		const tag = r.tag();
		if (tag !== 0x0a) {
			r.skip(tag);
			continue;
		}
		const outer = r.enter("Struct.fields");
		let key = "";
		let value: Json = null;
		while (r.more) {
			const inner = r.tag();
			if (inner === 0x0a) {
				key = r.string();
				r.label(key);
			} else if (inner === 0x12) {
				const end = r.enter("Value");
				value = readValue(r);
				r.leave(end);
			} else r.skip(inner);
		}
		r.leave(outer);
		define(object, key, value);
	}
	return object;
}

/** Sets an own property whatever its name: assignment would run the setter of `__proto__`. */
export function define<T>(object: { readonly [key: string]: T }, key: string, value: T): void {
	Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function readValue(r: Reader): Json {
	let value: Json = null;
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x08:
				r.varint();
				value = null;
				break;
			case 0x11:
				value = r.double();
				break;
			case 0x1a:
				value = r.string();
				break;
			case 0x20:
				value = r.bool();
				break;
			case 0x2a: {
				const outer = r.enter("Struct");
				value = readStruct(r);
				r.leave(outer);
				break;
			}
			case 0x32: {
				const outer = r.enter("ListValue");
				value = readList(r);
				r.leave(outer);
				break;
			}
			default:
				r.skip(tag);
		}
	}
	return value;
}

function readList(r: Reader): Json[] {
	const items: Json[] = [];
	while (r.more) {
		const tag = r.tag();
		if (tag !== 0x0a) {
			r.skip(tag);
			continue;
		}
		const outer = r.enter("Value");
		items.push(readValue(r));
		r.leave(outer);
	}
	return items;
}
