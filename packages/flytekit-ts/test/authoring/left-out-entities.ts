import { type Int, task } from "flytekit-ts";

export const seen: unknown[] = [];

export const optional = task(({ a, b = 3 }: { a?: Int; b?: Int }): Int => {
	seen.push(a);
	return b;
});

/** Names that every object finds in its prototype. */
export const inherited = task((inputs: { valueOf?: string; toString?: string; other?: string }): string => {
	const { valueOf: value, toString: text } = inputs;
	seen.push(value, text, "other" in inputs);
	return "done";
});
