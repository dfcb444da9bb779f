import { type Int, task } from "flytekit-ts";

// @ts-expect-error one object
export const add = task(({ a }: { a: Int }, { b }: { b: Int }) => a + b);
// @ts-expect-error one object
export const rest = task((...all: { a: Int }[]) => all.length);
