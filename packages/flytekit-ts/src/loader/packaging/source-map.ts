/** One mapping of a source map; all numbers count from 0. */
export interface Mapping {
	readonly line: number;
	readonly column: number;
	/** Index into the map's sources. */
	readonly source: number;
	readonly sourceLine: number;
	readonly sourceColumn: number;
}

const DIGITS = new Map(
	[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((digit, value) => [digit, value]),
);

/** The mappings of a source map (version 3) that name a source, in the order of the built file. Node's own reader gives single places only. */
export function* mappingsOf(mappings: string): Generator<Mapping> {
	let line = 0;
	let column = 0;
	let source = 0;
	let sourceLine = 0;
	let sourceColumn = 0;
	for (const group of mappings.split(";")) {
		column = 0;
		for (const segment of group === "" ? [] : group.split(",")) {
			const [toColumn = 0, toSource, toLine = 0, toSourceColumn = 0] = numbersOf(segment);
			column += toColumn;
			if (toSource === undefined) continue;
			source += toSource;
			sourceLine += toLine;
			sourceColumn += toSourceColumn;
			yield { line, column, source, sourceLine, sourceColumn };
		}
		line++;
	}
}

/** Base-64 numbers of variable length, the sign in the lowest bit. */
function numbersOf(segment: string): number[] {
	const numbers: number[] = [];
	let value = 0;
	let shift = 0;
	for (const character of segment) {
		const digit = DIGITS.get(character) ?? 0;
		value += (digit & 31) << shift;
		shift += 5;
		if (digit >= 32) continue;
		numbers.push(value & 1 ? -(value >> 1) : value >> 1);
		value = 0;
		shift = 0;
	}
	return numbers;
}
