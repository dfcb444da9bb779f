import { conditional, dynamic, eager, gt, type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";

const print = task(({ n: _ }: { n: Int }): void => {});

export const passes = workflow(({ n }: Inputs<{ n: Int }>) => print({ n }));
export const passesLater = dynamic(async ({ n }: { n: Int }) => print({ n }));
export const either = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("either")
		.if(gt(n, 1), () => print({ n }))
		.else(() => print({ n: 0 })),
);
export const each = workflow(({ ns }: Inputs<{ ns: Int[] }>) => mapTask(print)({ n: ns }));
export const awaited = eager(async ({ n }: { n: Int }) => print({ n }));
