import { flyte, task } from "flytekit-ts";

/** From plain JavaScript. */
export const double = task({ inputs: { x: flyte.int() }, outputs: flyte.int() }, ({ x }) => x * 2);
