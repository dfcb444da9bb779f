import { type Int, task } from "flytekit-ts";

export const square = task(({ x }: { x: Int }): Int => x * x);
