import { readdirSync, readFileSync } from "node:fs";

/** Areas whose file holds codes of a folder without a file of its own. */
const alsoHolds = new Map([["CLI", ["LOADER"]]]);

/**
 * Checks the error codes of errors/codes: unique across areas, named after their area, and explained.
 * @param {string} folder
 * @returns {{ problems: string[], count: number }}
 */
export function checkErrorCodes(folder) {
	/** @type {Map<string, string>} */
	const owner = new Map();
	const problems = [];
	for (const file of readdirSync(folder).sort()) {
		if (!file.endsWith(".ts") || file === "index.ts" || file.endsWith(".test.ts")) continue;
		const area = file.slice(0, -3).replaceAll("-", "_").toUpperCase();
		const text = readFileSync(`${folder}/${file}`, "utf8");
		for (const match of text.matchAll(/^\t"?([A-Za-z0-9_]+)"?:\s*(?:\n\s*)?(["'`])(.*)/gm)) {
			const [, code = "", , explanation = ""] = match;
			const at = `errors/codes/${file}:${text.slice(0, match.index).split("\n").length}`;
			const other = owner.get(code);
			if (other !== undefined) problems.push(`${at}: ${code} is also defined at ${other}`);
			if (![area, ...(alsoHolds.get(area) ?? [])].some((prefix) => code.startsWith(`${prefix}_`)))
				problems.push(`${at}: ${code} does not start with ${area}_`);
			if (explanation.length < 20) problems.push(`${at}: ${code} has no explanation`);
			owner.set(code, at);
		}
	}
	return { problems, count: owner.size };
}
