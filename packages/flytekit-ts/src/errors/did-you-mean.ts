import { editDistance, fold } from "./nearest.js";

/**
 * The candidates that `word` may have been meant to be, nearest first, at most three: a slip or two, a swap, another case
 * or separator, or a beginning. Empty when nothing is near.
 */
export function nearestNames(word: string, candidates: Iterable<string>): string[] {
	const wanted = fold(word);
	const found: { readonly name: string; readonly distance: number }[] = [];
	for (const name of new Set(candidates)) {
		const folded = fold(name);
		const limit = Math.max(1, Math.floor(Math.max(wanted.length, folded.length) / 3));
		const distance = editDistance(wanted, folded, limit + 1);
		if (distance <= limit) found.push({ name, distance });
		else if (wanted.length >= 2 && folded.startsWith(wanted)) found.push({ name, distance: limit });
	}
	found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
	return found.slice(0, 3).map((candidate) => candidate.name);
}

/** `did you mean "a" or "b"?`; undefined when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
	const names = nearestNames(word, candidates).map((name) => JSON.stringify(name));
	const last = names.pop();
	if (last === undefined) return undefined;
	return `did you mean ${names.length === 0 ? last : `${names.join(", ")} or ${last}`}?`;
}
