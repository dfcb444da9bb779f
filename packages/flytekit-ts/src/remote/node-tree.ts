import { eachOf, listNodeExecutions, listTaskExecutions } from "../wire/admin/index.js";
import type { AttemptRecord, ExecutionId, NodeRecord } from "../wire/admin/records.js";
import { inTurns } from "./in-turns.js";
import type { RemoteSession } from "./session.js";

/** A node with what hangs below it. */
export interface NodeTree {
	readonly node: NodeRecord;
	/** Attempts of its task, first to last; those of a map have its elements. Empty for what is no task. */
	readonly attempts: readonly AttemptRecord[];
	/** Nodes of a dynamic, a sub-workflow or a branch. */
	readonly children: readonly NodeTree[];
	/** Nodes of the execution that a launch plan node started. */
	readonly launched?: readonly NodeTree[];
}

export interface TreeOptions {
	/** Attempts too; true when left out. */
	readonly attempts?: boolean;
	/** Nodes of executions that launch plan nodes started; true when left out. */
	readonly launched?: boolean;
}

/** Calls that go on at a time. */
export const WIDTH = 8;
/** A launch plan that launches itself ends somewhere on the cluster, but not here. */
const MAX_DEPTH = 50;

/** The nodes that an execution has come to, in the order in which they began. flytekit: sync_nodes. */
export async function nodeTree(
	session: RemoteSession,
	execution: ExecutionId,
	options: TreeOptions = {},
): Promise<readonly NodeTree[]> {
	return level(session, execution, undefined, options, 0);
}

async function level(
	session: RemoteSession,
	execution: ExecutionId,
	parent: string | undefined,
	options: TreeOptions,
	depth: number,
): Promise<readonly NodeTree[]> {
	if (depth > MAX_DEPTH) return [];
	const records = await listLevel(session, execution, parent);
	return inTurns(records, WIDTH, async (node): Promise<NodeTree> => {
		const { nodeId } = node.id;
		const [attempts, children, launched] = [
			options.attempts === false || isTaskless(node) ? [] : await attemptsOf(session, node),
			node.isParent ? await level(session, execution, nodeId, options, depth + 1) : [],
			options.launched !== false && node.launched !== undefined
				? await level(session, node.launched, undefined, options, depth + 1)
				: undefined,
		];
		return { node, attempts, children, ...(launched === undefined ? {} : { launched }) };
	});
}

/** One level of nodes, without the two that the compiler puts around a graph. */
export async function listLevel(
	session: RemoteSession,
	execution: ExecutionId,
	parent: string | undefined,
): Promise<readonly NodeRecord[]> {
	const found: NodeRecord[] = [];
	const pages = eachOf((token) =>
		listNodeExecutions(session.transport, execution, {
			...(parent === undefined ? {} : { parent }),
			...(token === undefined ? {} : { token }),
		}),
	);
	// by the id in the graph: an id of the execution that would be too long is a hash
	for await (const node of pages)
		if (node.specNodeId !== "start-node" && node.specNodeId !== "end-node") found.push(node);
	return found.sort((a, b) => time(a) - time(b) || (a.id.nodeId < b.id.nodeId ? -1 : 1));
}

export async function attemptsOf(session: RemoteSession, node: NodeRecord): Promise<readonly AttemptRecord[]> {
	const found: AttemptRecord[] = [];
	const pages = eachOf((token) => listTaskExecutions(session.transport, node.id, token === undefined ? {} : { token }));
	for await (const attempt of pages) found.push(attempt);
	return found.sort((a, b) => a.attempt - b.attempt);
}

/** A node of which it is known that no task stands behind it: a launch plan's, or a parent that is neither dynamic nor an array. */
export function isTaskless(node: NodeRecord): boolean {
	return node.launched !== undefined || (node.isParent && !node.isDynamic && !node.isArray);
}

function time(node: NodeRecord): number {
	return (node.createdAt ?? node.startedAt)?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
