import { type Int, task } from "flytekit-ts";

export const lists = task(
	({ a }: { a: Int[]; b: readonly string[]; c: Array<number[]>; d: ReadonlyArray<{ x: Int }>; e: (Int | undefined)[] }) => a,
);
