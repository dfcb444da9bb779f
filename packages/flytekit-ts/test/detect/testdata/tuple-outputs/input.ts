import { type Int, task } from "flytekit-ts";

export const divide = task(({ a, b }: { a: Int; b: Int }): [Int, Int] => [Math.floor(a / b), a % b]);
export const labelled = task((): readonly [quotient: Int, text: string] => [1, "x"]);
export const inferredIsAList = task(() => ["a", "b"]);
export const constTuple = task(() => ["a", 1 as Int] as const);
