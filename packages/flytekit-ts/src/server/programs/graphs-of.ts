import { shapeOf, shapeText } from "../../engine/journal/graph-shape.js";
import { planOf } from "../../engine/plan.js";
import { nodeKind, nodeName } from "../../engine/start.js";
import type { WorkflowEntity } from "../../graph/entities.js";
import type { GraphView } from "../view-model.js";

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
		found.push({ path: at, name: graph.name, nodes: shape?.nodes ?? [] });
		for (const { id, target } of graph.nodes) {
			if (target.kind === "workflow" && !target.workflow.isReference) waiting.push([target.workflow, `${at}/${id}`]);
			else if (target.kind === "launchPlan" && !target.launchPlan.isReference) {
				waiting.push([target.launchPlan.workflow, `${at}/${id}`]);
			}
		}
	}
	return found;
}
