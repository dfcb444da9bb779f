import type { Census, FileCensus, PackageTotals } from "./census.js";

/** How many files and packages a report names. */
const TOP = 10;

/** Adds the files up: totals, the largest files, and a row for each package. */
export function summarise(files: readonly FileCensus[]): Census {
	const packages = new Map<string, PackageTotals>();
	const total = { files: 0, lines: 0, exports: 0, imports: 0 };
	for (const file of files) {
		let row = packages.get(file.package);
		if (row === undefined) {
			row = { name: file.package, files: 0, lines: 0, exports: 0, imports: 0 };
			packages.set(file.package, row);
		}
		for (const sum of [total, row]) {
			sum.files++;
			sum.lines += file.lines;
			sum.exports += file.exports;
			sum.imports += file.imports;
		}
	}
	const byLines = (a: { lines: number }, b: { lines: number }) => b.lines - a.lines;
	return {
		...total,
		largest: [...files].sort((a, b) => byLines(a, b) || (a.path < b.path ? -1 : 1)).slice(0, TOP),
		packages: [...packages.values()].sort((a, b) => byLines(a, b) || (a.name < b.name ? -1 : 1)),
	};
}

/** The report that people read. */
export function reportText(census: Census): string {
	const { files, lines, exports, imports } = census;
	const head = `${count(files)} declaration files, ${count(lines)} lines, ${count(exports)} exported names, ${count(imports)} imports`;
	const largest = table(
		["lines", "longest", "exports", "imports", "file"],
		census.largest.map((file) => [file.lines, file.longestLine, file.exports, file.imports, file.path]),
	);
	const shown = census.packages.slice(0, TOP);
	const rest = census.packages.slice(TOP);
	const rows: (string | number)[][] = shown.map((row) => [row.lines, row.files, row.exports, row.imports, row.name]);
	if (rest.length > 0) {
		const sum = (key: "lines" | "files" | "exports" | "imports") => rest.reduce((n, row) => n + row[key], 0);
		rows.push([sum("lines"), sum("files"), sum("exports"), sum("imports"), `${rest.length} more packages`]);
	}
	const packages = table(["lines", "files", "exports", "imports", "package"], rows);
	return `${head}\n\nLargest files\n${largest}\n\nBy package\n${packages}\n`;
}

/** Columns of figures, right-aligned, then one of text. */
function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const cells = [titles, ...rows.map((row) => row.map((cell) => (typeof cell === "number" ? count(cell) : cell)))];
	const last = titles.length - 1;
	const widths = titles.map((_, i) => Math.max(...cells.map((row) => (row[i] as string).length)));
	return cells
		.map((row) => row.map((cell, i) => (i === last ? cell : cell.padStart(widths[i] as number))).join("  "))
		.join("\n");
}

function count(n: number): string {
	return n.toLocaleString("en-US");
}
