/** Kinds of entities and nodes as people say them. */
export function kindText(kind: string): string {
	return kind === "launchPlan" ? "launch plan" : kind;
}
