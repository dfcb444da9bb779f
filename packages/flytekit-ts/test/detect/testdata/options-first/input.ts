import { type Int, task } from "flytekit-ts";

export const cached = task({ cache: "1.0", retries: 2, timeout: "5m" }, ({ x = 2 }: { x?: Int }): Int => x);
