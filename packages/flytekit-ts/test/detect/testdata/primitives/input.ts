import { type Int, task } from "flytekit-ts";

export const all = task((inputs: { i: Int; big: bigint; f: number; s: string; b: boolean; yes: true; nothing: null }) => inputs.f);
