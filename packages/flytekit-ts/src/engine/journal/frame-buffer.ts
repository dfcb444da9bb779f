import type { LiteralMap } from "../../types/literal.js";
import { FRAME, seal, writeFrame } from "./frame.js";
import { isPackable, type PackableCall, PackedCalls } from "./packed-calls.js";
import type { JournalRecord, StatesRecord } from "./record.js";

/** A buffer that has grown larger than this is let go. */
const LARGE = 4 << 20;

/** Records in line for a commit, one frame after the other in one buffer. */
export class FrameBuffer {
	count = 0;
	#length = 0;
	#bytes = Buffer.allocUnsafeSlow(1 << 14);
	/** Come after all that is in {@link #bytes}. */
	readonly #packed = new PackedCalls();
	readonly #room = (size: number): Buffer => this.#roomFor(size);

	/** Bytes that are in line, but for a few. */
	get length(): number {
		return this.#length + this.#packed.body.size;
	}

	add(record: JournalRecord | StatesRecord): void {
		this.#seal();
		this.#length = writeFrame(record, this.#room, this.#length);
		this.count++;
	}

	/** Adds a call beside others like it; false where it needs a record of its own. Throws WIRE_* for outputs that have no wire form. */
	addCall(call: PackableCall, outputs: LiteralMap, tookUs: number): boolean {
		if (!isPackable(tookUs)) return false;
		const packed = this.#packed;
		if (!packed.takes(call)) {
			this.#seal();
			packed.takes(call);
		}
		packed.add(call, outputs, tookUs);
		this.count++;
		if (packed.isFull) this.#seal();
		return true;
	}

	/** What is in it; true until the next record. */
	take(): Uint8Array {
		this.#seal();
		return this.#bytes.subarray(0, this.#length);
	}

	clear(): void {
		this.count = 0;
		this.#length = 0;
		this.#packed.clear();
		if (this.#bytes.length > LARGE) this.#bytes = Buffer.allocUnsafeSlow(1 << 14);
	}

	#seal(): void {
		const packed = this.#packed;
		if (packed.count === 0) return;
		packed.end();
		this.#length = seal(this.#roomFor(packed.body.size + FRAME), this.#length, packed.body);
		packed.clear();
	}

	#roomFor(size: number): Buffer {
		if (this.#bytes.length - this.#length < size) {
			const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + size));
			larger.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = larger;
		}
		return this.#bytes;
	}
}
