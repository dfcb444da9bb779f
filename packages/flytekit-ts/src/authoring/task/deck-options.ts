import { FlyteError } from "../../errors/index.js";

/** What a task's deck shows beside what its body adds. flytekit: DeckField. */
export type DeckField = "source" | "dependencies" | "timeline" | "input" | "output";

/** All of them, in flytekit's order. */
export const DECK_FIELDS: readonly DeckField[] = ["source", "dependencies", "timeline", "input", "output"];

/** The part of a task's options that is about its deck. */
export interface DeckOptions {
	/** Writes an HTML page about each run of the task. Default: false. */
	readonly enableDeck?: boolean;
	/** Parts of the page that the task does not write itself; all of them by default. Needs `enableDeck`. */
	readonly deckFields?: readonly DeckField[];
}

/** The fields in force: none without a deck. Throws AUTHORING_OPTION for a field that does not exist. */
export function deckFieldsOf(factory: string, { enableDeck, deckFields }: DeckOptions): readonly DeckField[] {
	for (const field of deckFields ?? []) {
		if (DECK_FIELDS.includes(field)) continue;
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option deckFields has "${String(field)}"`, {
			path: "deckFields",
			wayOut: `its fields are ${DECK_FIELDS.join(", ")}`,
		});
	}
	if (deckFields !== undefined && enableDeck !== true) {
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option deckFields is given while decks are off`, {
			path: "deckFields",
			wayOut: "add `enableDeck: true`, or leave deckFields out",
		});
	}
	return enableDeck === true ? (deckFields ?? DECK_FIELDS) : [];
}
