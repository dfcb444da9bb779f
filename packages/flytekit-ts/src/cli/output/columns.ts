/** Rows of two columns, the second aligned and wrapped to the width. */
export function twoColumns(rows: readonly (readonly [string, string])[], width = 100, indent = "  "): string {
	const widest = Math.min(36, Math.max(0, ...rows.map(([left]) => left.length)));
	const room = Math.max(30, width - widest - indent.length - 2);
	let text = "";
	for (const [left, right] of rows) {
		const [first = "", ...more] = wrap(right, room);
		const pad = indent + " ".repeat(widest + 2);
		text +=
			left.length > widest
				? `${indent}${left}\n${pad}${first}`.trimEnd()
				: `${indent}${left.padEnd(widest + 2)}${first}`.trimEnd();
		text += `\n${more.map((line) => `${pad}${line}\n`).join("")}`;
	}
	return text;
}

/** Lines of at most `width` characters, broken at spaces; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split("\n")) {
		let line = "";
		for (const word of paragraph.split(" ")) {
			if (line !== "" && line.length + 1 + word.length > width) {
				lines.push(line);
				line = word;
			} else line = line === "" ? word : `${line} ${word}`;
		}
		lines.push(line);
	}
	return lines;
}
