import { crc32 } from "node:zlib";

const encoder = new TextEncoder();
const HEAD = 4;
/** The first byte of an answer that has a checksum: no literal's encoding begins with it. */
const MARK = 0xff;

/** The answer to a gate (flyteidl.core.Literal) as the store has it: with a checksum over whose answer it is, too. */
export function checkedAnswer(run: string, gate: string, answer: Uint8Array): Uint8Array {
	const stored = Buffer.alloc(1 + HEAD + answer.length);
	stored[0] = MARK;
	stored.writeUInt32LE(checksum(run, gate, answer), 1);
	stored.set(answer, 1 + HEAD);
	return stored;
}

/** The answer; undefined where it is damaged. One of before there was a checksum is taken as it is. */
export function answerIn(run: string, gate: string, stored: Uint8Array): Uint8Array | undefined {
	if (stored[0] !== MARK) return isOld(stored) ? stored : undefined;
	const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
	const answer = bytes.subarray(1 + HEAD);
	return bytes.length >= 1 + HEAD && checksum(run, gate, answer) === bytes.readUInt32LE(1)
		? new Uint8Array(answer)
		: undefined;
}

/** It begins with a field of flyteidl.core.Literal, all of them messages or bytes: a mark with one wrong bit does not. */
function isOld(stored: Uint8Array): boolean {
	const first = stored[0] ?? 0;
	return first < 0x80 && (first & 7) === 2;
}

function checksum(run: string, gate: string, answer: Uint8Array): number {
	return crc32(answer, crc32(encoder.encode(JSON.stringify([run, gate]))));
}
