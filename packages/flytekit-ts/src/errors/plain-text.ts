// What a terminal would act on instead of showing: escape sequences (CSI, OSC and the like, up to their end), control
// characters but tab and newline, and the marks that reorder text.
const ESCAPES =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
	/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * `text` as it may be printed on a terminal: escape sequences, control characters and direction overrides taken out, so
 * that no name or message can move the cursor, recolour or disguise anything. Tabs and newlines stay; CRLF becomes LF.
 */
export function plainText(text: string): string {
	return text.replace(ESCAPES, "").replace(CONTROLS, "");
}

/** {@link plainText} on one line of at most `max` characters; what is cut shows as `…`. */
export function plainLine(text: string, max = Number.POSITIVE_INFINITY): string {
	// a name may be megabytes: look only at what can be shown
	const head = Number.isFinite(max) && text.length > max * 8 ? text.slice(0, max * 8) : text;
	const line = plainText(head).replace(/\s+/g, " ").trim();
	if (line.length <= max && head.length === text.length) return line;
	return `${trimHalfPair(line.slice(0, Math.max(0, max - 1)))}…`;
}

/** Without the first half of a surrogate pair whose second half was cut off. */
function trimHalfPair(text: string): string {
	const last = text.charCodeAt(text.length - 1);
	return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
