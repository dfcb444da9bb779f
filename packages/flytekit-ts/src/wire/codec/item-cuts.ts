/** Cuts the content of a flyteidl.core.LiteralCollection between its items, from front to back. */
export class ItemCuts {
	readonly #content: Uint8Array;
	#index = 0;
	#at = 0;

	constructor(content: Uint8Array) {
		this.#content = content;
	}

	/** The bytes of the items from `from` up to `to`. Cheap where cuts follow each other. */
	cut(from: number, to: number): Uint8Array {
		if (from < this.#index) {
			this.#index = 0;
			this.#at = 0;
		}
		this.#skipTo(from);
		const start = this.#at;
		this.#skipTo(to);
		return this.#content.subarray(start, this.#at);
	}

	#skipTo(index: number): void {
		const content = this.#content;
		let at = this.#at;
		for (let i = this.#index; i < index; i++) {
			// its tag, its length, and so many bytes
			let length = content[++at] as number;
			at++;
			if (length > 0x7f) {
				length &= 0x7f;
				for (let factor = 0x80; ; factor *= 0x80) {
					const byte = content[at++] as number;
					length += (byte & 0x7f) * factor;
					if (byte < 0x80) break;
				}
			}
			at += length;
		}
		this.#index = index;
		this.#at = at;
	}
}
