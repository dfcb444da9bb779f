/** Tasks whose runs are compared: results, failures, decks, dynamics, eager tasks. The twin of flytekit's g_runtime.py. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentContext, Deck, dynamic, eager, FlyteFile, type Int, RecoverableError, task } from "flytekit-ts";
import { FunctionTask, IgnoreOutputs } from "flytekit-ts/plugin";

export const r_ok = task(({ a }: { a: Int }): [Int, string] => [a + 1, "two"]);
export const r_none = task(({ a: _ }: { a: Int }): void => {});
export const r_user_error = task(({ a: _ }: { a: Int }): Int => {
	throw new TypeError("user boom");
});
export const r_recoverable = task(({ a: _ }: { a: Int }): Int => {
	throw new RecoverableError("try me again");
});
export const r_wrong_output = task(({ a: _ }: { a: Int }): Int => "not an int" as never);
export const r_ignore = task(({ a: _ }: { a: Int }): Int => {
	throw new IgnoreOutputs("ignored on purpose");
});
export const r_sysexit = task(({ a: _ }: { a: Int }): Int => process.exit(3));
export const r_big = task(({ a }: { a: Int }): [string, Int] => ["x".repeat(a * 1024 * 1024), a]);
export const r_file = task(({ a: _ }: { a: Int }): FlyteFile => {
	const path = join(currentContext().workingDirectory, "hello.txt");
	writeFileSync(path, "hello");
	return new FlyteFile(path);
});
/** A task with a deck. */
export const r_deck = task({ enableDeck: true }, ({ a: _ }: { a: Int }) => {
	new Deck("mine", "<p>my deck</p>");
	currentContext().defaultDeck.append("<b>default</b>");
	return "deck";
});

export const r_one = task(({ a }: { a: Int }): Int => a);
export const r_dyn = dynamic(({ a }: { a: Int }) => Array.from({ length: a }, (_, i) => r_one({ a: i })));
export const r_dyn_const = dynamic(({ a }: { a: Int }): Int => a * 2);
export const r_dyn_error = dynamic(({ a }: { a: Int }): Int => {
	r_one({ a });
	throw new Error("boom while building");
});
export const r_dyn_type_error = dynamic(({ a: _ }: { a: Int }) => r_one({ a: "str" as never }));
export const r_map = task({ cache: "1" }, ({ a, k }: { a: Int; k: Int }): Int => a * k);

export const r_async = task(async ({ a }: { a: Int }): Promise<Int> => a + 1);
export const r_eager = eager(async ({ a }: { a: Int }): Promise<Int> => {
	const x = await r_async({ a });
	return r_one({ a: x });
});
export const r_cause = task(({ a: _ }: { a: Int }): Int => {
	throw new Error("wrapped", { cause: new RangeError("k") });
});

class PostIgnore extends FunctionTask {
	override postExecute(): never {
		throw new IgnoreOutputs("from post_execute");
	}
}
function postIgnore<I extends object, O>(fn: (inputs: I) => O): FunctionTask<I, O> {
	return new PostIgnore({ taskFunction: fn as never, options: {}, factory: "postIgnore", above: postIgnore }) as never;
}
export const r_post_ignore = postIgnore(({ a }: { a: Int }): Int => a);

class PreRaises extends FunctionTask {
	override preExecute(): never {
		throw new TypeError("from pre_execute");
	}
}
function preRaises<I extends object, O>(fn: (inputs: I) => O): FunctionTask<I, O> {
	return new PreRaises({ taskFunction: fn as never, options: {}, factory: "preRaises", above: preRaises }) as never;
}
export const r_pre_raises = preRaises(({ a }: { a: Int }): Int => a);
