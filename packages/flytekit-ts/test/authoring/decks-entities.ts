import { currentContext, Deck, type Int, renderers, task, timeIt } from "flytekit-ts";

export const report = task({ enableDeck: true }, async ({ n, text }: { n: Int; text: string }): Promise<Int> => {
	new Deck("<mine>", "<p>my deck</p>").append(renderers.markdown("# Title"));
	currentContext().defaultDeck.append(renderers.table([{ a: 1, b: text }]));
	return timeIt("work & play", () => (n + 1) as Int);
});
export const inputOnly = task({ enableDeck: true, deckFields: ["input"] }, ({ n }: { n: Int }): Int => {
	if (n < 0) throw new Error("negative");
	return n;
});
export const quiet = task(({ n }: { n: Int }): Int => {
	new Deck("unseen");
	return (n + currentContext().decks.length) as Int;
});
