import { dynamic, type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";

/*
 * The programs that flytekit's benches run too, one for one.
 */

export const t1 = task(({ a }: { a: Int }): Int => a + 1);

export const loop = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => t1({ a })));

export const total = task(({ values }: { values: Int[] }): Int => values.reduce((a, b) => a + b, 0));

/** The loop, and one call that takes all that it gave. */
export const fanIn = dynamic(({ n }: { n: Int }) => total({ values: Array.from({ length: n }, (_, a) => t1({ a })) }));

export const chainStep = task(({ a, b }: { a: Int; b: Int }): Int => a + b);

/** Each call feeds the next: as deep as it is long. */
export const chain = dynamic(({ n }: { n: Int }) => {
	let x = t1({ a: 0 });
	for (let b = 0; b < n - 1; b++) x = chainStep({ a: x, b });
	return x;
});

export const sleeper = task(async ({ a }: { a: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, 250));
	return a;
});

export const sleepLoop = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => sleeper({ a })));

export const mapped = mapTask(t1);

export const mapWorkflow = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(t1)({ a: xs }));

/** Keeps a core busy: multiplications and divisions, nothing that waits. */
export const crunch = task({ isolate: "thread" }, ({ rounds }: { rounds: Int }): Int => {
	let x = 1;
	for (let i = 0; i < rounds; i++) x = (x * 48271 + i) % 2147483647;
	return x as Int;
});

export const crunchAll = dynamic(({ n, rounds }: { n: Int; rounds: Int }) =>
	Array.from({ length: n }, () => crunch({ rounds })),
);
