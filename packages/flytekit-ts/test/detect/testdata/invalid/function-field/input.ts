import { task } from "flytekit-ts";

export const call = task(({ then }: { then: () => void }) => then());
