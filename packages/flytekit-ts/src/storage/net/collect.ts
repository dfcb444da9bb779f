import type { Incoming } from "./resuming-read.js";

/** All bytes of what is on its way. */
export async function collectIncoming({ size, chunks }: Incoming): Promise<Uint8Array> {
	if (size === undefined) {
		const parts: Uint8Array[] = [];
		for await (const chunk of chunks) parts.push(chunk);
		return new Uint8Array(Buffer.concat(parts));
	}
	const whole = new Uint8Array(size);
	let offset = 0;
	for await (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return whole;
}
