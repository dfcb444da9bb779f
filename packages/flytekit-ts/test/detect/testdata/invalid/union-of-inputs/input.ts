import { type Int, task } from "flytekit-ts";

export const either = task((inputs: { a: Int } | { b: string }) => ("a" in inputs ? "a" : "b"));
