import { task } from "flytekit-ts";

export const unique = task(({ values }: { values: Set<string> }) => new Set(values));
