import { before, dynamic, type Int, task } from "flytekit-ts";
import { doubled, doubledPlan, inner, plus, square, total } from "../fold/entities.js";

export const length = task(({ text }: { text: string }): Int => text.length);

const count = (n: number) => Array.from({ length: n }, (_, i) => i as Int);
const wide = (n: number) => total({ values: count(n).map((i) => length({ text: `${i}`.repeat(10_000) })) });

/** Inputs of some ten thousand bytes each: a few hundred are more than futures.pb may have. */
export const fat = dynamic(({ n }: { n: Int }) => wide(n));
export const fatWhole = dynamic({ split: "off" }, ({ n }: { n: Int }) => wide(n));
export const fatRequired = dynamic({ fold: "require" }, ({ n }: { n: Int }) => wide(n));
/** One input alone is more than that. */
export const hopeless = dynamic(({ n }: { n: Int }) => count(n).map((i) => length({ text: `${i}`.repeat(3_000_000) })));

export const ten = dynamic({ split: 10 }, ({ n }: { n: Int }) => {
	const all = count(n).map((x) => square({ x }));
	return [total({ values: all }), ...all.slice(-2)];
});
export const tenInFours = dynamic({ split: 10, batch: 4 }, ({ n }: { n: Int }) => {
	const all = count(n).map((x) => square({ x }));
	return [total({ values: all }), ...all.slice(-2)];
});
export const tenUnlimited = dynamic({ split: 10, concurrency: 0 }, ({ n }: { n: Int }) =>
	count(n).map((x) => square({ x })),
);
export const noted = task((_: { x: Int }): void => {});
/** Nothing comes out of them but that they are done. */
export const silent = dynamic(({ n }: { n: Int }) => {
	const all = count(n).map((x) => noted({ x }));
	const more = count(n).map((x) => square({ x }));
	for (const [i, first] of all.entries()) before(first, more[i] as (typeof more)[number]);
	return more;
});
/** None of them folds. */
export const workflows = dynamic(({ n }: { n: Int }) => total({ values: count(n).map((x) => doubled({ x })) }));
export const unfolded = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	total({ values: count(n).map((x) => square({ x: plus({ a: x, b: 1 }) })) }),
);
export const plans = dynamic(({ n }: { n: Int }) => total({ values: count(n).map((x) => doubledPlan({ x })) }));
/** What may be left out is, in every other call. */
export const maybe = task(({ a, b }: { a: Int; b?: Int }): Int | undefined =>
	a % 3 === 0 ? undefined : a + (b ?? 100),
);
export const optional = dynamic(({ n }: { n: Int }) => {
	const all = count(n).map((a) => (a % 2 === 0 ? maybe({ a }) : maybe({ a, b: a })));
	return [...all].reverse().map((b, i) => maybe({ a: i as Int, b }));
});
export const nested = dynamic(({ n }: { n: Int }) => count(n).map((x) => inner({ n: x })));
