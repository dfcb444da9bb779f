import {
	before,
	currentContext,
	dynamic,
	type Inputs,
	type Int,
	outputs,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";

/*
 * Dynamics whose bodies follow a drawn program: what a loop, a pipeline or a mixture of them would call. Programs are drawn by
 * packages/flytekit-ts/test/fold/random-steps.ts; a property runs them here, a case of e2e on the lab.
 */

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
export const cached = task({ cache: "v1" }, ({ a, b }: { a: Int; b: Int }): Int => a - b);
export const inner = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, x) => square({ x })) }),
);

/** One thing that a drawn body does. Numbers choose among what is there, modulo its count. */
export type Step =
	| {
			readonly kind: "fan";
			readonly n: number;
			readonly task: "plus" | "cached" | "shaky" | "lists";
			readonly same: boolean;
	  }
	| { readonly kind: "failing"; readonly n: number; readonly at: number }
	| { readonly kind: "each"; readonly source: number; readonly order: "same" | "reverse" | "rotate" | "half" }
	| { readonly kind: "structs"; readonly source: number; readonly parts: boolean }
	| { readonly kind: "two"; readonly source: number }
	| { readonly kind: "gather"; readonly sources: readonly number[]; readonly reversed: boolean }
	| { readonly kind: "odd"; readonly n: number; readonly which: "one" | "all" | "named" }
	| { readonly kind: "ordered"; readonly n: number; readonly source: number }
	| { readonly kind: "chain"; readonly n: number }
	| { readonly kind: "nested"; readonly n: number };

/** Keeps numbers small, whatever is drawn. */
export const small = task(({ a }: { a: Int }): Int => a % 1009);
export const shaky = task({ retries: 2 }, ({ a }: { a: Int }): Int => {
	if (a % 3 === 0 && currentContext().attempt === 0) throw new RecoverableError(`not yet ${a}`);
	return (a + 1) % 1009;
});
const count = (n: number) => Array.from({ length: n }, (_, i) => i as Int);

type Value = ReturnType<typeof plus>;

function body(steps: readonly Step[]): Value[] {
	const pools: Value[][] = [count(3).map((a) => small({ a }))];
	const pool = (at: number): Value[] => pools[at % pools.length] as Value[];
	for (const step of steps) pools.push(made(step, pool));
	return pools.flat();
}

function made(step: Step, pool: (at: number) => Value[]): Value[] {
	switch (step.kind) {
		case "fan": {
			const b = (i: number) => (step.same ? 5 : (i * 7) % 11) as Int;
			if (step.task === "shaky") return count(step.n).map((a) => shaky({ a }));
			if (step.task === "lists") return count(step.n).map((by) => scaled({ values: step.same ? [1, 2] : [by, 1], by }));
			const call = step.task === "plus" ? plus : cached;
			return count(step.n).map((a) => call({ a, b: b(a) }));
		}
		case "failing":
			return count(step.n).map((a) => unless({ a, not: (step.at % step.n) as Int }));
		case "each":
			return inOrder(pool(step.source), step.order).map((a) => small({ a: square({ x: small({ a }) }) }));
		case "structs": {
			const points = pool(step.source).map((x) => point({ x, y: 1 }));
			return points.map((p) => (step.parts ? small({ a: p.x }) : small({ a: size({ p }) })));
		}
		case "two": {
			const all = pool(step.source).map((a) => divided({ a, by: 3 }));
			return [...all.map(({ quotient }) => small({ a: quotient })), ...all.map(({ rest }) => small({ a: rest }))];
		}
		case "gather": {
			const values = step.sources.flatMap((source) => pool(source));
			return [small({ a: total({ values: step.reversed ? values.reverse() : values }) })];
		}
		case "odd":
			return count(step.n).map((a) => {
				const result = plus({ a, b: 1 });
				if (step.which === "all" || (step.which === "one" && a === 2)) result.withOverrides({ retries: 3 });
				if (step.which === "named" && a === 2) result.withOverrides({ nodeName: `named-${named++}` });
				return result;
			});
		case "ordered": {
			const later = count(step.n).map((a) => plus({ a, b: 2 }));
			for (const [i, first] of pool(step.source).entries()) {
				const next = later[i % later.length];
				if (next !== undefined && next !== first) before(first, next);
			}
			return later;
		}
		case "chain": {
			const links = [plus({ a: 1, b: 2 })];
			for (const b of count(step.n)) links.push(small({ a: plus({ a: links.at(-1) as Value, b }) }));
			return links.slice(-1);
		}
		case "nested":
			return [small({ a: inner({ n: step.n as Int }) })];
	}
}

let named = 0;

function inOrder(values: Value[], order: "same" | "reverse" | "rotate" | "half"): Value[] {
	switch (order) {
		case "same":
			return values;
		case "reverse":
			return [...values].reverse();
		case "rotate":
			return [...values.slice(1), ...values.slice(0, 1)];
		case "half":
			return values.filter((_, i) => i % 2 === 0);
	}
}

/** A program as an input: a dynamic's body is to follow from its inputs. */
const followed = ({ steps }: { steps: string }): Int[] => body(JSON.parse(steps)) as never;
export const random = dynamic(followed);
export const randomBatched = dynamic({ batch: 4 }, followed);
export const randomUnfolded = dynamic({ fold: "off" }, followed);

export const asNodes = workflow(({ steps }: Inputs<{ steps: string }>) => randomUnfolded({ steps }));
export const asArrays = workflow(({ steps }: Inputs<{ steps: string }>) => random({ steps }));
export const asBatches = workflow(({ steps }: Inputs<{ steps: string }>) => randomBatched({ steps }));
