import { FlyteError } from "../../errors/index.js";

const LOW_32 = 0xffffffffn;

/** Text up to this length is tried as ASCII here: most is names, and a call into Buffer costs more than the loop. */
const SHORT = 48;

type Latin1Buffer = Buffer & { latin1Slice(start: number, end: number): string };

/**
 * Writes protobuf from the end of a buffer to its front: a nested message is written before its length, so the length is
 * known without a second pass and nothing is moved. Therefore every caller writes fields, and items of a repeated field,
 * in reverse: the highest field number first. What comes out is in field order, as Python's deterministic form is.
 *
 * A container writes one spec in its life, so this code is judged cold: few calls for each field, plain properties.
 */
export class Writer {
	/** Bytes written so far; the mark that {@link close} wants. Only the writer changes it. */
	size = 0;
	/** What {@link reserve} speaks of; another one once it grew. */
	buffer: Buffer;
	/** Content of the long lists that were written before, for one that writes the same values again and again: see write-literal. */
	lists: WeakMap<object, Uint8Array> | undefined = undefined;
	private capacity: number;

	constructor(capacity = 1024) {
		this.buffer = Buffer.allocUnsafe(capacity);
		this.capacity = capacity;
	}

	/** A copy of what was written since `mark`, all of it by default. */
	bytes(mark = 0): Uint8Array {
		const copy = new Uint8Array(this.size - mark);
		copy.set(this.buffer.subarray(this.capacity - this.size, this.capacity - mark));
		return copy;
	}

	/** All that was written, of a writer that is not used any more: a large result is not copied once more. */
	take(): Uint8Array {
		// a small buffer is part of a pool that others have too, and one that is mostly empty is not to be kept
		if (this.capacity < Buffer.poolSize || this.size < this.capacity / 2) return this.bytes();
		const { buffer } = this;
		return new Uint8Array(buffer.buffer, buffer.byteOffset + this.capacity - this.size, this.size);
	}

	/**
	 * Makes room for `length` bytes and gives the position in {@link buffer} before which the next byte belongs: for loops that write
	 * many small fields at once, downwards from there. {@link wrote} ends it.
	 */
	reserve(length: number): number {
		if (this.capacity - this.size < length) this.grow(length);
		return this.capacity - this.size;
	}

	/** All from `at` on is written. */
	wrote(at: number): void {
		this.size = this.capacity - at;
	}

	/** Puts all that was written to `at` in `target`, which has room for it. */
	copyTo(target: Uint8Array, at: number): void {
		target.set(this.buffer.subarray(this.capacity - this.size), at);
	}

	/** What was written, as a string of one character for each byte. */
	text(): string {
		const { buffer } = this;
		// what toString("latin1") comes to, without its way there: each call of a run with a journal is here
		return (buffer as Latin1Buffer).latin1Slice(this.capacity - this.size, this.capacity);
	}

	/** Takes back what was written since `mark`. */
	rewind(mark: number): void {
		this.size = mark;
	}

	/** Begins anew, in the same buffer. */
	reset(): void {
		this.size = 0;
	}

	/** Ends a nested message (or anything with a length) whose content was written since `mark`. */
	close(field: number, mark: number): void {
		const { size } = this;
		const length = size - mark;
		const at = this.capacity - size;
		if (length < 0x80 && field < 16 && at > 1) {
			this.buffer[at - 1] = length;
			this.buffer[at - 2] = (field << 3) | 2;
			this.size = size + 2;
			return;
		}
		this.varint(length);
		this.varint((field << 3) | 2);
	}

	/**
	 * Ends a nested message as {@link close} does, as field 2 beside `name` as field 1, and both together as `field`: a binding,
	 * an entry of a map.
	 */
	closeNamed(field: number, mark: number, name: string): void {
		const length = this.size - mark;
		const letters = name.length;
		if (letters === 0 || length + letters > 0x7f - 4 || field > 15) {
			this.closeLongNamed(field, mark, name);
			return;
		}
		if (this.capacity - this.size < letters + 6) this.grow(letters + 6);
		const { buffer } = this;
		const end = this.capacity - this.size;
		const start = end - 2 - letters;
		for (let i = 0; i < letters; i++) {
			const unit = name.charCodeAt(i);
			if (unit > 0x7f) {
				this.closeLongNamed(field, mark, name);
				return;
			}
			buffer[start + i] = unit;
		}
		buffer[end - 1] = length;
		buffer[end - 2] = 0x12;
		buffer[start - 1] = letters;
		buffer[start - 2] = 0x0a;
		buffer[start - 3] = length + letters + 4;
		buffer[start - 4] = (field << 3) | 2;
		this.size += letters + 6;
	}

	/** An integer as the only field of three messages around each other, all of number 1: a Literal or BindingData of an INTEGER. */
	integerScalar(value: number): void {
		if (this.capacity - this.size < 10) this.grow(10);
		const { buffer } = this;
		const end = this.capacity - this.size;
		let start = end - 1;
		if (value < 0x80) buffer[start] = value;
		else if (value < 0x4000) {
			buffer[start--] = value >> 7;
			buffer[start] = (value & 0x7f) | 0x80;
		} else {
			const { size } = this;
			this.varint(value);
			start = end - (this.size - size);
			this.size = size;
		}
		const length = end - start;
		buffer[start - 1] = 0x08;
		buffer[start - 2] = length + 1;
		buffer[start - 3] = 0x0a;
		buffer[start - 4] = length + 3;
		buffer[start - 5] = 0x0a;
		this.size += length + 5;
	}

