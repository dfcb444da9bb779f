import { task } from "flytekit-ts";

export const later = task(() => ({ value: Promise.resolve(1) }));
