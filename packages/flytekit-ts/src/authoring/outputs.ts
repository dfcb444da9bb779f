import { namedOutputs } from "../graph/compile.js";
import type { Outputs } from "./api-types.js";

/** Several named outputs of a body: `return outputs({ quotient, remainder })`. flytekit: a NamedTuple. */
export function outputs<F extends object>(fields: F): Outputs<F> {
	return namedOutputs(fields) as Outputs<F>;
}