	/** An unsigned number below 2^32. */
	varint(value: number): void {
		if (this.capacity - this.size < 5) this.grow(5);
		const { buffer } = this;
		if (value < 0x80) {
			this.size++;
			buffer[this.capacity - this.size] = value;
		} else this.size = this.capacity - putVarint(buffer, this.capacity - this.size, value);
	}

	/** int64 or uint64, zero included. The caller has checked its range. */
	int64(field: number, value: bigint): void {
		const number = Number(value);
		// Below 2^32 the conversion is exact, and BigInt arithmetic is slow.
		if (number >= 0 && number <= 0xffffffff) this.varint(number);
		else this.varint64(Number(value & LOW_32), Number((value >> 32n) & LOW_32));
		this.varint(field << 3);
	}

	/** int32, zero included: a negative one takes ten bytes, as int64 does. */
	int32(field: number, value: number): void {
		if (value < 0) this.varint64(value >>> 0, 0xffffffff);
		else this.varint(value);
		this.varint(field << 3);
	}

	/** uint32, enum or bool, zero included. */
	uint32(field: number, value: number): void {
		this.varint(value);
		this.varint(field << 3);
	}

	double(field: number, value: number): void {
		if (this.capacity - this.size < 8) this.grow(8);
		this.size += 8;
		this.buffer.writeDoubleLE(value, this.capacity - this.size);
		this.varint((field << 3) | 1);
	}

	float(field: number, value: number): void {
		if (this.capacity - this.size < 4) this.grow(4);
		this.size += 4;
		this.buffer.writeFloatLE(value, this.capacity - this.size);
		this.varint((field << 3) | 5);
	}

	/** A string, the empty one included. Throws WIRE_SURROGATE for half a surrogate pair. */
	string(field: number, value: string): void {
		const { length } = value;
		if (length > SHORT || field > 15) {
			this.utf8(field, value);
			return;
		}
		if (this.capacity - this.size < length + 2) this.grow(length + 2);
		const { buffer } = this;
		const start = this.capacity - this.size - length;
		for (let i = 0; i < length; i++) {
			const unit = value.charCodeAt(i);
			if (unit > 0x7f) {
				this.utf8(field, value);
				return;
			}
			buffer[start + i] = unit;
		}
		buffer[start - 1] = length;
		buffer[start - 2] = (field << 3) | 2;
		this.size += length + 2;
	}

	/** A string that is left out when empty or undefined, as proto3 has it. */
	optionalString(field: number, value: string | undefined): void {
		if (value !== undefined && value !== "") this.string(field, value);
	}

	/** Bytes as a string has them, one character each, with their length and without a tag. */
	latin1(value: string): void {
		const { length } = value;
		if (this.capacity - this.size < length) this.grow(length);
		const { buffer } = this;
		this.size += length;
		const start = this.capacity - this.size;
		if (length > SHORT) buffer.write(value, start, length, "latin1");
		else for (let i = 0; i < length; i++) buffer[start + i] = value.charCodeAt(i);
		this.varint(length);
	}

	bytesField(field: number, value: Uint8Array): void {
		this.raw(value);
		this.varint(value.length);
		this.varint((field << 3) | 2);
	}

	/** Bytes already encoded, tag and length included. */
	raw(value: Uint8Array): void {
		const { length } = value;
		if (this.capacity - this.size < length) this.grow(length);
		this.size += length;
		this.buffer.set(value, this.capacity - this.size);
	}

	private closeLongNamed(field: number, mark: number, name: string): void {
		this.close(2, mark);
		this.string(1, name);
		this.close(field, mark);
	}

	private utf8(field: number, value: string): void {
		const length = Buffer.byteLength(value, "utf8");
		// Replacement characters have the size of what they replace, so the length alone would not show them.
		if (length !== value.length && !isWellFormed(value)) {
			throw new FlyteError("WIRE_SURROGATE", `text with half a surrogate pair cannot be written: ${shown(value)}`);
		}
		if (this.capacity - this.size < length) this.grow(length);
		this.size += length;
		this.buffer.write(value, this.capacity - this.size, length, "utf8");
		this.varint(length);
		this.varint((field << 3) | 2);
	}

	private varint64(low: number, high: number): void {
		if (high === 0) {
			this.varint(low);
			return;
		}
		if (this.capacity - this.size < 10) this.grow(10);
		const groups: number[] = [];
		let lo = low >>> 0;
		let hi = high >>> 0;
		while (hi > 0 || lo > 0x7f) {
			groups.push((lo & 0x7f) | 0x80);
			lo = ((lo >>> 7) | (hi << 25)) >>> 0;
			hi >>>= 7;
		}
		groups.push(lo);
		this.size += groups.length;
		this.buffer.set(groups, this.capacity - this.size);
	}

	private grow(needed: number): void {
		const { size } = this;
		const capacity = Math.max(this.capacity * 2, size + needed + 16);
		const larger = Buffer.allocUnsafe(capacity);
		larger.set(this.buffer.subarray(this.capacity - size), capacity - size);
		this.buffer = larger;
		this.capacity = capacity;
	}
}

/** Writes an unsigned number below 2^32 in a buffer with room for five bytes, before `end`; gives where it starts. */
export function putVarint(buffer: Uint8Array, end: number, value: number): number {
	if (value < 0x80) {
		buffer[end - 1] = value;
		return end - 1;
	}
	const start = end - (value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5);
	let at = start;
	let rest = value;
	while (rest > 0x7f) {
		buffer[at++] = (rest & 0x7f) | 0x80;
		rest >>>= 7;
	}
	buffer[at] = rest;
	return start;
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
