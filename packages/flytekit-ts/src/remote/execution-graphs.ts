import { isFlyteError } from "../errors/index.js";
import type { WorkflowEntity } from "../graph/entities.js";
import { casesOf, type Node } from "../graph/graph.js";
import { dynamicWorkflow, executionKey, getExecution, getWorkflow, isFinalNode } from "../wire/admin/index.js";
import type { ExecutionId, ExecutionRecord, NodeRecord } from "../wire/admin/records.js";
import type { RemoteSession } from "./session.js";

/** The nodes of a graph, or of a conditional's cases, in which a level of an execution's nodes is found. */
export type Scope = readonly Node[] | undefined;

/**
 * The graphs behind an execution's nodes: those that were registered, and those that dynamics made. Each is asked for once. A
 * graph that cannot be had (too large for a message, of a kind that is not known here) is no error: its nodes are known without it.
 */
export class ExecutionGraphs {
	readonly #session: RemoteSession;
	readonly #known = new Map<string, Promise<WorkflowEntity | undefined>>();

	constructor(session: RemoteSession) {
		this.#session = session;
	}

	/** The workflow that an execution runs; undefined for a task alone, which runs in one that Flyte makes around it. */
	ofExecution(id: ExecutionId, record?: ExecutionRecord): Promise<WorkflowEntity | undefined> {
		return this.#once(`execution ${executionKey(id)}`, async () => {
			const { transport } = this.#session;
			const { workflow, launched } = record ?? (await getExecution(transport, id));
			if (workflow === undefined || launched.resourceType === "task") return undefined;
			return (await getWorkflow(transport, workflow)).workflow;
		});
	}

	/** What a dynamic made at its last attempt; undefined before it has, and where its body failed. */
	async ofDynamic(node: NodeRecord, attempts: number): Promise<WorkflowEntity | undefined> {
		if (!node.isDynamic || ["UNDEFINED", "QUEUED", "RUNNING"].includes(node.phase)) return undefined;
		const key = `node ${executionKey(node.id.execution)} ${node.id.nodeId} ${attempts}`;
		const found = await this.#once(key, () => dynamicWorkflow(this.#session.transport, node.id));
		// told of a little later, perhaps
		if (found === undefined && !isFinalNode(node.phase)) this.#known.delete(key);
		return found;
	}

	#once(key: string, fetch: () => Promise<WorkflowEntity | undefined>): Promise<WorkflowEntity | undefined> {
		let found = this.#known.get(key);
		if (found === undefined) {
			found = this.#read(fetch);
			this.#known.set(key, found);
		}
		return found;
	}

	async #read(fetch: () => Promise<WorkflowEntity | undefined>): Promise<WorkflowEntity | undefined> {
		try {
			const workflow = await fetch();
			workflow?.toGraph(); // one that cannot be read says so here
			return workflow;
		} catch (error) {
			if (isFlyteError(error)) return undefined;
			throw error;
		}
	}
}

/** The node of a graph that a node of an execution is. */
export function specIn(scope: Scope, { specNodeId }: NodeRecord): Node | undefined {
	return scope?.find(({ id }) => id === specNodeId);
}

/** Where the nodes below a node are found, of a graph that was compiled with the one around it. */
export function scopeIn(spec: Node | undefined): Scope {
	if (spec === undefined) return undefined;
	const { target } = spec;
	if (target.kind === "branch") return casesOf(target);
	return target.kind === "workflow" && !target.workflow.isReference ? target.workflow.toGraph().nodes : undefined;
}
