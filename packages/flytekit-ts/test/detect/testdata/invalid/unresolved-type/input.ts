import { task } from "flytekit-ts";

export const missing = task(({ p }: { p: Persn }) => 1);
