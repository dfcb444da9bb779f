import { type GraphShape, shapeOf, shapeText } from "../../engine/journal/graph-shape.js";
import { planOf } from "../../engine/plan.js";
import { nodeKind, nodeName } from "../../engine/start.js";
import type { WorkflowEntity } from "../../graph/entities.js";
import { callSpan, callsInName } from "../../graph/fold/ranges.js";
import { casesOf, type Node } from "../../graph/graph.js";
import type { GraphNode, GraphView } from "../view-model.js";

/** Nodes of one entity's graphs that are told at most: it is a picture of the program, not of a run. */
const MAX_NODES = 20_000;

/** The graph of a workflow and those of the workflows that it calls, by the paths that a run of it would have. */
export function graphsOf(workflow: WorkflowEntity, path: string): GraphView[] {
	const found: GraphView[] = [];
	const waiting: [WorkflowEntity, string][] = [[workflow, path]];
	let left = MAX_NODES;
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const [one, at] = next;
		const graph = one.toGraph();
		left -= graph.nodes.length;
		if (left < 0) break;
		const shape = shapeOf(shapeText(graph, planOf(graph), nodeKind, nodeName));
		const nodes = graphNodes(shape);
		found.push({ path: at, name: graph.name, nodes });
		for (const [node, within] of called(graph.nodes, at)) {
			const { target } = node;
			if (target.kind === "workflow" && !target.workflow.isReference) waiting.push([target.workflow, within]);
			else if (target.kind === "launchPlan" && !target.launchPlan.isReference) {
				waiting.push([target.launchPlan.workflow, within]);
			}
		}
	}
	return found;
}

/** Nodes with their paths, those of conditionals' cases too. */
function called(nodes: readonly Node[], path: string): readonly (readonly [Node, string])[] {
	return nodes.flatMap((node) => {
		const at = `${path}/${node.id}`;
		return [[node, at] as const, ...called(casesOf(node.target), at)];
	});
}

/** Nodes as the page knows them. */
export function graphNodes(shape: GraphShape | undefined): readonly GraphNode[] {
	return (shape?.nodes ?? []).map(({ calls, ...node }) => {
		const ids = calls === undefined ? undefined : callsInName(` ${calls}`);
		if (ids === undefined) return node;
		return { ...node, calls: { count: ids.length, ids: callSpan(ids) } };
	});
}
