import { type Int, task } from "flytekit-ts";

export const literals = task(({ n }: { n: Int }) => (n > 2 ? (1 as Int) : n));
export const mixed = task(({ n }: { n: Int }) => (n > 2 ? 1.5 : n));
export const asInt = task(({ xs }: { xs: number[] }) => xs.length as Int);
