/** Longest error text that is kept, in bytes of UTF-8: what Flyte's engine still reads and shows. */
export const MAX_ERROR_TEXT_BYTES = 64 * 1024;

const encoder = new TextEncoder();

const NOTE = /\n\.\.\. \[cut: (\d+) characters left out\] \.\.\.\n/;

/**
 * `text` in at most `maxBytes` bytes of well-formed UTF-8. What is too long keeps its head and its tail, with a line between
 * that says how much is missing, also where a text is cut again; lone surrogates become U+FFFD.
 */
export function cutText(text: string, maxBytes: number = MAX_ERROR_TEXT_BYTES): string {
	if (text.length * 3 <= maxBytes) return wellFormed(text);
	if (text.length <= maxBytes) {
		const whole = wellFormed(text);
		if (Buffer.byteLength(whole) <= maxBytes) return whole;
	}
	// room for the longest note: a text has at most 2^29 characters
	const half = Math.max(0, Math.floor((maxBytes - noteOf(2 ** 30).length) / 2));
	const cut = NOTE.exec(text);
	const before = cut === null ? text : text.slice(0, cut.index);
	const after = cut === null ? text : text.slice(cut.index + cut[0].length);
	const head = headOf(before, half);
	const tail = tailOf(after, half);
	const had = cut === null ? text.length : before.length + after.length + Number(cut[1]);
	return head + noteOf(had - head.length - tail.length) + tail;
}

function noteOf(missing: number): string {
	return `\n... [cut: ${missing} characters left out] ...\n`;
}

function headOf(text: string, bytes: number): string {
	const head = wellFormed(text.slice(0, bytes));
	const { read } = encoder.encodeInto(head, new Uint8Array(bytes));
	return head.slice(0, read);
}

function tailOf(text: string, bytes: number): string {
	const tail = wellFormed(text.slice(Math.max(0, text.length - bytes)));
	let from = tail.length;
	let used = 0;
	while (from > 0) {
		const unit = tail.charCodeAt(from - 1);
		const isPair = unit >= 0xdc00 && unit <= 0xdfff;
		used += isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
		if (used > bytes) break;
		from -= isPair ? 2 : 1;
	}
	return tail.slice(from);
}

function wellFormed(text: string): string {
	// with the u flag a pair is one character, so only lone halves match
	return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}
