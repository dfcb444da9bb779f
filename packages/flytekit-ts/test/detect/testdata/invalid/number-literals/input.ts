import { task } from "flytekit-ts";

export const written = task(({ level }: { level: 1 | 2 | 3 }) => level > 1);
export const inferred = task(({ b }: { b: boolean }) => (b ? 1 : 2));
