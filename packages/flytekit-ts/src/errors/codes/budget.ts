/** Codes of budget/: the code, and in one or two sentences what it means and why it is refused. */
export const budgetCodes = {
	BUDGET_NO_GRAPH: "What a graph costs on Flyte was asked of something that makes none: only a dynamic's body does.",
} as const;
