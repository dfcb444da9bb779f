import type { TypedInterface, Variable } from "../interface/typed-interface.js";
import type { NodeDraft } from "./node-draft.js";

/**
 * Outputs of nodes that call no entity (conditionals, gates): a conditional around them has to know what they give.
 * Weak: it must not keep a graph.
 */
const outputs = new WeakMap<NodeDraft, TypedInterface>();

/** Remembers what a node gives that calls no entity. */
export function rememberOutputs(node: NodeDraft, gives: TypedInterface): void {
	outputs.set(node, gives);
}

/** What a node gives: shape and variables. */
export function outputsOfNode(node: NodeDraft): TypedInterface {
	const { target } = node;
	switch (target.kind) {
		case "task":
			return target.task.interface;
		case "workflow":
			return target.workflow.interface;
		case "launchPlan":
			return target.launchPlan.interface;
		case "array":
			return target.interface;
		default:
			return outputs.get(node) ?? NOTHING;
	}
}

/** An interface without inputs. */
export function givesOnly(variables: readonly Variable[], outputShape: TypedInterface["outputShape"]): TypedInterface {
	return {
		inputs: new Map(),
		outputs: new Map(variables.map((variable) => [variable.name, variable])),
		outputShape: variables.length === 0 ? "none" : outputShape,
	};
}

const NOTHING = givesOnly([], "none");
