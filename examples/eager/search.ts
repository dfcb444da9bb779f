import { eager, type Int, RecoverableError, task } from "flytekit-ts";

/** How good a guess is: the nearer to the square root of 2, the smaller. */
export const score = task({ retries: 2 }, async ({ guess }: { guess: number }): Promise<number> => {
	if (!Number.isFinite(guess)) throw new RecoverableError(`no number: ${guess}`);
	return Math.abs(guess * guess - 2);
});

/**
 * Tries several guesses at once, goes on around the best, and stops when it is good enough: how many rounds that takes is
 * known only when the scores are. A dynamic could not do it, for it makes its graph before any score is known.
 * @param steps guesses of one round
 * @returns the best guess
 */
export const search = eager(async ({ steps = 5, good = 1e-6 }: { steps?: Int; good?: number }): Promise<number> => {
	let [low, high] = [0, 2];
	for (;;) {
		const width = (high - low) / (steps + 1);
		const guesses = Array.from({ length: steps }, (_, i) => low + (i + 1) * width);
		const scores = await Promise.all(guesses.map((guess) => score({ guess })));
		const least = Math.min(...scores);
		const best = guesses[scores.indexOf(least)] ?? low;
		if (least <= good) return best;
		[low, high] = [best - width, best + width];
	}
});

/** Searches with fewer and with more guesses, one after the other, and says which rounds are better spent. */
export const compare = eager(async (): Promise<string> => {
	const few = await search({ steps: 3 });
	const many = await search({ steps: 12 });
	return `${few.toFixed(3)} ${many.toFixed(3)}`;
});
