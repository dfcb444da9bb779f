import { dynamic, eager, type Inputs, type Int, launchPlan, mapTask, outputs, task, workflow } from "flytekit-ts";

export const divide = task(({ a, b }: { a: Int; b: Int }) =>
	outputs({ quotient: Math.floor(a / b) as Int, rest: (a % b) as Int }),
);
export const both = task(({ n }: { n: Int }): [Int, string] => [n * n, String(n)]);
export const quiet = task(({ n: _ }: { n: Int }): void => {});
export const odd = task(({ n }: { n: Int }): [Int, string] => {
	if (n % 2 === 0) throw new Error("even");
	return [n, String(n)];
});
export const square = task(({ n }: { n: Int }): Int => n * n);

export const quotients = workflow(({ list }: Inputs<{ list: Int[] }>) => {
	const { quotient, rest } = mapTask(divide, { bound: { b: 3 } })({ a: list });
	return outputs({ quotient, rest });
});
export const pairs = workflow(({ list }: Inputs<{ list: Int[] }>) => {
	const [squares, names] = mapTask(both)({ n: list });
	return outputs({ squares, names });
});
export const odds = mapTask(odd, { minSuccesses: 1 });
export const silence = mapTask(quiet);

export const plus = workflow(({ n, by: _ = 1 }: Inputs<{ n: Int; by?: Int }>) => square({ n: square({ n }) }));
export const plusPlan = launchPlan(plus, { name: "plus-plan", fixedInputs: { by: 2 } });
export const plans = mapTask(plusPlan, { concurrency: 2 });

export const inDynamic = dynamic(({ n }: { n: Int }) => {
	const numbers = Array.from({ length: n }, (_, i) => i);
	return [mapTask(square)({ n: numbers }), mapTask(plusPlan)({ n: numbers }), mapTask(square)({ n: [] as Int[] })];
});

export const inPod = task({ podTemplate: { podSpec: { containers: [] } } }, ({ n }: { n: Int }) => n);
export const podMap = mapTask(inPod);
export const podded = workflow(() => podMap({ n: [1] }));

export const overridden = workflow(({ list }: Inputs<{ list: Int[] }>) =>
	mapTask(square)({ n: list }).withOverrides({ nodeName: "mapped", name: "shown", retries: 4, limits: { cpu: 2 } }),
);

export const late = dynamic(({ n }: { n: Int }) => square({ n }));
export const waiting = eager(async ({ n }: { n: Int }): Promise<Int> => n);
