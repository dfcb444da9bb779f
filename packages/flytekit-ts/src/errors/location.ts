import { isAbsolute, relative } from "node:path";

/** A place in a user's source, 1-based as editors show it. */
export interface SourceLocation {
	/** Path of the file: absolute, or relative to the project's root where a manifest carries it. */
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

/** `file:line:column`, the form terminals and editors turn into a link. */
export function formatLocation(at: SourceLocation): string {
	return `${at.file}:${at.line}:${at.column}`;
}

/** As {@link formatLocation}, for a place in a sentence: the file as seen from the working directory, where it is inside. */
export function formatPlace(at: SourceLocation): string {
	const seen = isAbsolute(at.file) ? relative(process.cwd(), at.file) : at.file;
	const inside = seen !== "" && !isAbsolute(seen) && !/^\.\.(?:[\\/]|$)/.test(seen);
	return formatLocation(inside ? { ...at, file: seen } : at);
}
