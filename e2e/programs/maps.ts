import { type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";
import { square, total } from "./arithmetic.js";

export const scaled = task(({ n, by, text }: { n: Int; by: Int; text: string }): string => `${text} ${n * by}`);

/** Odd ones fail. */
export const evenOnly = task(({ n }: { n: Int }): Int => {
	if (n % 2 !== 0) throw new Error(`${n} is odd`);
	return n;
});

/** When each element began and ended, in milliseconds since the epoch. */
export const spell = task(async ({ n }: { n: Int }): Promise<number[]> => {
	const from = Date.now();
	await new Promise((resolve) => setTimeout(resolve, 300 + n));
	return [from, Date.now()];
});

export const mapped = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	total({ values: mapTask(square)({ n: values }) }),
);
export const bound = workflow(({ values, by }: Inputs<{ values: Int[]; by: Int }>) =>
	mapTask(scaled, { bound: { by, text: "number" } })({ n: values }),
);
export const twoAtATime = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(spell, { concurrency: 2 })({ n: values }),
);
/** Half may fail: those are none in the list. */
export const halfMayFail = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(evenOnly, { minSuccessRatio: 0.5 })({ n: values }),
);
export const noneMayFail = workflow(({ values }: Inputs<{ values: Int[] }>) => mapTask(evenOnly)({ n: values }));
