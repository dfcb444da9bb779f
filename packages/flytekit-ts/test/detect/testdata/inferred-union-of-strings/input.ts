import { type Int, outputs, task } from "flytekit-ts";

type Size = "small" | "large";
const sizeOf = (n: Int): Size => (n > 9 ? "large" : "small");

export const inferred = task(({ n }: { n: Int }) => (n > 2 ? "yes" : "no"));
export const inferredField = task(({ n }: { n: Int }) => ({ answer: n > 2 ? ("yes" as const) : ("no" as const) }));
export const named = task(({ n }: { n: Int }) => sizeOf(n));
export const namedOutput = task(({ n }: { n: Int }) => outputs({ size: sizeOf(n), kind: typeof n }));
export const annotated = task(({ n }: { n: Int }): "yes" | "no" => (n > 2 ? "yes" : "no"));
