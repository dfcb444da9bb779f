import { plainLine } from "../../errors/index.js";

/** A piece of a line with how it looks. Styles are applied after the line was cut, so that no sequence is cut in half. */
export interface Segment {
	readonly text: string;
	readonly style?: (text: string) => string;
}

// Characters that take two columns, roughly: East Asian wide ones and pictures.
const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const ZERO = /\p{Mn}|\p{Me}|[\u200b-\u200f]/u;

/** Columns that `text` takes on a terminal. */
export function columnsOf(text: string): number {
	let columns = 0;
	for (const character of text) columns += widthOf(character);
	return columns;
}

function widthOf(character: string): number {
	if (character.length === 1 && character >= " " && character <= "~") return 1;
	if (ZERO.test(character)) return 0;
	// what is beyond the basic plane is nearly always drawn wide; too narrow is safe, a wrapped line is not
	return character.length > 1 || WIDE.test(character) ? 2 : 1;
}

/** One line of at most `width` columns. */
export function fitLine(segments: readonly Segment[], width: number): string {
	let left = width;
	let line = "";
	for (const { text, style } of segments) {
		const shown = cutColumns(text, left);
		if (shown === "") continue;
		left -= columnsOf(shown);
		line += style === undefined ? shown : style(shown);
	}
	return line;
}

function cutColumns(text: string, columns: number): string {
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += widthOf(character);
		if (used > columns) return text.slice(0, end);
		end += character.length;
	}
	return text;
}

/** `text` and spaces up to `columns`. */
export function padColumns(text: string, columns: number): string {
	return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** A name of at most `columns` columns; a long one keeps its end, which tells entities apart. */
export function shownName(name: string, columns: number): string {
	const tail = name.length > columns * 4 ? name.slice(-columns * 4) : name;
	const line = plainLine(tail);
	if (columnsOf(line) <= columns && tail === name) return line;
	const characters = [...line];
	let used = 1;
	let from = characters.length;
	while (from > 0 && used + widthOf(characters[from - 1] as string) <= columns)
		used += widthOf(characters[--from] as string);
	return `…${characters.slice(from).join("")}`;
}

/** `done` of `total` as a bar of `columns` characters. */
export function bar(done: number, total: number, columns: number): string {
	const full = total === 0 ? columns : Math.min(columns, Math.floor((done / total) * columns));
	return "█".repeat(full) + "░".repeat(columns - full);
}

/** `0.4 s`, `12.3 s`, `3 min 05 s`, `2 h 07 min`. */
export function durationText(ms: number): string {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
	return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
