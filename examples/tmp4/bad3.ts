import { task, workflow, type Inputs, type Int } from "flytekit-ts";

export const square = task(({ x }: { x: Int }): Int => x * x);
export const wf = workflow(({ x }: Inputs<{ x: Int }>) => square({ y: x } as never));
await wf({ x: 1 });
