/** The column that says of which type each of the others is. */
const TYPES = "types of the row";

/**
 * A select that gives the rows of another one with their text as bytes: the driver ends the whole process where text is no UTF-8, and
 * in a damaged row any column may be read as text. {@link withText} makes of its rows what the other would have given.
 */
export function withoutText(select: string, columns: readonly string[]): string {
	const names = columns.map((name) => `"${name}"`);
	const values = names.map((name) => `iif(typeof(${name}) = 'text', cast(${name} as blob), ${name}) as ${name}`);
	const types = names.map((name) => `typeof(${name})`).join(" || ' ' || ");
	return `select ${values.join(", ")}, ${types} as "${TYPES}" from (${select})`;
}

/** A row with its text as text; with replacement characters where that is no UTF-8, so that it is not what was written. */
export function withText(row: Readonly<Record<string, unknown>>, columns: readonly string[]): Record<string, unknown> {
	const types = (row[TYPES] as string).split(" ");
	// the driver gives bytes as a Buffer from one call and as an ArrayBuffer from another: from() takes both
	return Object.fromEntries(
		columns.map((name, i) => [
			name,
			types[i] === "text" ? Buffer.from(row[name] as ArrayBuffer).toString("utf8") : row[name],
		]),
	);
}
