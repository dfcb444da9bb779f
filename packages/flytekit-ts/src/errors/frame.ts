/** Longest line a frame prints; longer ones are cut around the column. */
const WIDTH = 120;

/**
 * Source lines around a place, with a caret below it: two lines before, one after.
 *
 * ```text
 *   1 | import { task } from "flytekit-ts";
 *   2 |
 * > 3 | export const f = task(({ s }: { s: Set<string> }) => s.size);
 *     |                                 ^
 * ```
 *
 * @param text the whole file
 * @param line 1-based; a line outside the text gives ""
 * @param column 1-based, in UTF-16 units as editors count
 * @param length how many carets, cut at the line's end
 */
export function sourceFrame(text: string, line: number, column: number, length = 1): string {
	const lines = text.split(/\r\n|\n|\r/);
	if (line < 1 || line > lines.length) return "";
	const first = Math.max(1, line - 2);
	const last = Math.min(lines.length, line + 1);
	const digits = String(last).length;
	const rows: string[] = [];
	for (let n = first; n <= last; n++) {
		const whole = lines[n - 1] ?? "";
		const { shown, offset } = n === line ? around(whole, column) : around(whole, 1);
		rows.push(`${n === line ? ">" : " "} ${String(n).padStart(digits)} | ${shown}`.trimEnd());
		if (n === line) {
			const at = Math.max(0, column - 1 - offset);
			const carets = "^".repeat(Math.max(1, Math.min(length, shown.length - at)));
			// Tabs stay tabs, so that the caret stands right whatever their width.
			rows.push(`  ${" ".repeat(digits)} | ${shown.slice(0, at).replace(/[^\t]/g, " ")}${carets}`);
		}
	}
	return rows.join("\n");
}

/** The part of a line to show, and how many characters it leaves out in front. */
function around(text: string, column: number): { shown: string; offset: number } {
	if (text.length <= WIDTH) return { shown: text, offset: 0 };
	const offset = Math.max(0, Math.min(column - 1 - WIDTH / 2, text.length - WIDTH));
	return { shown: text.slice(offset, offset + WIDTH), offset };
}
