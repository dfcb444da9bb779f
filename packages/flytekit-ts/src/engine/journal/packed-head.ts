import type { Reader } from "../../wire/codec/reader.js";
import type { Writer } from "../../wire/codec/writer.js";
import type { CallKey } from "./call-keys.js";

/** What calls that share a frame have in common. */
export interface PackedHead {
	/** The call that they are inside of. */
	readonly outside: { readonly key: CallKey; readonly path: string };
	readonly called: { readonly name: string };
	/** Of their code. */
	readonly version: string;
}

/** The same, as it is read. */
export interface StoredHead {
	key: CallKey;
	path: string;
	name: string;
	version: string;
}

const [KEY, PATH, NAME, VERSION] = [1, 2, 3, 4];

export function writeHead(w: Writer, field: number, { outside, called, version }: PackedHead): void {
	const mark = w.size;
	w.string(VERSION, version);
	w.string(NAME, called.name);
	w.string(PATH, outside.path);
	w.latin1(outside.key);
	w.varint((KEY << 3) | 2);
	w.close(field, mark);
}

/** Reads up to the end of the message that was entered. */
export function readHead(r: Reader): StoredHead {
	const head = { key: "", path: "", name: "", version: "" };
	while (r.more) {
		const tag = r.tag();
		switch (tag >>> 3) {
			case KEY:
				head.key = Buffer.from(r.bytes()).toString("latin1");
				break;
			case PATH:
				head.path = r.string();
				break;
			case NAME:
				head.name = r.string();
				break;
			case VERSION:
				head.version = r.string();
				break;
			default:
				r.skip(tag);
		}
	}
	return head;
}
