import { currentContext, Deck, type Int, renderers, task, timeIt } from "flytekit-ts";
import { ExecutionContext, FunctionTask } from "flytekit-ts/plugin";

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

/** Whether the plugin below gives its context at once. */
export const preExecution = { later: false };
/** A plugin whose preExecute makes the body's context from scratch, and shows something in it. */
class Replaced extends FunctionTask {
	override preExecute(context: ExecutionContext) {
		const { executionId, nodePath, attempt, signal } = context;
		const own = new ExecutionContext({ executionId, nodePath, attempt, signal }, "replaced", context.rawOutputPrefix);
		new Deck("before", "<p>set up</p>", own.deckBook);
		return preExecution.later ? Promise.resolve(own) : own;
	}
}
function replaced<I extends object>(fn: (inputs: I) => Int): FunctionTask<I, Int> {
	return new Replaced({
		taskFunction: fn as never,
		options: { enableDeck: true, deckFields: [] },
		factory: "replaced",
		above: replaced,
	}) as never;
}
export const inOwnContext = replaced(({ n }: { n: Int }): Int => {
	new Deck(`body of ${currentContext().taskName}`);
	return n;
});
/** Time as the test tells it. */
export const clock = { now: 0 };
export const timed = task({ enableDeck: true, deckFields: ["timeline"] }, ({ n }: { n: Int }) =>
	timeIt("part", () => {
		clock.now += 60_000;
		return n;
	}),
);
