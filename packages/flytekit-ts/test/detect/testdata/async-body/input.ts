import { type Int, task } from "flytekit-ts";

export const wait = task(async ({ n }: { n: Int }): Promise<Int> => n);
export const inferred = task(async ({ s }: { s: string }) => ({ length: s.length as Int, upper: s.toUpperCase() }));
