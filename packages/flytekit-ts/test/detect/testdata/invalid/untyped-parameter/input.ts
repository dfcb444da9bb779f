import { task } from "flytekit-ts";

export const untyped = task((inputs) => inputs);
