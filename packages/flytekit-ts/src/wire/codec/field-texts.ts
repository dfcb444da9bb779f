import { Writer } from "./writer.js";

/** Texts that come again and again, such as names of inputs, as string fields of one number: each is encoded once. */
export class FieldTexts {
	private readonly field: number;
	private readonly known = new Map<string, Uint8Array>();

	constructor(field: number) {
		this.field = field;
	}

	/** The field, tag and length included; nothing for the empty text, as proto3 has it. Throws WIRE_SURROGATE. */
	bytes(text: string): Uint8Array {
		let bytes = this.known.get(text);
		if (bytes === undefined) {
			const w = new Writer(2 * text.length + 16);
			w.optionalString(this.field, text);
			bytes = w.bytes();
			this.known.set(text, bytes);
		}
		return bytes;
	}
}
