import { FlyteError } from "../errors/index.js";
import type { TaskEntity, WorkflowEntity } from "./entities.js";
import { casesOf, type Graph, type Node, type NodeTarget } from "./graph.js";

/**
 * Refuses what a dynamic cannot bring along: a task or workflow that is only referred to, called in a map or by a workflow that
 * the dynamic calls. Launch plans may be referred to. Throws GRAPH_REFERENCE at the call that stands in the dynamic.
 */
export function refuseReferences(name: string, nodes: readonly Node[]): void {
	const looked = new Map<WorkflowEntity, string | undefined>();
	let last: NodeTarget | undefined;
	for (const node of nodes) {
		if (node.target === last) continue;
		last = node.target;
		const found = referenceIn(node, looked);
		if (found === undefined) continue;
		throw new FlyteError("GRAPH_REFERENCE", `dynamic ${name} calls ${found}, which is a reference`, {
			entity: name,
			node: node.id,
			...(node.location === undefined ? {} : { location: node.location }),
			wayOut:
				"what a dynamic calls must bring its content along: call a launch plan with referenceLaunchPlan, or take the code itself",
		});
	}
}

/** The way to the reference that a node calls: `a map of task a.b`, `workflow c.d, which calls task a.b`. */
function referenceIn(node: Node, looked: Map<WorkflowEntity, string | undefined>): string | undefined {
	const { target } = node;
	switch (target.kind) {
		case "task":
			return isReferenced(target.task) ? `task ${target.task.name}` : undefined;
		case "array":
			return target.element.entityKind === "task" && isReferenced(target.element)
				? `a map of task ${target.element.name}`
				: undefined;
		case "workflow": {
			const { workflow } = target;
			if (workflow.isReference) return `workflow ${workflow.name}`;
			if (!looked.has(workflow)) looked.set(workflow, referenceBelow(workflow, looked));
			const below = looked.get(workflow);
			return below === undefined ? undefined : `workflow ${workflow.name}, which calls ${below}`;
		}
		case "branch":
			return firstOf(casesOf(target), looked);
	}
	return undefined;
}

function referenceBelow(workflow: WorkflowEntity, looked: Map<WorkflowEntity, string | undefined>): string | undefined {
	let graph: Graph;
	try {
		graph = workflow.toGraph();
	} catch {
		return undefined; // the run compiles it again and reports it at its own node
	}
	return firstOf(graph.onFailure === undefined ? graph.nodes : [...graph.nodes, graph.onFailure], looked);
}

function firstOf(nodes: readonly Node[], looked: Map<WorkflowEntity, string | undefined>): string | undefined {
	for (const node of nodes) {
		const found = referenceIn(node, looked);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Registered on the cluster only; a test's stand-in gives it a function. */
function isReferenced(task: TaskEntity): boolean {
	return task.isReference === true && task.dispatchExecute === undefined;
}
