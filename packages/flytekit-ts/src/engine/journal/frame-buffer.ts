import type { LiteralMap } from "../../types/literal.js";
import { Writer } from "../../wire/codec/writer.js";
import { FRAME, seal, writeFrame } from "./frame.js";
import { isPackable, type PackableCall, PackedCalls } from "./packed-calls.js";
import { type PackableElements, writeElements } from "./packed-elements.js";
import type { JournalRecord, StatesRecord } from "./record.js";

/** A buffer that has grown larger than this is let go. */
const LARGE = 4 << 20;
/** Elements whose frame would be larger than this do not share one. */
const MOST_BYTES = 1 << 13;

/** Records in line for a commit, one frame after the other in one buffer. */
export class FrameBuffer {
	count = 0;
	#length = 0;
	#bytes = Buffer.allocUnsafeSlow(1 << 14);
	/** Come after all that is in {@link #bytes}. */
	readonly #packed = new PackedCalls();
	#elements = new Writer(MOST_BYTES);
	/** Elements of the next frame. */
	#share = Number.POSITIVE_INFINITY;
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

	/** Adds elements of an array, a frame of their own or some; false where each needs a record, and nothing was added. */
	addElements(elements: PackableElements): boolean {
		this.#seal();
		const [length, count] = [this.#length, this.count];
		const all = elements.count;
		try {
			let from = 0;
			while (from < all) {
				const added = this.#addSome(elements, from, Math.min(this.#share, all - from));
				if (added === undefined) break;
				from += added;
			}
			if (from === all) return true;
		} catch {
			// the one that has no wire form is found when each is written
		}
		this.#length = length;
		this.count = count;
		return false;
	}

	/** Adds so many elements, or fewer where they are large: how many. Undefined where each needs a record. */
	#addSome(elements: PackableElements, from: number, count: number): number | undefined {
		const w = this.#elements;
		w.reset();
		const outputs = writeElements(w, elements, from, count);
		if (outputs === undefined) return undefined;
		const { size } = w;
		if (size > LARGE) this.#elements = new Writer(MOST_BYTES);
		if (size > MOST_BYTES && count > 1) {
			this.#share = Math.max(1, Math.floor((count * MOST_BYTES) / size));
			return 0;
		}
		if (size < MOST_BYTES / 2) this.#share = 2 * count;
		this.#length = seal(this.#roomFor(size + FRAME), this.#length, w);
		this.count += count;
		elements.wrote?.(outputs, count);
		return count;
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
