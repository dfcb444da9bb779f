import { task, type Int } from "flytekit-ts";

export const square = task({ retrys: 1 } as never, ({ x }: { x: Int }): Int => x * x);
