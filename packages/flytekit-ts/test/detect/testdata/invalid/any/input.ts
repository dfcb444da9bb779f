import { task } from "flytekit-ts";

export const loose = task(({ a, b }: { a: any; b: { deep: unknown[] } }) => JSON.parse(a));
