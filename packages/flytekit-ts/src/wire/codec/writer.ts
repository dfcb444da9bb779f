import { FlyteError } from "../../errors/index.js";

const LOW_32 = 0xffffffffn;

/**
 * Writes protobuf from the end of a buffer to its front: a nested message is written before its length, so the length is
 * known without a second pass and nothing is moved. Therefore every caller writes fields, and items of a repeated field,
 * in reverse: the highest field number first. What comes out is in field order, as Python's deterministic form is.
 */
export class Writer {
	#buffer: Buffer;
	/** Index of the first byte written. */
	#at: number;

	constructor(capacity = 1024) {
		this.#buffer = Buffer.allocUnsafe(capacity);
		this.#at = capacity;
	}

	/** Bytes written so far; the mark that {@link close} wants. */
	get size(): number {
		return this.#buffer.length - this.#at;
	}

	/** A copy of what was written since `mark`, all of it by default. */
	bytes(mark = 0): Uint8Array {
		const end = this.#buffer.length - mark;
		const copy = new Uint8Array(end - this.#at);
		copy.set(this.#buffer.subarray(this.#at, end));
		return copy;
	}

	/** Ends a nested message (or anything with a length) whose content was written since `mark`. */
	close(field: number, mark: number): void {
		const buffer = this.#buffer;
		const at = this.#at;
		const length = buffer.length - at - mark;
		if (length < 0x80 && field < 16 && at > 1) {
			buffer[at - 1] = length;
			buffer[at - 2] = (field << 3) | 2;
			this.#at = at - 2;
			return;
		}
		this.varint(length);
		this.varint((field << 3) | 2);
	}

	/** An unsigned number below 2^32. */
	varint(value: number): void {
		if (this.#at < 5) this.#grow(5);
		if (value < 0x80) {
			this.#buffer[--this.#at] = value;
			return;
		}
		const size = value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
		this.#at -= size;
		let at = this.#at;
		let rest = value;
		const buffer = this.#buffer;
		while (rest > 0x7f) {
			buffer[at++] = (rest & 0x7f) | 0x80;
			rest >>>= 7;
		}
		buffer[at] = rest;
	}

	/** int64 or uint64, zero included. The caller has checked its range. */
	int64(field: number, value: bigint): void {
		const number = Number(value);
		// Below 2^32 the conversion is exact, and BigInt arithmetic is slow.
		if (number >= 0 && number <= 0xffffffff) this.varint(number);
		else this.#varint64(Number(value & LOW_32), Number((value >> 32n) & LOW_32));
		this.varint(field << 3);
	}

	/** int32, zero included: a negative one takes ten bytes, as int64 does. */
	int32(field: number, value: number): void {
		if (value < 0) this.#varint64(value >>> 0, 0xffffffff);
		else this.varint(value);
		this.varint(field << 3);
	}

	/** uint32, enum or bool, zero included. */
	uint32(field: number, value: number): void {
		this.varint(value);
		this.varint(field << 3);
	}

	double(field: number, value: number): void {
		if (this.#at < 8) this.#grow(8);
		this.#at -= 8;
		this.#buffer.writeDoubleLE(value, this.#at);
		this.varint((field << 3) | 1);
	}

	float(field: number, value: number): void {
		if (this.#at < 4) this.#grow(4);
		this.#at -= 4;
		this.#buffer.writeFloatLE(value, this.#at);
		this.varint((field << 3) | 5);
	}

	/** A string, the empty one included. Throws WIRE_SURROGATE for half a surrogate pair. */
	string(field: number, value: string): void {
		const { length } = value;
		if (length > 48 || !this.#shortAscii(value, length)) this.#text(value);
		this.varint((field << 3) | 2);
	}

	/** A string that is left out when empty or undefined, as proto3 has it. */
	optionalString(field: number, value: string | undefined): void {
		if (value !== undefined && value !== "") this.string(field, value);
	}

	bytesField(field: number, value: Uint8Array): void {
		this.raw(value);
		this.varint(value.length);
		this.varint((field << 3) | 2);
	}

	/** Bytes already encoded, tag and length included. */
	raw(value: Uint8Array): void {
		if (this.#at < value.length) this.#grow(value.length);
		this.#at -= value.length;
		this.#buffer.set(value, this.#at);
	}

	/** Length and bytes of a short string, if it is ASCII: most are names, and a call into Buffer costs more than this loop. */
	#shortAscii(value: string, length: number): boolean {
		if (this.#at <= length) this.#grow(length + 1);
		const buffer = this.#buffer;
		const start = this.#at - length;
		for (let i = 0; i < length; i++) {
			const unit = value.charCodeAt(i);
			if (unit > 0x7f) return false;
			buffer[start + i] = unit;
		}
		buffer[start - 1] = length;
		this.#at = start - 1;
		return true;
	}

	/** Length and UTF-8 of a string. */
	#text(value: string): void {
		const length = Buffer.byteLength(value, "utf8");
		// Replacement characters have the size of what they replace, so the length alone would not show them.
		if (length !== value.length && !isWellFormed(value)) {
			throw new FlyteError("WIRE_SURROGATE", `text with half a surrogate pair cannot be written: ${shown(value)}`);
		}
		if (this.#at < length) this.#grow(length);
		this.#at -= length;
		this.#buffer.write(value, this.#at, length, "utf8");
		this.varint(length);
	}

	#varint64(low: number, high: number): void {
		if (high === 0) {
			this.varint(low);
			return;
		}
		if (this.#at < 10) this.#grow(10);
		const groups: number[] = [];
		let lo = low >>> 0;
		let hi = high >>> 0;
		while (hi > 0 || lo > 0x7f) {
			groups.push((lo & 0x7f) | 0x80);
			lo = ((lo >>> 7) | (hi << 25)) >>> 0;
			hi >>>= 7;
		}
		groups.push(lo);
		for (let i = groups.length - 1; i >= 0; i--) this.#buffer[--this.#at] = groups[i] as number;
	}

	#grow(needed: number): void {
		const used = this.size;
		const capacity = Math.max(this.#buffer.length * 2, used + needed + 16);
		const larger = Buffer.allocUnsafe(capacity);
		larger.set(this.#buffer.subarray(this.#at), capacity - used);
		this.#buffer = larger;
		this.#at = capacity - used;
	}
}

/** Whether text has a UTF-8 form. (String.prototype.isWellFormed, which the library types of ES2023 lack.) */
export function isWellFormed(text: string): boolean {
	return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** Text for a message: short, with everything unprintable escaped. */
export function shown(text: string): string {
	const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
	return JSON.stringify(short);
}
