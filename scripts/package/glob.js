/**
 * Whether a path matches a pattern of literal text, `*` (within one folder) and `**` (any folders, none too).
 * @param {string} path
 * @param {string} pattern
 */
export function matchesGlob(path, pattern) {
	const source = pattern
		.split(/(\*\*\/|\*)/)
		.map((part) =>
			part === "**/" ? "(?:[^/]+/)*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
		)
		.join("");
	return new RegExp(`^${source}$`).test(path);
}
