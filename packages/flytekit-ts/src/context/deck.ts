import { currentClock } from "./clock.js";
import { currentContext } from "./execution.js";

/** A length of time on a task's timeline. */
export interface Span {
	readonly name: string;
	/** In milliseconds since the epoch. */
	readonly start: number;
	readonly end: number;
}

/** What one attempt shows about itself: its decks, in order, and its timeline. */
export class DeckBook {
	readonly decks: Deck[] = [];
	readonly spans: Span[] = [];
	private ownDefault: Deck | undefined;

	/** The deck that a task has without making one. */
	get defaultDeck(): Deck {
		this.ownDefault ??= new Deck("default", "", this);
		return this.ownDefault;
	}
}

/**
 * A tab of the page that a task with `enableDeck: true` writes about its run. Made inside the task's body; shows the HTML that
 * is given to it. flytekit: Deck.
 */
export class Deck {
	/** The tab's title; shown as text. */
	readonly name: string;
	private content: string;

	/** `book`: that of the running task when left out. Throws AUTHORING_NO_CONTEXT outside a task's body. */
	constructor(name: string, html = "", book: DeckBook = currentContext().deckBook) {
		this.name = name;
		this.content = html;
		book.decks.push(this);
	}

	/** Adds HTML below what is there: of a renderer, or your own. */
	append(html: string): this {
		this.content = this.content === "" ? html : `${this.content}\n${html}`;
		return this;
	}

	get html(): string {
		return this.content;
	}
}

/** Runs `body` and puts the time it took on the task's timeline. flytekit: timeit. Throws AUTHORING_NO_CONTEXT outside a task's body. */
export async function timeIt<T>(name: string, body: () => T | Promise<T>): Promise<T> {
	const { spans } = currentContext().deckBook;
	const clock = currentClock();
	const start = clock.now();
	try {
		return await body();
	} finally {
		spans.push({ name, start, end: clock.now() });
	}
}
