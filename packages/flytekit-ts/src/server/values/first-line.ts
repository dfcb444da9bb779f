/** The first line of a message, at most 200 characters of it. */
export function firstLine(text: string): string {
	const end = text.indexOf("\n");
	const line = end === -1 ? text : text.slice(0, end);
	return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
