import {
	conditional,
	currentContext,
	dynamic,
	eq,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	outputs,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";

export interface Point {
	x: Int;
	y: Int;
}

export const plus = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const square = task(({ x }: { x: Int }): Int => x * x);
export const total = task(({ values }: { values: Int[] }): Int => values.reduce((a, b) => a + b, 0));
export const scaled = task(({ values, by }: { values: Int[]; by: Int }): Int => values.reduce((a, b) => a + b, 0) * by);
export const point = task(({ x, y }: { x: Int; y: Int }): Point => ({ x, y }));
export const size = task(({ p }: { p: Point }): Int => p.x * 100 + p.y);
export const divided = task(({ a, by }: { a: Int; by: Int }) =>
	outputs({ quotient: Math.trunc(a / by) as Int, rest: (a % by) as Int }),
);
/** Fails where its two inputs are the same. */
export const unless = task(({ a, not }: { a: Int; not: Int }): Int => {
	if (a === not) throw new Error(`never ${a}`);
	return a;
});
/** Every third call fails in its first attempt. */
export const shaky = task({ retries: 2 }, ({ a }: { a: Int }): Int => {
	if (a % 3 === 0 && currentContext().attempt === 0) throw new RecoverableError(`not yet ${a}`);
	return a + 1;
});
export const cached = task({ cache: "v1" }, ({ a, b }: { a: Int; b: Int }): Int => a - b);
export const nothing = task((): Int => 1);

export const inner = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, x) => square({ x })) }),
);

export const doubled = workflow(({ x }: Inputs<{ x: Int }>) => plus({ a: x, b: x }));
export const doubledPlan = launchPlan(doubled, { name: "fold.doubled" });

const count = (n: number) => Array.from({ length: n }, (_, i) => i as Int);

/** n equal calls with one bound input, and a call that takes them all. */
export const fanIn = dynamic(({ n }: { n: Int }) => total({ values: count(n).map((a) => plus({ a, b: 7 })) }));
/** The same calls, taken in another order. */
export const mixed = dynamic(({ n }: { n: Int }) => {
	const all = count(n).map((a) => plus({ a, b: 7 }));
	return [...[...all].reverse(), ...all.slice(3, 4)];
});
/** Three stages. */
export const pipeline = dynamic(({ n }: { n: Int }) =>
	count(n).map((x) => square({ x: plus({ a: square({ x }), b: 1 }) })),
);
/** One waits for the other. */
export const chain = dynamic(({ n }: { n: Int }) => {
	let sum = plus({ a: 0, b: 0 });
	for (let b = 1; b < n; b++) sum = plus({ a: sum, b });
	return sum;
});
export const twoOutputs = dynamic(({ n }: { n: Int }) => {
	const all = count(n).map((a) => divided({ a, by: 3 }));
	return [total({ values: all.map(({ quotient }) => quotient) }), ...all.map(({ rest }) => rest)];
});
export const oneOdd = dynamic(({ n }: { n: Int }) =>
	count(n).map((x) => {
		const result = square({ x });
		if (x === 2) result.withOverrides({ retries: 5 });
		return result;
	}),
);
export const oneNamed = dynamic(({ n }: { n: Int }) =>
	count(n).map((x) => {
		const result = square({ x });
		if (x === 4) result.withOverrides({ nodeName: "mine" });
		return result;
	}),
);
export const sameAll = dynamic(({ n }: { n: Int }) => count(n).map(() => square({ x: 3 })));
export const noInputs = dynamic(({ n }: { n: Int }) => count(n).map(() => nothing()));
export const nested = dynamic(({ n }: { n: Int }) => count(n).map((i) => inner({ n: (i + 8) as Int })));
export const plans = dynamic({ fold: "require" }, ({ n }: { n: Int }) => count(n).map((x) => doubledPlan({ x })));
export const mustChain = dynamic({ fold: "require" }, ({ n }: { n: Int }) => {
	let sum = plus({ a: 0, b: 0 });
	for (let b = 1; b < n; b++) sum = plus({ a: sum, b });
	return sum;
});
export const neverFolded = dynamic({ fold: "off" }, ({ n }: { n: Int }) => count(n).map((x) => square({ x })));
export const threeAtATime = dynamic({ concurrency: 3 }, ({ n }: { n: Int }) => count(n).map((x) => square({ x })));
export const failing = dynamic(({ n }: { n: Int }) => count(n).map((a) => unless({ a, not: 5 })));
export const cachedCalls = dynamic(({ n }: { n: Int }) => count(n).map((a) => cached({ a, b: 1 })));
export const sameList = dynamic(({ n }: { n: Int }) => {
	const values = count(3);
	return count(n).map((by) => scaled({ values, by }));
});
export const parts = dynamic(({ n }: { n: Int }) => {
	const points = count(n).map((x) => point({ x, y: 1 }));
	return [...points.map((p) => size({ p })), ...points.map((p) => square({ x: p.x }))];
});
export const batched = dynamic({ batch: 5 }, ({ n }: { n: Int }) => {
	const all = count(n).map((a) => plus({ a, b: 7 }));
	const next = all.map((a) => plus({ a, b: 1 }));
	return [total({ values: next }), ...[...all].reverse(), ...next.slice(2, 4)];
});
export const batchedTask = task({ batch: "auto" }, ({ x, y }: { x: Int; y: Int }): Int => x * y);
export const batchedByTask = dynamic({ concurrency: 4 }, ({ n }: { n: Int }) =>
	count(n).map((x) => batchedTask({ x, y: 3 })),
);
export const batchedMap = dynamic(({ n }: { n: Int }) => {
	const all = mapTask(plus, { bound: { b: 2 as Int }, batch: 4 })({ a: count(n) });
	return [total({ values: all }), all.at(5), all.at(1)];
});
export const batchedMapOfCalls = dynamic(({ n }: { n: Int }) =>
	mapTask(square, { batch: 4 })({ x: count(n).map((a) => plus({ a, b: 2 })) }),
);
export const batchedParts = dynamic({ batch: 4 }, ({ n }: { n: Int }) => {
	const points = count(n).map((x) => point({ x, y: 1 }));
	return [...points.map((p) => size({ p })), ...points.map((p) => square({ x: p.x }))];
});
export const batchedFailing = dynamic({ batch: 4 }, ({ n }: { n: Int }) => count(n).map((a) => unless({ a, not: 5 })));
export const batchedInWorkflow = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(plus, { bound: { b: 2 as Int }, batch: 4 })({ a: xs }),
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
