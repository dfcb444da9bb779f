import { outputs, task } from "flytekit-ts";

export const named = task(() => outputs({ then: "x", other: "y" }));
export const struct = task(() => ({ then: 1, other: 2 }));
