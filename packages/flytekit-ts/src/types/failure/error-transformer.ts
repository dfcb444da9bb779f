import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { TypeTransformer } from "../registry.js";

/**
 * What a workflow's failure handler is told: flyteidl's ERROR, here a {@link FlyteError} whose `message` is the failure's and
 * whose `details.node` names the node that failed. The name is flytekit's, which marks the variant of an optional one.
 */
export const errorTransformer: TypeTransformer<FlyteError> = {
	name: "FlyteError",
	literalType: { kind: "simple", simple: "error" },
	accepts: (value) => isFlyteError(value),
	toLiteral: (error) => ({ kind: "error", failedNodeId: error.details.node ?? "", message: error.message }),
	fromLiteral(literal) {
		if (literal.kind === "error") {
			const { failedNodeId, message } = literal;
			return new FlyteError("ENGINE_NODE_FAILED", message, failedNodeId === "" ? {} : { node: failedNodeId });
		}
		throw new FlyteError("TYPES_LITERAL_MISMATCH", `expected an error, got a literal of kind ${literal.kind}`, {
			wayOut: "an input of type FlyteError is filled by Flyte, in a workflow's onFailure",
		});
	},
};
