/** The candidate that `word` was probably meant to be, {@link fold}ed: by edit distance, at most a third of its length away. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
	const wanted = fold(word);
	for (const candidate of candidates) {
		const distance = editDistance(wanted, fold(candidate), bestDistance);
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** A name without what people mistake most: case, dashes and underscores. Long ones are cut, as distances cost their product. */
export function fold(name: string): string {
	return name.slice(0, 100).toLowerCase().replace(/[-_]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours; gives `limit` as soon as it must be that far. */
export function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) >= limit) return limit;
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min(
				(last[j] as number) + 1,
				(row[j - 1] as number) + 1,
				(last[j - 1] as number) + (same ? 0 : 1),
			);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
			}
			row.push(cost);
			if (cost < least) least = cost;
		}
		if (least >= limit) return limit;
		beforeLast = last;
		last = row;
	}
	return last[b.length] as number;
}
