import { flyte, task } from "flytekit-ts";

export const fromSchemas = task({ inputs: { x: flyte.int() }, outputs: flyte.int() }, ({ x }) => x);
