import type { Writer } from "./writer.js";

/** Decimal digits of 0 to 99 as ASCII has them. */
const TENS = Uint8Array.from({ length: 100 }, (_, n) => 0x30 + Math.floor(n / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, n) => 0x30 + (n % 10));

/** The most bytes that {@link CountedIds.put} takes. */
export const COUNTED_ROOM = 32;

/**
 * Writes ids that are a prefix and a number, as the nodes of a graph have them: they come in a row, so all but the last two digits
 * are kept as bytes, and no text of an id is needed.
 */
export class CountedIds {
	private stem: Uint8Array = new Uint8Array();
	private prefix: string | undefined;
	private base = 0;

	/**
	 * The string field of that tag, which ends before `end`; gives where it starts. The prefix is of ASCII and at most ten letters.
	 * The buffer has {@link COUNTED_ROOM}.
	 */
	put(buffer: Uint8Array, end: number, tag: number, prefix: string, number: number): number {
		let low = number - this.base;
		if (low < 0 || low > 99 || prefix !== this.prefix) low = this.keep(prefix, number);
		const { stem } = this;
		let at = end - 1;
		buffer[at] = ONES[low] as number;
		if (number > 9) buffer[--at] = TENS[low] as number;
		at -= stem.length;
		buffer.set(stem, at);
		buffer[at - 1] = end - at;
		buffer[at - 2] = tag;
		return at - 2;
	}

	/** The same, where a writer is. */
	write(w: Writer, field: number, prefix: string, number: number): void {
		const end = w.reserve(COUNTED_ROOM);
		w.wrote(this.put(w.buffer, end, (field << 3) | 2, prefix, number));
	}

	private keep(prefix: string, number: number): number {
		const low = number % 100;
		this.base = number - low;
		this.prefix = prefix;
		this.stem = Buffer.from(this.base === 0 ? prefix : prefix + this.base / 100, "latin1");
		return low;
	}
}
