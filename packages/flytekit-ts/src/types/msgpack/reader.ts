import { ValueProblem } from "../convert/problem.js";

/**
 * What MessagePack or JSON says, before a type gives it meaning. Integers beyond 2^53 are bigints. Maps keep every key as data,
 * `__proto__` included.
 */
export type Raw = null | boolean | number | bigint | string | Uint8Array | readonly Raw[] | RawMap;
export type RawMap = ReadonlyMap<string, Raw>;

/** Deepest nesting that is read: what flytekit's own packer can write is 511. */
const MAX_DEPTH = 512;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SHORT = 24;

/** Reads one MessagePack value. */
export class MsgpackReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = 0;
	#depth = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Offset of the next byte. */
	get position(): number {
		return this.#at;
	}

	/** Goes to an offset that {@link position} gave. */
	seek(position: number): void {
		this.#at = position;
	}

	/** The next value. Throws TYPES_BINARY_INVALID at the first byte that cannot be. */
	value(): Raw {
		const at = this.#at;
		const head = this.#uint(1);
		if (head < 0x80) return head;
		if (head < 0x90) return this.#map(head & 0x0f);
		if (head < 0xa0) return this.#array(head & 0x0f);
		if (head < 0xc0) return this.#string(head & 0x1f);
		if (head >= 0xe0) return head - 0x100;
		switch (head) {
			case 0xc0:
				return null;
			case 0xc2:
				return false;
			case 0xc3:
				return true;
			case 0xc4:
			case 0xc5:
			case 0xc6:
				return this.#take(this.#uint(1 << (head - 0xc4))).slice();
			case 0xca:
				return this.#view.getFloat32(this.#skip(4));
			case 0xcb:
				return this.#view.getFloat64(this.#skip(8));
			case 0xcc:
			case 0xcd:
			case 0xce:
				return this.#uint(1 << (head - 0xcc));
			case 0xcf:
				return narrow(this.#view.getBigUint64(this.#skip(8)));
			case 0xd0:
				return this.#view.getInt8(this.#skip(1));
			case 0xd1:
				return this.#view.getInt16(this.#skip(2));
			case 0xd2:
				return this.#view.getInt32(this.#skip(4));
			case 0xd3:
				return narrow(this.#view.getBigInt64(this.#skip(8)));
			case 0xd9:
			case 0xda:
			case 0xdb:
				return this.#string(this.#uint(1 << (head - 0xd9)));
			case 0xdc:
			case 0xdd:
				return this.#array(this.#uint(2 << (head - 0xdc)));
			case 0xde:
			case 0xdf:
				return this.#map(this.#uint(2 << (head - 0xde)));
			default:
				throw invalid(
					`byte 0x${head.toString(16)} at ${at} is ${head === 0xc1 ? "not MessagePack" : "an extension type, which Flyte's structs do not use"}`,
				);
		}
	}

	/** Enters a map: the number of its pairs; undefined, with nothing read, when the next value is none. */
	tryMapHead(): number | undefined {
		return this.#tryHead(0x80, 0xde);
	}

	/** Enters a list: the number of its items; undefined, with nothing read, when the next value is none. */
	tryArrayHead(): number | undefined {
		return this.#tryHead(0x90, 0xdc);
	}

	#tryHead(fix: number, wide: number): number | undefined {
		const head = this.#bytes[this.#at];
		if (head === undefined) throw this.#cut(1);
		if ((head & 0xf0) === fix) {
			this.#at++;
			return head & 0x0f;
		}
		if (head !== wide && head !== wide + 1) return undefined;
		this.#at++;
		return this.#uint(2 << (head - wide));
	}

	#array(n: number): Raw[] {
		this.#enter(n);
		const items: Raw[] = [];
		for (let i = 0; i < n; i++) items.push(this.value());
		this.#depth--;
		return items;
	}

	#map(n: number): RawMap {
		this.#enter(n * 2);
		const map = new Map<string, Raw>();
		for (let i = 0; i < n; i++) {
			const at = this.#at;
			const key = this.value();
			map.set(keyOf(key, at), this.value());
		}
		this.#depth--;
		return map;
	}

	/** A hostile head cannot make us reserve memory: each item has at least a byte. */
	#enter(items: number): void {
		if (++this.#depth > MAX_DEPTH) throw invalid(`nested deeper than ${MAX_DEPTH} at byte ${this.#at}`);
		if (items > this.#bytes.length - this.#at) throw this.#cut(items);
	}

	#string(n: number): string {
		const bytes = this.#bytes;
		const start = this.#at;
		if (n < SHORT && start + n <= bytes.length) {
			let text = "";
			let i = start;
			for (; i < start + n; i++) {
				const c = bytes[i] as number;
				if (c > 0x7f) break;
				text += String.fromCharCode(c);
			}
			if (i === start + n) {
				this.#at = i;
				return text;
			}
		}
		const part = this.#take(n);
		try {
			return utf8.decode(part);
		} catch {
			throw invalid(`the text at byte ${start} is not UTF-8`);
		}
	}

	#take(n: number): Uint8Array {
		const start = this.#skip(n);
		return this.#bytes.subarray(start, start + n);
	}

	#uint(size: number): number {
		const at = this.#skip(size);
		return size === 1 ? (this.#bytes[at] as number) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
	}

	#skip(n: number): number {
		const at = this.#at;
		if (at + n > this.#bytes.length) throw this.#cut(n);
		this.#at = at + n;
		return at;
	}

	#cut(n: number): ValueProblem {
		return invalid(`${n} more bytes are needed at ${this.#at}, and there are ${this.#bytes.length - this.#at}`);
	}
}

/** The one value that the bytes are. Throws TYPES_BINARY_INVALID, also for anything behind it. */
export function unpack(bytes: Uint8Array): Raw {
	const reader = new MsgpackReader(bytes);
	const value = reader.value();
	if (reader.position !== bytes.length) throw invalid(`${bytes.length - reader.position} bytes follow the value`);
	return value;
}

/** Python's dicts may have keys that are no strings: they are read as their text. */
function keyOf(key: Raw, at: number): string {
	if (typeof key === "string") return key;
	if (typeof key === "number" || typeof key === "bigint" || typeof key === "boolean" || key === null)
		return String(key);
	throw invalid(`the key at byte ${at} is not a text`);
}

function narrow(value: bigint): number | bigint {
	return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;
}

function invalid(what: string): ValueProblem {
	return new ValueProblem(
		"TYPES_BINARY_INVALID",
		`the binary value is not readable MessagePack: ${what}`,
		"check what wrote it; a Flyte struct is one MessagePack value",
	);
}
