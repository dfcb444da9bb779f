import { dynamic, type Inputs, type Int, task, workflow } from "flytekit-ts";

/** A start and how many steps it takes to reach 1. */
export interface Chain {
	start: Int;
	steps: Int;
}

/** Steps of the Collatz sequence (halve when even, else triple and add one) from `start` to 1. */
function collatzSteps(start: number): number {
	let steps = 0;
	for (let n = start; n !== 1; n = n % 2 === 0 ? n / 2 : 3 * n + 1) steps++;
	return steps;
}

/** The longest chain that starts in [from, to). */
export const longestInBlock = task(({ from, to }: { from: Int; to: Int }): Chain => {
	let best: Chain = { start: from, steps: collatzSteps(from) };
	for (let start = from + 1; start < to; start++) {
		const steps = collatzSteps(start);
		if (steps > best.steps) best = { start, steps };
	}
	return best;
});

/** The longest of several chains; the smallest start where two are equal. */
export const longest = task(
	({ chains }: { chains: Chain[] }): Chain =>
		chains.reduce((a, b) => (b.steps > a.steps || (b.steps === a.steps && b.start < a.start) ? b : a)),
);

/** Splits [from, to) into blocks of at most `size`, and the work on them into tasks. */
export const longestInRange = dynamic(({ from, to, size }: { from: Int; to: Int; size: Int }) => {
	const blocks = [];
	for (let start = from; start < to; start += size) {
		blocks.push(longestInBlock({ from: start, to: Math.min(start + size, to) }));
	}
	return longest({ chains: blocks });
});

/** A dynamic that calls a dynamic: one inner graph for each tenth of the range. */
export const longestBelow = dynamic(({ limit, size }: { limit: Int; size: Int }) => {
	const width = Math.max(1, Math.ceil((limit - 1) / 10));
	const ranges = [];
	for (let from = 1; from < limit; from += width) {
		ranges.push(longestInRange({ from, to: Math.min(from + width, limit), size }));
	}
	return longest({ chains: ranges });
});

/** The start below `limit` whose Collatz chain is longest. */
export const collatz = workflow(({ limit = 10000, size = 250 }: Inputs<{ limit?: Int; size?: Int }>) =>
	longestBelow({ limit, size }),
);
