/** The column that says of each of the others whether it is text: a 1 or a 0 for each. */
const TEXTS = "texts of the row";
const ONE = 0x31;

/**
 * A select that gives the rows of another one with their text as bytes: the driver ends the whole process where text is no UTF-8, and
 * in a damaged row any column may be read as text. {@link withText} makes of its rows what the other would have given.
 */
export function withoutText(select: string, columns: readonly string[]): string {
	const names = columns.map((name) => `"${name}"`);
	const values = names.map((name) => `iif(typeof(${name}) = 'text', cast(${name} as blob), ${name}) as ${name}`);
	const texts = names.map((name) => `(typeof(${name}) = 'text')`).join(" || ");
	return `select ${values.join(", ")}, '' || ${texts} as "${TEXTS}" from (${select})`;
}

/** A row with its text as text; with replacement characters where that is no UTF-8, so that it is not what was written. */
export function withText(row: Readonly<Record<string, unknown>>, columns: readonly string[]): Record<string, unknown> {
	const texts = row[TEXTS] as string;
	const read: Record<string, unknown> = {};
	for (let i = 0; i < columns.length; i++) {
		const name = columns[i] as string;
		read[name] = texts.charCodeAt(i) === ONE ? utf8(row[name]) : row[name];
	}
	return read;
}

/** The driver gives bytes as a Buffer from one call and as an ArrayBuffer from another. */
function utf8(bytes: unknown): string {
	return (bytes instanceof ArrayBuffer ? Buffer.from(bytes) : (bytes as Buffer)).toString("utf8");
}
