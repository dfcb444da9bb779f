import { task } from "flytekit-ts";

export const untyped = task(({ a, b }) => a + b);
