import { type Inputs, type Int, launchPlan, mapTask, task, workflow } from "flytekit-ts";

export const square = task(({ x }: { x: Int }): Int => x * x);
export const main = workflow(({ n }: Inputs<{ n: Int }>) => square({ x: n }));
export const squares = mapTask(square, { concurrency: 2 });
export const nightly = launchPlan(main, { defaultInputs: { n: 3 } });
