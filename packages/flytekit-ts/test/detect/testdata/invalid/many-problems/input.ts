import { task } from "flytekit-ts";

export const many = task(({ a, b, c }: { a: Set<string>; b: { inner: symbol }[]; c: Map<number, string> }): [RegExp, string] => [/x/, "x"]);
