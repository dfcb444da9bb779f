import { readFileSync } from "node:fs";
import { task } from "flytekit-ts";

export const read = task(({ path }: { path: string }) => readFileSync(path, "utf8"));
