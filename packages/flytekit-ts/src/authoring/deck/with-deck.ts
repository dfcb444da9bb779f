import { DeckBook } from "../../context/deck.js";
import { consoleLogger } from "../../context/logger.js";
import { systemClock } from "../../context/ports/index.js";
import { displayUri } from "../../context/uri.js";
import { isIgnoreOutputs, masked } from "../../errors/index.js";
import { type DynamicJobSpec, isDynamicJobSpec, type TaskContext, type TaskEntity } from "../../graph/entities.js";
import { currentConvert } from "../../graph/runner-port.js";
import type { LiteralMap, MaybePromise } from "../../types/index.js";
import type { DeckField } from "../task/deck-options.js";
import { allDecks } from "./own-decks.js";
import { deckPage } from "./page.js";

type Dispatch = (context: TaskContext) => MaybePromise<LiteralMap | DynamicJobSpec>;

/**
 * Runs an attempt and writes its decks, also when it fails: where the context says, else as `deck.html` below the place of its outputs, in a
 * folder named by execution, node and attempt. What goes wrong with the page is logged, never thrown.
 */
export async function withDeck(
	task: Pick<TaskEntity, "name" | "interface"> & { readonly deckFields: readonly DeckField[] },
	source: string,
	context: TaskContext,
	inputs: LiteralMap,
	dispatch: Dispatch,
): Promise<LiteralMap | DynamicJobSpec> {
	const book = new DeckBook();
	const convert = context.convert ?? currentConvert();
	const clock = context.clock ?? systemClock;
	const start = clock.now();
	let result: LiteralMap | DynamicJobSpec | undefined;
	let shown = true;
	try {
		result = await dispatch(contextWith(context, book));
		return result;
	} catch (thrown) {
		// several processes of one task would write one page: the one that has its outputs does
		shown = !isIgnoreOutputs(thrown);
		throw thrown;
	} finally {
		if (shown) await writeDeck();
	}

	async function writeDeck(): Promise<void> {
		book.spans.push({ name: task.name, start, end: clock.now() });
		const literals = result === undefined || isDynamicJobSpec(result) ? undefined : result;
		const logger = consoleLogger(context.nodePath);
		try {
			const decks = await allDecks({
				book,
				fields: task.deckFields,
				source,
				inputs: { variables: task.interface.inputs, literals: inputs },
				outputs: literals && { variables: task.interface.outputs, literals },
				convert,
			});
			const uri = context.deckUri ?? deckUri(convert.rawOutputPrefix, context);
			await convert.blobs.write(uri, new TextEncoder().encode(masked(deckPage(task.name, decks))));
			logger.info(`deck: ${displayUri(uri)}`);
		} catch (thrown) {
			logger.warn(`the deck was not written: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
		}
	}
}

/** The same context, with a place for decks. The signal stays unmade until somebody asks. */
function contextWith(context: TaskContext, deckBook: DeckBook): TaskContext {
	const { executionId, nodePath, attempt, arrayIndex, convert, clock, phase, flyte, checkpointPlaces } = context;
	return {
		executionId,
		nodePath,
		attempt,
		deckBook,
		...(arrayIndex === undefined ? {} : { arrayIndex }),
		...(convert === undefined ? {} : { convert }),
		...(clock === undefined ? {} : { clock }),
		...(phase === undefined ? {} : { phase }),
		...(flyte === undefined ? {} : { flyte }),
		...(checkpointPlaces === undefined ? {} : { checkpointPlaces }),
		get callKey() {
			return context.callKey;
		},
		get callKeeper() {
			return context.callKeeper;
		},
		get signal() {
			return context.signal;
		},
	};
}

/** Where an attempt's page goes that nobody gave another place. */
export function deckUri(
	prefix: string,
	{ executionId, nodePath, attempt }: Pick<TaskContext, "executionId" | "nodePath" | "attempt">,
): string {
	const place = [executionId, ...nodePath.split("/"), String(attempt)].map(encodeURIComponent).join("/");
	return `${prefix.replace(/\/$/, "")}/decks/${place}/deck.html`;
}
