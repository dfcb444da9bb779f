/** The candidate that a name was probably meant to be: at most a third of its letters differ. Undefined when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = Math.floor(Math.max(name.length, 3) / 3) + 1;
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - name.length) >= least || candidate.length > 100) continue;
		const d = distance(name.toLowerCase(), candidate.toLowerCase());
		if (d < least) {
			least = d;
			best = candidate;
		}
	}
	return best;
}

/** Edits between two short words, a swap of neighbours counting as one. */
function distance(a: string, b: string): number {
	const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		const above = rows[i - 1] as number[];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let d = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				d = Math.min(d, ((rows[i - 2] as number[])[j - 2] as number) + 1);
			}
			row.push(d);
		}
		rows.push(row);
	}
	return (rows[a.length] as number[])[b.length] as number;
}
