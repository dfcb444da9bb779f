import { conditional, dynamic, eq, type Int, task } from "flytekit-ts";
import { plus, square, total } from "../fold/entities.js";

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
/** A conditional stands between calls of the same task. */
export const decided = dynamic(({ n }: { n: Int }) => {
	const all = count(n).map((x) => square({ x }));
	const last = all.at(-1) as (typeof all)[number];
	const first = all[0] as (typeof all)[number];
	const choice = conditional("choice")
		.if(eq(first, 0), () => plus({ a: last, b: 1 }))
		.else(() => plus({ a: last, b: 2 }));
	return count(n).map((a) => plus({ a: all[a] as (typeof all)[number], b: choice }));
});
