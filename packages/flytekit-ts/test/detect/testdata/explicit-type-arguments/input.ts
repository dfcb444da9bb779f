import { type Int, task } from "flytekit-ts";

export const given = task<[{ x: Int; mode: "a" | "b" }], "c" | "d">(({ x }) => (x > 1 ? "c" : "d"));
