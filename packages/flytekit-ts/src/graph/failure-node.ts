import { withState } from "../context/async-state.js";
import { FlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { assignability, describeType, type LiteralType } from "../types/index.js";
import type { CompilationState } from "./compilation.js";
import type { Node } from "./graph.js";

/** What runs when a workflow failed, as compiling sees it: called with the workflow's inputs. */
export interface FailureHandler {
	readonly name: string;
	readonly interface: TypedInterface;
	/** Makes its node in the graph that is being made. */
	readonly call: (inputs: object) => unknown;
	/** Id of its node: `fn0` by default. */
	readonly nodeId?: string;
}

/**
 * Makes the node of a workflow's onFailure: it gets all inputs of the workflow, and none for the rest, which Flyte fills with
 * the error. Throws GRAPH_FAILURE_HANDLER when the two do not fit,
 * GRAPH_DUPLICATE_ID when a call has been given its id. flytekit: FlyteFailureNodeInputMismatchException.
 */
export function compileFailureNode(
	state: CompilationState,
	workflow: TypedInterface,
	handler: FailureHandler,
	inputs: object,
): Node {
	checkInputs(state.name, workflow, handler);
	const level = state.level("f");
	withState({ compilation: level }, () => handler.call(inputs));
	level.seal();
	const [node] = level.nodes;
	if (node === undefined) throw new FlyteError("GRAPH_INTERNAL", `onFailure of ${state.name} made no node`);
	if (handler.nodeId !== undefined) node.id = handler.nodeId;
	state.checkFailureNode(node);
	return node;
}

function checkInputs(name: string, workflow: TypedInterface, handler: FailureHandler): void {
	const wanted = handler.interface.inputs;
	const unfit = (what: string, wayOut: string) =>
		new FlyteError("GRAPH_FAILURE_HANDLER", `${handler.name}, onFailure of workflow ${name}, ${what}`, {
			entity: name,
			wayOut,
		});
	for (const input of workflow.inputs.values()) {
		const given = wanted.get(input.name);
		if (given === undefined) {
			throw unfit(
				`does not take the workflow's input ${input.name}: ${describeType(input.type)}`,
				"a failure handler takes all inputs of the workflow, and an optional FlyteError: ({ ..., err }: { ...; err?: FlyteError })",
			);
		}
		if (assignability(input.literalType, given.literalType) !== undefined) {
			throw unfit(
				`takes ${input.name} as ${describeType(given.type)}, the workflow's is ${describeType(input.type)}`,
				"declare the same type on both sides",
			);
		}
	}
	for (const extra of wanted.values()) {
		if (workflow.inputs.has(extra.name) || isOptional(extra.literalType)) continue;
		throw unfit(
			`takes ${extra.name}: ${describeType(extra.type)}, which the workflow does not have`,
			"what the workflow does not have must be optional: nothing but the error is filled in when it failed",
		);
	}
}

function isOptional(type: LiteralType): boolean {
	if (type.kind === "union") return type.variants.some(isOptional);
	return type.kind === "simple" && type.simple === "none";
}
