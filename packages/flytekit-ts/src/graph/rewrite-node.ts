import type { Binding } from "./binding.js";
import type { BranchTarget, Node, NodeTarget } from "./graph.js";

/** What becomes of a node's bindings and order in another graph. What stays the same is given back as it is. */
export interface NodeChange {
	bindings(bindings: readonly Binding[], of: Node): readonly Binding[];
	after(ids: readonly string[]): readonly string[];
}

/**
 * The same node for a graph in which others have changed. `given`: a target and inputs in place of its own. The cases of a
 * conditional take values of the level around them, and change too.
 */
export function rewriteNode(
	node: Node,
	change: NodeChange,
	given?: { readonly target: NodeTarget; readonly inputs: readonly Binding[] },
): Node {
	const inputs = given?.inputs ?? change.bindings(node.inputs, node);
	const after = change.after(node.after);
	const target = given?.target ?? (node.target.kind === "branch" ? rewriteBranch(node.target, change) : node.target);
	if (inputs === node.inputs && after === node.after && target === node.target) return node;
	return {
		id: node.id,
		target,
		inputs,
		after,
		metadata: node.metadata,
		...(node.overrides === undefined ? {} : { overrides: node.overrides }),
		...(node.outputAliases === undefined ? {} : { outputAliases: node.outputAliases }),
		get location() {
			return node.location;
		},
	} as Node;
}

function rewriteBranch(target: BranchTarget, change: NodeChange): BranchTarget {
	const cases = target.cases.map((one) => ({ ...one, node: rewriteNode(one.node, change) }));
	const { otherwise } = target;
	const last = otherwise?.kind === "node" ? { ...otherwise, node: rewriteNode(otherwise.node, change) } : otherwise;
	const same = cases.every(({ node }, i) => node === target.cases[i]?.node);
	const sameLast = last?.kind !== "node" || last.node === (otherwise as { node: Node }).node;
	if (same && sameLast) return target;
	return { ...target, cases, ...(last === undefined ? {} : { otherwise: last }) };
}
