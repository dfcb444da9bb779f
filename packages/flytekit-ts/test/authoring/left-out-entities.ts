import { type Int, task, workflow } from "flytekit-ts";

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

/** Changes its default, which is made anew for each call. */
export const grows = task(({ xs = [1], by = { n: 1 } }: { xs?: number[]; by?: { n: number } }): number[] => {
	by.n++;
	xs.push(by.n);
	return xs;
});
export const growsTwice = workflow(() => [grows({}), grows({})]);
