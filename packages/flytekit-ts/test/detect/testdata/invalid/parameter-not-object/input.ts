import { type Int, task } from "flytekit-ts";

export const branded = task((a: Int) => a);
export const list = task((values: Int[]) => values.length);
export const map = task((values: Record<string, Int>) => values["a"]);
export const date = task((at: Date) => at.getTime());
