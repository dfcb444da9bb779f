import { type Int, task } from "flytekit-ts";

export const optional = task((inputs: { a?: Int; b?: string | null; c: string | undefined; d: Int | null; e?: boolean }) => inputs.a);
