import { type Int, task } from "flytekit-ts";

type Deep = Int | Date | Deep[];

export const deep = task(({ d }: { d: Deep }) => "x");
