import { type ErrorCode, FlyteError } from "../../errors/index.js";

/** Deepest nesting of messages that is followed: far above what any writer makes, far below the stack's end. */
const MAX_MESSAGE_DEPTH = 320;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Wire types. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * Reads protobuf within bounds: every nested message ends inside the one that holds it, text is valid UTF-8, and each
 * refusal says at which byte and inside what. Nothing is read past the end, whatever the bytes claim.
 */
export class Reader {
	readonly #buffer: Buffer;
	readonly #view: DataView;
	/** What is being read, outermost first: message names and map keys. */
	readonly #inside: string[];
	#at = 0;
	#end: number;

	constructor(bytes: Uint8Array, what: string) {
		this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#end = bytes.byteLength;
		this.#inside = [what];
	}

	/** Offset of the next byte. */
	get offset(): number {
		return this.#at;
	}

	/** Whether the message being read has more fields. */
	get more(): boolean {
		return this.#at < this.#end;
	}

	/** The next field's tag: number and wire type. */
	tag(): number {
		const start = this.#at;
		const tag = this.varint();
		if (tag >>> 3 === 0) throw this.error("WIRE_MALFORMED", "field number 0", start);
		return tag;
	}

	/** Starts a nested message; hand what it returns to {@link leave} when its fields are read. */
	enter(what: string): number {
		const start = this.#at;
		const length = this.varint();
		const end = this.#at + length;
		if (end > this.#end) {
			throw this.error("WIRE_TRUNCATED", `${what} claims ${length} bytes, ${this.#end - this.#at} are left`, start);
		}
		if (this.#inside.length >= MAX_MESSAGE_DEPTH) {
			throw this.error("WIRE_DEPTH", `messages are nested deeper than ${MAX_MESSAGE_DEPTH} levels`, start);
		}
		this.#inside.push(what);
		const outer = this.#end;
		this.#end = end;
		return outer;
	}

	leave(outer: number): void {
		this.#inside.pop();
		this.#end = outer;
	}

	/** Tells errors the key of the map entry that is being read. */
	label(key: string): void {
		this.#inside[this.#inside.length - 1] = key;
	}

	/** A varint cut to 32 bits, unsigned, as protobuf readers do. */
	varint(): number {
		const buffer = this.#buffer;
		const start = this.#at;
		if (start < this.#end) {
			const first = buffer[start] as number;
			if (first < 0x80) {
				this.#at = start + 1;
				return first;
			}
		}
		let low = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			const byte = this.#byte(start);
			if (shift < 28) low |= (byte & 0x7f) << shift;
			else if (shift === 28) low |= (byte & 0x0f) << 28;
			if (byte < 0x80) return low >>> 0;
		}
		throw this.error("WIRE_MALFORMED", "a number longer than ten bytes", start);
	}

	int32(): number {
		return this.varint() | 0;
	}

	bool(): boolean {
		return this.uint64() !== 0n;
	}

	int64(): bigint {
		return BigInt.asIntN(64, this.uint64());
	}

	uint64(): bigint {
		const start = this.#at;
		let low = 0;
		let middle = 0;
		let high = 0;
		for (let i = 0; i < 10; i++) {
			const byte = this.#byte(start);
			if (i < 4) low |= (byte & 0x7f) << (7 * i);
			else if (i < 8) middle |= (byte & 0x7f) << (7 * (i - 4));
			else high |= (byte & 0x7f) << (7 * (i - 8));
			if (byte < 0x80) {
				if (middle === 0 && high === 0) return BigInt(low);
				return BigInt.asUintN(64, BigInt(low) | (BigInt(middle) << 28n) | (BigInt(high) << 56n));
			}
		}
		throw this.error("WIRE_MALFORMED", "a number longer than ten bytes", start);
	}

	double(): number {
		const at = this.#take(8);
		return this.#view.getFloat64(at, true);
	}

	float(): number {
		const at = this.#take(4);
		return this.#view.getFloat32(at, true);
	}

	string(): string {
		const length = this.varint();
		const at = this.#take(length);
		const buffer = this.#buffer;
		const end = at + length;
		let ascii = true;
		for (let i = at; i < end; i++) {
			if ((buffer[i] as number) > 0x7f) {
				ascii = false;
				break;
			}
		}
		if (ascii) return buffer.toString("latin1", at, end);
		try {
			return decoder.decode(buffer.subarray(at, end));
		} catch (cause) {
			throw this.error("WIRE_TEXT", `text of ${length} bytes that is not UTF-8`, at, cause);
		}
	}

	/** A copy: it must not keep the whole file alive, nor change with it. */
	bytes(): Uint8Array {
		const length = this.varint();
		const at = this.#take(length);
		return Uint8Array.prototype.slice.call(this.#buffer, at, at + length);
	}

	/** Passes over an unknown field. */
	skip(tag: number): void {
		const start = this.#at;
		switch (tag & 7) {
			case VARINT:
				this.uint64();
				return;
			case FIXED64:
				this.#take(8);
				return;
			case BYTES:
				this.#take(this.varint());
				return;
			case FIXED32:
				this.#take(4);
				return;
			default:
				throw this.error("WIRE_MALFORMED", `wire type ${tag & 7} of field ${tag >>> 3}`, start);
		}
	}

	/** An error that says where: byte and what it belongs to. */
	error(code: ErrorCode, problem: string, at = this.#at, cause?: unknown): FlyteError {
		const summary = `${problem}, at byte ${at} of ${this.#buffer.length}, in ${this.#inside.slice(0, 12).join(" > ")}`;
		return new FlyteError(code, summary, cause === undefined ? {} : { cause });
	}

	#byte(start: number): number {
		if (this.#at >= this.#end) throw this.error("WIRE_TRUNCATED", "the bytes end inside a number", start);
		return this.#buffer[this.#at++] as number;
	}

	#take(length: number): number {
		const at = this.#at;
		if (at + length > this.#end) {
			throw this.error("WIRE_TRUNCATED", `${length} bytes wanted, ${this.#end - at} are left`, at);
		}
		this.#at = at + length;
		return at;
	}
}
