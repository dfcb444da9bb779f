import { type Duration, task, type Timestamp } from "flytekit-ts";

export const times = task(({ at, exact, lasts }: { at: Date; exact: Timestamp; lasts: Duration }) => [at]);
