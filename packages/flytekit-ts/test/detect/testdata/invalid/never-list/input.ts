import { task } from "flytekit-ts";

export const empty = task(() => []);
export const emptyField = task(() => ({ items: [], count: 0 }));
