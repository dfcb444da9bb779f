import {
	currentContext,
	dynamic,
	type Inputs,
	type Int,
	mapTask,
	outputs,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";
import { add, divide, square, total } from "./parity-values.js";

export const evenOnly = task(({ n }: { n: Int }): Int => {
	if (n % 2 !== 0) throw new Error(`${n} is odd`);
	return n;
});
/** Negative ones are good at the second attempt only, those below -9 never. */
export const secondTime = task({ retries: 1 }, ({ n }: { n: Int }): Int => {
	if (n < 0 && (n < -9 || currentContext().attempt === 0)) throw new RecoverableError(`${n} needs another attempt`);
	return n;
});
export const quiet = task(({ n: _ }: { n: Int }): void => {});

export const plain = workflow(({ values }: Inputs<{ values: Int[] }>) => mapTask(square)({ n: values }));
export const ofOutput = workflow(({ values }: Inputs<{ values: Int[] }>) => {
	const squares = mapTask(square, { concurrency: 1 })({ n: values });
	return outputs({ sum: total({ values: squares }), second: squares.at(1) });
});
export const bound = workflow(({ values, by }: Inputs<{ values: Int[]; by: Int }>) =>
	mapTask(add, { bound: { b: by } })({ a: values }),
);
export const several = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(divide, { bound: { by: 3 } })({ n: values }),
);
export const pairs = workflow(({ values }: Inputs<{ values: Int[] }>) => mapTask(add)({ a: values, b: values }));
export const noOutput = workflow(({ values }: Inputs<{ values: Int[] }>) => {
	mapTask(quiet)({ n: values });
});
export const allMust = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(evenOnly, { concurrency: 1 })({ n: values }),
);
export const twoMust = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(evenOnly, { minSuccesses: 2 })({ n: values }),
);
export const halfMust = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(evenOnly, { minSuccessRatio: 0.5 })({ n: values }),
);
/** 0.8 of five is four, of ten a hair more than eight: the ratio is a 32-bit float. */
export const mostMust = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(evenOnly, { minSuccessRatio: 0.8 })({ n: values }),
);
export const again = workflow(({ values }: Inputs<{ values: Int[] }>) => mapTask(secondTime)({ n: values }));
export const againAndAgain = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	mapTask(secondTime)({ n: values }).withOverrides({ retries: 3 }),
);
export const mapsIn = dynamic(({ n }: { n: Int }) =>
	total({ values: mapTask(square)({ n: Array.from({ length: n }, (_, i) => i) }) }),
);
export const inDynamic = workflow(({ n }: Inputs<{ n: Int }>) => mapsIn({ n }));
/** The node after a map that failed never starts. */
export const stopsAfter = workflow(({ values }: Inputs<{ values: Int[] }>) =>
	total({ values: mapTask(evenOnly)({ n: values }) }),
);
