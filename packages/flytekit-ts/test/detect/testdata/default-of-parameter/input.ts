import { type Int, task } from "flytekit-ts";

export const greet = task(({ name = "you", times }: { name?: string; times?: Int } = {}) => name.repeat(times ?? 1));
