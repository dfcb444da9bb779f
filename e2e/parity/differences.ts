/** What ends differently here and on Flyte, and why that stays. It may only shrink: one that is no difference any more must leave it. */
export interface Difference {
	/** The program's name. */
	readonly program: string;
	/** Paths of the mismatches. */
	readonly paths: readonly string[];
	readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [];
