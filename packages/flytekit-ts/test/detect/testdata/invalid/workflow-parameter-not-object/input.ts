import { type Int, workflow } from "flytekit-ts";

export const branded = workflow((_n: Int) => {});
export const list = workflow((_values: Int[]) => {});
export const text = workflow((_s: string) => {});
