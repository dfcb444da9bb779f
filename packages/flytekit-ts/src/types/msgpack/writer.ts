import { ValueProblem } from "../convert/problem.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";

const utf8 = new TextEncoder();
/** Above this the encoder's call costs less than a loop over the letters. */
const SHORT = 32;

/** Writes MessagePack piece by piece: the caller says which type each number has, as the declared type does, never the value. */
export class MsgpackWriter {
	#bytes = new Uint8Array(256);
	#view = new DataView(this.#bytes.buffer);
	#at = 0;
	#depth = 0;
	/** Some part of what was written has a hash that stands for it. */
	carriesHash = false;
	/** Writes such hashes in the place of what they stand for: bytes to be hashed, not to be read. */
	isForHash = false;

	/** Where the next byte goes. */
	get position(): number {
		return this.#at;
	}

	/** What was written from `start` on, as bytes of its own. */
	bytes(start = 0): Uint8Array {
		return this.#bytes.slice(start, this.#at);
	}

	/** Begins anew; the buffer stays. */
	reset(): void {
		this.#at = 0;
		this.#depth = 0;
	}

	nil(): void {
		this.#byte(0xc0);
	}

	boolean(value: boolean): void {
		this.#byte(value ? 0xc3 : 0xc2);
	}

	/** Eight bytes, whatever the value: 1.0, NaN and -0 stay what they are. */
	float(value: number): void {
		this.#room(9);
		this.#bytes[this.#at] = 0xcb;
		this.#view.setFloat64(this.#at + 1, value);
		this.#at += 9;
	}

	/** A safe integer, in the shortest form. */
	integer(value: number): void {
		this.#room(9);
		if (value >= 0) {
			if (value < 0x80) this.#bytes[this.#at++] = value;
			else if (value < 0x100) this.#head8(0xcc, value);
			else if (value < 0x10000) this.#head16(0xcd, value);
			else if (value < 0x100000000) this.#head32(0xce, value);
			else this.#int64(BigInt(value));
		} else if (value >= -0x20) this.#bytes[this.#at++] = value & 0xff;
		else if (value >= -0x80) this.#head8(0xd0, value & 0xff);
		else if (value >= -0x8000) this.#head16(0xd1, value & 0xffff);
		else if (value >= -0x80000000) this.#head32(0xd2, value >>> 0);
		else this.#int64(BigInt(value));
	}

	/** Any integer from -2^63 to 2^64 - 1, in the shortest form. */
	bigint(value: bigint): void {
		if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER))
			this.integer(Number(value));
		else {
			this.#room(9);
			this.#int64(value);
		}
	}

	/** Well-formed text; half a surrogate pair is refused. */
	string(value: string): void {
		const length = value.length;
		if (length < SHORT && this.#ascii(value, length)) return;
		checkString(value);
		this.#room(5 + length * 3);
		// the length in bytes decides the head's size, so write behind the longest head and move up if it is shorter
		const { written } = utf8.encodeInto(value, this.#bytes.subarray(this.#at + 5));
		const head = written < 0x20 ? 1 : written < 0x100 ? 2 : written < 0x10000 ? 3 : 5;
		if (head < 5) this.#bytes.copyWithin(this.#at + head, this.#at + 5, this.#at + 5 + written);
		if (head === 1) this.#bytes[this.#at++] = 0xa0 | written;
		else if (head === 2) this.#head8(0xd9, written);
		else if (head === 3) this.#head16(0xda, written);
		else this.#head32(0xdb, written);
		this.#at += written;
	}

	binary(value: Uint8Array): void {
		const n = value.length;
		this.#room(5 + n);
		if (n < 0x100) this.#head8(0xc4, n);
		else if (n < 0x10000) this.#head16(0xc5, n);
		else this.#head32(0xc6, n);
		this.raw(value);
	}

	/** MessagePack of someone else's, as it is. */
	raw(value: Uint8Array): void {
		this.#room(value.length);
		this.#bytes.set(value, this.#at);
		this.#at += value.length;
	}

	/** The head of a list; its items follow, then {@link end}. */
	beginArray(n: number): void {
		this.#enter();
		this.#room(5);
		if (n < 0x10) this.#bytes[this.#at++] = 0x90 | n;
		else if (n < 0x10000) this.#head16(0xdc, n);
		else this.#head32(0xdd, n);
	}

	/** The head of a map; keys and values follow in turn, then {@link end}. */
	beginMap(n: number): void {
		this.#enter();
		this.#room(5);
		if (n < 0x10) this.#bytes[this.#at++] = 0x80 | n;
		else if (n < 0x10000) this.#head16(0xde, n);
		else this.#head32(0xdf, n);
	}

	end(): void {
		this.#depth--;
	}

	#enter(): void {
		if (++this.#depth > MAX_LITERAL_DEPTH) throw depthProblem();
	}

	#ascii(value: string, length: number): boolean {
		this.#room(1 + SHORT);
		const bytes = this.#bytes;
		const start = this.#at + 1;
		for (let i = 0; i < length; i++) {
			const c = value.charCodeAt(i);
			if (c > 0x7f) return false;
			bytes[start + i] = c;
		}
		bytes[this.#at] = 0xa0 | length;
		this.#at = start + length;
		return true;
	}

	#byte(value: number): void {
		this.#room(1);
		this.#bytes[this.#at++] = value;
	}

	#head8(head: number, n: number): void {
		this.#bytes[this.#at++] = head;
		this.#bytes[this.#at++] = n;
	}

	#head16(head: number, n: number): void {
		this.#bytes[this.#at] = head;
		this.#view.setUint16(this.#at + 1, n);
		this.#at += 3;
	}

	#head32(head: number, n: number): void {
		this.#bytes[this.#at] = head;
		this.#view.setUint32(this.#at + 1, n);
		this.#at += 5;
	}

	#int64(value: bigint): void {
		this.#bytes[this.#at] = value < 0n ? 0xd3 : 0xcf;
		this.#view.setBigUint64(this.#at + 1, BigInt.asUintN(64, value));
		this.#at += 9;
	}

	#room(n: number): void {
		const need = this.#at + n;
		if (need <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2));
		grown.set(this.#bytes.subarray(0, this.#at));
		this.#bytes = grown;
		this.#view = new DataView(grown.buffer);
	}
}

/** Refuses half a surrogate pair: it has no UTF-8 form. */
export function checkString(value: string): void {
	if ((value as string & { isWellFormed(): boolean }).isWellFormed()) return;
	const at = value.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
	throw new ValueProblem(
		"TYPES_STRING_INVALID",
		`the string has half of a surrogate pair at index ${at}, which no UTF-8 text can hold`,
		"cut strings between characters, not inside one, or use text.toWellFormed()",
	);
}

/** What {@link MsgpackWriter} and every other encoder throw past the depth limit. */
function depthProblem(): ValueProblem {
	return new ValueProblem(
		"TYPES_DEPTH",
		`depth limit ${MAX_LITERAL_DEPTH}`,
		"flatten the value, or keep it as a file or as JSON text",
	);
}

let spare: MsgpackWriter | undefined = new MsgpackWriter();
/** A buffer that grew beyond this is not kept. */
const KEEP = 1 << 20;

/** The bytes that `write` writes. Buffers are reused; a conversion inside a conversion takes one of its own. */
export function packed(write: (out: MsgpackWriter) => void): Uint8Array {
	const out = spare ?? new MsgpackWriter();
	spare = undefined;
	out.reset();
	out.carriesHash = false;
	out.isForHash = false;
	write(out);
	const bytes = out.bytes();
	if (bytes.length < KEEP) spare = out;
	return bytes;
}
