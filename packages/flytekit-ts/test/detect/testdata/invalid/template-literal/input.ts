import { task } from "flytekit-ts";

export const version = task(({ v }: { v: `v${number}` }) => v.length > 1);
