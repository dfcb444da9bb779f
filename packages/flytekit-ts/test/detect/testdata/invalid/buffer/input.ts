import { task } from "flytekit-ts";

export const size = task(({ bytes }: { bytes: Buffer }): string => String(bytes.length));
