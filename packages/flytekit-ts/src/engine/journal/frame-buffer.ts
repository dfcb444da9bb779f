import { FRAME, type JournalRecord, writeFrame } from "./record.js";

/** A buffer that has grown larger than this is let go. */
const LARGE = 4 << 20;

/** Records in line for a commit, one frame after the other in one buffer. */
export class FrameBuffer {
	count = 0;
	length = 0;
	#bytes = Buffer.allocUnsafeSlow(1 << 14);

	add(record: JournalRecord): void {
		this.length = writeFrame(record, (size) => this.#room(size + FRAME), this.length);
		this.count++;
	}

	/** What is in it; true until the next {@link add}. */
	get bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.length);
	}

	clear(): void {
		this.count = 0;
		this.length = 0;
		if (this.#bytes.length > LARGE) this.#bytes = Buffer.allocUnsafeSlow(1 << 14);
	}

	#room(size: number): Buffer {
		if (this.#bytes.length - this.length < size) {
			const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.length + size));
			larger.set(this.bytes);
			this.#bytes = larger;
		}
		return this.#bytes;
	}
}
