import { FlyteError, formatLocation, type SourceLocation } from "../errors/index.js";
import type { WorkflowEntity } from "./entities.js";
import { casesOf, type Graph, type Node } from "./graph.js";

/** Workflows whose graph is being looked through, outermost first: finding one again closes a circle. */
const path: WorkflowEntity[] = [];

/**
 * Compiles the workflows that a graph calls, so that a circle among them is an error of compiling and not a run that never
 * ends. Throws GRAPH_CYCLE with the way round: `a -> b -> a`. Dynamics and launch plans may call back: they decide at run time.
 */
export function assertNoCallCycle(workflow: WorkflowEntity, graph: Graph): void {
	path.push(workflow);
	try {
		for (const node of graph.nodes) visit(node);
		if (graph.onFailure !== undefined) visit(graph.onFailure);
	} finally {
		path.pop();
	}
}

function visit(node: Node): void {
	const { target } = node;
	for (const inner of casesOf(target)) visit(inner);
	if (target.kind !== "workflow" || target.workflow.isReference) return;
	const start = path.indexOf(target.workflow);
	if (start >= 0) throw cycle(path.slice(start), node.location);
	target.workflow.toGraph();
}

function cycle(workflows: readonly WorkflowEntity[], location: SourceLocation | undefined): FlyteError {
	const round = [...workflows, workflows[0] as WorkflowEntity];
	const places = workflows.map(({ name, location: at }) =>
		at === undefined ? name : `${name} at ${formatLocation(at)}`,
	);
	return new FlyteError(
		"GRAPH_CYCLE",
		`workflows call each other in a cycle: ${round.map(({ name }) => shortName(name)).join(" -> ")} (${places.join(", ")})`,
		{
			...(location === undefined ? {} : { location }),
			wayOut:
				"make one of the calls through a dynamic, which decides at run time whether to go on, or through a launch plan",
		},
	);
}

function shortName(name: string): string {
	return name.slice(name.lastIndexOf(".") + 1);
}
