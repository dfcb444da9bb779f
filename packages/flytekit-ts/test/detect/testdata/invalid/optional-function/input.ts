import { task } from "flytekit-ts";

export const call = task(({ options }: { options: { log?: (text: string) => void; level: string } }) => options.level);
