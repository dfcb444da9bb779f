/**
 * Orders map keys as Python's deterministic serialisation does: by code point, which is the order of their UTF-8.
 * JavaScript's own order compares UTF-16 units, which puts the astral planes before U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x !== y) return rank(x) - rank(y);
	}
	return a.length - b.length;
}

/** Lifts surrogates above the rest of the basic plane. */
function rank(unit: number): number {
	return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Keys in the order they are written; a map with one key is not worth a sort. */
export function sortedKeys<T>(map: ReadonlyMap<string, T>): readonly string[] {
	const keys = [...map.keys()];
	return keys.length > 1 ? keys.sort(compareKeys) : keys;
}
