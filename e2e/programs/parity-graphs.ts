import { randomUUID } from "node:crypto";
import {
	and,
	approve,
	conditional,
	dynamic,
	eq,
	flyte,
	ge,
	gt,
	type Inputs,
	type Int,
	isTrue,
	launchPlan,
	lt,
	or,
	outputs,
	sleep,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";
import { refuse } from "./parity-faults.js";
import { add, power, square, total } from "./parity-values.js";

// conditionals
export const bySize = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("size")
		.if(lt(n, 0), () => total({ values: [0] }))
		.elif(lt(n, 10), () => square({ n }))
		.else(() => power({ n })),
);
export const known = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("known")
		.if(eq(n, 1), () => square({ n }))
		.elseFail("only 1 is known"),
);
export const insideOut = workflow(({ n }: Inputs<{ n: Int }>) => {
	const squared = square({ n });
	const chosen = conditional("outside")
		.if(ge(squared, 4), () =>
			conditional("inside")
				.if(gt(squared, 20), () => add({ a: squared, b: 1000 }))
				.else(() => add({ a: squared, b: 100 })),
		)
		.else(() => add({ a: squared }));
	return add({ a: chosen, b: 0 });
});
export const isBig = task(({ n }: { n: Int }): boolean => n > 10);
export const logic = workflow(({ n, word }: Inputs<{ n: Int; word: string }>) => {
	const big = isBig({ n });
	const first = conditional("flag")
		.if(isTrue(big), () => square({ n: 2 }))
		.else(() => square({ n: 3 }));
	const second = conditional("words")
		.if(and(eq(word, "yes"), or(lt(n, 5), gt(n, 100))), () => square({ n: 4 }))
		.else(() => square({ n: 5 }));
	return [first, second];
});
export const caseFails = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("careful")
		.if(gt(n, 5), () => refuse({ why: "too much" }))
		.else(() => square({ n })),
);
export const inDynamic = dynamic(({ n }: { n: Int }) => {
	const squared = square({ n });
	return conditional("large")
		.if(gt(squared, 50), () => add({ a: squared, b: 1 }))
		.else(() => add({ a: squared, b: 2 }));
});
export const branching = workflow(({ n }: Inputs<{ n: Int }>) => inDynamic({ n }));

// gates
export const approved = workflow(({ n }: Inputs<{ n: Int }>) =>
	square({ n: approve(square({ n }), "parity-go", "5m") }),
);
export const asked = workflow(() => {
	const n = waitForInput("parity-number", flyte.int(), "5m");
	const pause = sleep("1s");
	const done = square({ n });
	pause.before(done);
	return done;
});
export const unanswered = workflow(() => square({ n: waitForInput("parity-silence", flyte.int(), "20s") }));

// dynamics
export const squares = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, i) => square({ n: i })));
export const sumOfSquares = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => square({ n: i })) }),
);
export const sums = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => sumOfSquares({ n: i + 1 })) }),
);
/** As many calls as fold into an array on the way to Flyte. */
export const many = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => square({ n: i })) }),
);
export const fibonacci = dynamic(
	({ n }: { n: Int }): Int => (n < 2 ? n : (add({ a: fibonacci({ n: n - 1 }), b: fibonacci({ n: n - 2 }) }) as never)),
);
export const parts = dynamic(({ n }: { n: Int }) => {
	const squared = square({ n: n + 1 });
	const map: Record<string, typeof squared> = { squared, power: power({ n }) };
	return outputs({ first: squared, list: [square({ n }), n], map });
});
export const listed = workflow(({ n }: Inputs<{ n: Int }>) => squares({ n }));
export const fan = workflow(({ n }: Inputs<{ n: Int }>) => sumOfSquares({ n }));
export const nested = workflow(({ n }: Inputs<{ n: Int }>) => sums({ n }));
export const folded = workflow(({ n }: Inputs<{ n: Int }>) => many({ n }));
export const recursive = workflow(({ n }: Inputs<{ n: Int }>) => fibonacci({ n }));
export const severalParts = workflow(({ n }: Inputs<{ n: Int }>) => parts({ n }));

// launch plans
export const sumPlan = workflow(({ a, b, c }: Inputs<{ a: Int; b: Int; c: Int }>) => add({ a: add({ a, b }), b: c }));
export const plan = launchPlan(sumPlan, { name: "parity.plan", defaultInputs: { b: 20 }, fixedInputs: { c: 300 } });
export const failing = workflow(({ n: _ }: Inputs<{ n: Int }>) => refuse({ why: "inside the plan" }));
export const failingPlan = launchPlan(failing, { name: "parity.failing" });
export const planned = workflow(({ n }: Inputs<{ n: Int }>) =>
	total({ values: [plan({ a: n }), plan({ a: n, b: 5 })] }),
);
export const planFails = workflow(({ n }: Inputs<{ n: Int }>) => square({ n: failingPlan({ n }) }));
export const plansOf = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => plan({ a: i })) }),
);
export const dynamicPlans = workflow(({ n }: Inputs<{ n: Int }>) => plansOf({ n }));

// caches
export const remembered = task({ cache: "1" }, ({ key }: { key: string }): string => `${key} ${randomUUID()}`);
export const cutShort = task(({ text }: { text: string }): string => text.split(" ")[0] ?? "");
export const cached = workflow(({ key }: Inputs<{ key: string }>) => cutShort({ text: remembered({ key }) }));
export const same = task(({ a, b }: { a: string; b: string }): boolean => a === b);
/** The second call waits for the first, and has its result. */
export const cachedInside = workflow(({ key }: Inputs<{ key: string }>) => {
	const first = remembered({ key });
	const second = remembered({ key });
	first.before(second);
	return same({ a: first, b: second });
});
