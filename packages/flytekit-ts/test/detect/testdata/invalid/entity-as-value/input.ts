import { type FunctionTask, type Int, task } from "flytekit-ts";

export const apply = task(({ t }: { t: FunctionTask<{ x: Int }, Int> }) => "x");
