import { readdirSync, readFileSync } from "node:fs";

/**
 * Checks the error codes of errors/codes: unique, explained, and each first word (`TYPES_`, `LOADER_`) in one file only,
 * so that a code tells where to look.
 * @param {string} folder
 * @returns {{ problems: string[], count: number }}
 */
export function checkErrorCodes(folder) {
	/** @type {Map<string, string>} */
	const places = new Map();
	/** @type {Map<string, string>} */
	const areas = new Map();
	const problems = [];
	for (const file of readdirSync(folder).sort()) {
		if (!file.endsWith(".ts") || file === "index.ts" || file.endsWith(".test.ts")) continue;
		const text = readFileSync(`${folder}/${file}`, "utf8");
		for (const match of text.matchAll(/^\t"?([A-Za-z0-9_]+)"?:\s*(?:\n\s*)?(["'`])(.*)/gm)) {
			const [, code = "", , explanation = ""] = match;
			const at = `errors/codes/${file}:${text.slice(0, match.index).split("\n").length}`;
			const area = code.split("_", 1)[0] ?? "";
			const other = places.get(code);
			if (other !== undefined) problems.push(`${at}: ${code} is also defined at ${other}`);
			else if ((areas.get(area) ?? file) !== file)
				problems.push(`${at}: ${code}: codes of ${area} live in ${areas.get(area)}`);
			if (!/^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(code)) problems.push(`${at}: ${code} is not written as AREA_WHAT_IS_WRONG`);
			if (explanation.length < 20) problems.push(`${at}: ${code} has no explanation`);
			places.set(code, other ?? at);
			areas.set(area, areas.get(area) ?? file);
		}
	}
	return { problems, count: places.size };
}
