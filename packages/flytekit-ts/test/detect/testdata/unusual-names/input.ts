import { type Int, task } from "flytekit-ts";

export const odd = task((inputs: { __proto__: Int; constructor: string; "with space": Int; über: boolean; toString: string }) => inputs.constructor);
