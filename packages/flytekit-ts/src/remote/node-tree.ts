import type { WorkflowEntity } from "../graph/entities.js";
import type { Node } from "../graph/graph.js";
import { eachOf, listNodeExecutions, listTaskExecutions, nodeExecutionData } from "../wire/admin/index.js";
import type { AttemptRecord, ElementRecord, ExecutionId, NodeRecord, RemoteFailure } from "../wire/admin/records.js";
import { type ArrayCalls, arrayCallsOf } from "./array-calls.js";
import { ExecutionGraphs, type Scope, scopeIn, specIn } from "./execution-graphs.js";
import { inTurns } from "./in-turns.js";
import type { RemoteSession } from "./session.js";
import { mayTellElements, retold, toldMessage } from "./told-failure.js";

/** A node with what hangs below it. */
export interface NodeTree {
	readonly node: NodeRecord;
	/** Attempts of its task, first to last; those of a map have its elements. Empty for what is no task. */
	readonly attempts: readonly AttemptRecord[];
	/** Nodes of a dynamic, a sub-workflow or a branch. */
	readonly children: readonly NodeTree[];
	/** Nodes of the execution that a launch plan node started. */
	readonly launched?: readonly NodeTree[];
	/** The node in its graph, where that was asked for and can be had. */
	readonly spec?: Node;
	/** What a dynamic made, or the workflow that a launch plan launched. */
	readonly inside?: WorkflowEntity;
	/** What the elements of an array node are. */
	readonly calls?: ArrayCalls;
	/** The node's error, elements of arrays named as the calls that they are; their inputs are told where graphs were asked for. */
	readonly failure?: RemoteFailure;
}

export interface TreeOptions {
	/** Attempts too; true when left out. */
	readonly attempts?: boolean;
	/** Nodes of executions that launch plan nodes started; true when left out. */
	readonly launched?: boolean;
	/** Their graphs too, so that arrays can say which calls their elements are; false when left out. */
	readonly graphs?: boolean;
}

/** What is read of a level of nodes. */
interface Walk extends TreeOptions {
	readonly known: ExecutionGraphs | undefined;
	/** Only nodes that failed. */
	readonly onlyFailed: boolean;
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
	graphs = new ExecutionGraphs(session),
): Promise<readonly NodeTree[]> {
	const known = options.graphs === true ? graphs : undefined;
	const workflow = await known?.ofExecution(execution);
	const scope = workflow?.toGraph().nodes;
	return level(session, { execution, scope, depth: 0 }, { ...options, known, onlyFailed: false });
}

/** The nodes that failed, with what they are in their graphs: of an execution, or of one node. */
export async function failedTree(
	session: RemoteSession,
	of: { readonly execution: ExecutionId; readonly node?: NodeRecord; readonly scope?: Scope },
	graphs: ExecutionGraphs,
): Promise<readonly NodeTree[]> {
	const { execution, node, scope } = of;
	const walk = { known: graphs, onlyFailed: true };
	if (node !== undefined) return [await branch(session, node, { execution, scope, depth: 0 }, walk)];
	const workflow = await graphs.ofExecution(execution);
	return level(session, { execution, scope: workflow?.toGraph().nodes, depth: 0 }, walk);
}

/** Where a level of nodes is. */
interface Place {
	readonly execution: ExecutionId;
	readonly parent?: string;
	readonly scope: Scope;
	readonly depth: number;
}

async function level(session: RemoteSession, at: Place, walk: Walk): Promise<readonly NodeTree[]> {
	if (at.depth > MAX_DEPTH) return [];
	const records = await listLevel(session, at.execution, at.parent);
	const wanted = walk.onlyFailed ? records.filter(({ error }) => error !== undefined) : records;
	return inTurns(wanted, WIDTH, (node) => branch(session, node, at, walk));
}

async function branch(session: RemoteSession, node: NodeRecord, at: Place, walk: Walk): Promise<NodeTree> {
	const { execution, depth } = at;
	const { known } = walk;
	const spec = specIn(at.scope, node);
	const attempts = walk.attempts === false || isTaskless(node) ? [] : await attemptsOf(session, node);
	const follows = walk.launched !== false && node.launched !== undefined;
	const inside =
		known === undefined
			? undefined
			: follows
				? await known.ofExecution(node.launched as ExecutionId)
				: await known.ofDynamic(node, attempts.length);
	const below = { scope: inside?.toGraph().nodes ?? scopeIn(spec), depth: depth + 1 };
	const children = node.isParent ? await level(session, { ...below, execution, parent: node.id.nodeId }, walk) : [];
	const launched = follows
		? await level(session, { ...below, execution: node.launched as ExecutionId }, walk)
		: undefined;
	const calls = node.isArray ? arrayCallsOf(spec, attempts.at(-1)) : undefined;
	const failure = await failureOf(session, { node, calls, trees: [...children, ...(launched ?? [])] }, known);
	return {
		node,
		attempts,
		children,
		...(launched === undefined ? {} : { launched }),
		...(spec === undefined ? {} : { spec }),
		...(inside === undefined ? {} : { inside }),
		...(calls === undefined ? {} : { calls }),
		...(failure === undefined ? {} : { failure }),
	};
}

async function failureOf(
	session: RemoteSession,
	of: { readonly node: NodeRecord; readonly calls: ArrayCalls | undefined; readonly trees: readonly NodeTree[] },
	known: ExecutionGraphs | undefined,
): Promise<RemoteFailure | undefined> {
	const { node, calls, trees } = of;
	const { error } = node;
	if (error === undefined) return undefined;
	if (calls === undefined || !mayTellElements(error.message)) {
		return { ...error, message: retold(error.message, trees) };
	}
	// what they were given makes a message say more, and is no reason to have none
	const inputs =
		known === undefined
			? undefined
			: (await nodeExecutionData(session.transport, node.id).catch(() => undefined))?.inputs;
	return { ...error, message: toldMessage(error.message, calls, inputs) };
}

/** The last attempt of each element of a map: an attempt of its node lists those of elements that were tried again once for each try. */
export function lastElements(attempt: AttemptRecord | undefined): readonly ElementRecord[] {
	const last = new Map<number, ElementRecord>();
	for (const element of attempt?.elements ?? []) {
		const before = last.get(element.index);
		if (before === undefined || before.attempt <= element.attempt) last.set(element.index, element);
	}
	return [...last.values()];
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
