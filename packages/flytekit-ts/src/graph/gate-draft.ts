import { FlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { resultOf } from "./branch-draft.js";
import type { CallTrace } from "./call-sites.js";
import type { CompilationState } from "./compilation.js";
import type { GateTarget } from "./graph.js";
import { givesOnly, outputsOfNode, rememberOutputs } from "./node-results.js";
import type { NodeOutput } from "./promised.js";

/** What flytekit gives a gate that says no time of its own. */
export const GATE_TIMEOUT_MS = 3_600_000;

/** Makes the node of a gate that has no input: a pause, or a question for a value. */
export function gateNode(
	state: CompilationState,
	gate: {
		readonly target: GateTarget;
		readonly name: string;
		readonly timeoutMs: number;
		readonly gives: TypedInterface;
	},
	trace: CallTrace,
): object {
	const node = state.add(gate.target, [], { name: gate.name, timeoutMs: gate.timeoutMs }, trace);
	rememberOutputs(node, gate.gives);
	return resultOf(state, node, gate.name, gate.gives);
}

/**
 * Makes the node that holds one output back until somebody approves it, and gives that output on. Throws GRAPH_GATE for what
 * no call gave.
 */
export function approvalNode(
	state: CompilationState,
	output: NodeOutput | undefined,
	gate: { readonly name: string; readonly timeoutMs: number },
	trace: CallTrace,
): object {
	const source = output?.source;
	if (output === undefined || source === undefined || output.path.length > 0) {
		throw new FlyteError("GRAPH_GATE", `approve("${gate.name}") in ${state.name}: ${unapprovable(output)}`, {
			entity: state.name,
			wayOut: "approve one whole output of a call: what a person judges is what some task made",
		});
	}
	if (!state.sees(output.scope)) {
		throw new FlyteError(
			"GRAPH_OTHER_GRAPH",
			`approve("${gate.name}"): ${output.describe()} belongs to another graph`,
			{
				entity: state.name,
				wayOut: "approve what a call in this body gave",
			},
		);
	}
	const target: GateTarget = { kind: "gate", gate: "approve", signal: gate.name, output: output.var };
	const variable = outputsOfNode(source).outputs.get(output.var);
	const gives = givesOnly(variable === undefined ? [] : [variable], "single");
	const bindings = [{ var: output.var, data: output }];
	const node = state.add(target, bindings, { name: gate.name, timeoutMs: gate.timeoutMs }, trace);
	rememberOutputs(node, gives);
	return resultOf(state, node, gate.name, gives);
}

function unapprovable(output: NodeOutput | undefined): string {
	if (output === undefined) return "it was given something that is no output of a call, or a call without outputs";
	return output.source === undefined
		? `${output.describe()} is an input of the workflow`
		: `${output.describe()} is a part of an output`;
}
