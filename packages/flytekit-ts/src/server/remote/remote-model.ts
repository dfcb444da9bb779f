import { arrayCallsOf, elementIds } from "../../remote/array-calls.js";
import type { AttemptRecord, FlyteExecution, NodeTree } from "../../remote/index.js";
import { lastElements } from "../../remote/node-tree.js";
import { graphsOf } from "../programs/graphs-of.js";
import { firstLine } from "../values/first-line.js";
import type { GraphView, NodeKindName, NodeState, NodeView } from "../view-model.js";
import { lastPart, stateOf } from "./execution-view.js";

/**
 * An execution's nodes as the page knows nodes: in the graphs that were registered and those that dynamics made. Nodes of a graph
 * that cannot be had stand side by side.
 */
export class RemoteModel {
	readonly root: string;
	readonly graphs = new Map<string, GraphView>();
	readonly nodes = new Map<string, NodeView>();
	/** What the deployment said of the node at a path. */
	readonly trees = new Map<string, NodeTree>();

	constructor(execution: FlyteExecution, known: readonly GraphView[]) {
		this.root = lastPart(execution.record.launched.name);
		for (const graph of known) this.graphs.set(graph.path, graph);
		const { phase, startedAt, createdAt, durationMs } = execution.record;
		const began = startedAt ?? createdAt;
		const times = began === undefined ? {} : timesOf(began, durationMs);
		this.nodes.set(this.root, { path: this.root, state: stateOf(phase), ...times });
	}

	/** Takes in the nodes as they are now. */
	read(trees: readonly NodeTree[], path = this.root): void {
		const known = this.graphs.get(path);
		const names = new Map((known?.nodes ?? this.#casesAt(path)).map((node) => [node.id, node]));
		const shown: GraphView["nodes"][number][] = [];
		for (const tree of trees) {
			const id = tree.node.specNodeId;
			const at = `${path}/${id}`;
			const named = names.get(id);
			const kind = kindOf(tree, named?.kind);
			const name = named?.name ?? nameOf(tree);
			shown.push({ id, kind, name, needs: [] });
			this.trees.set(at, tree);
			this.nodes.set(at, nodeView(at, tree, name, kind));
			for (const element of elementViews(at, tree)) this.nodes.set(element.path, element);
			if (tree.inside !== undefined) {
				for (const graph of graphsOf(tree.inside, at)) this.graphs.set(graph.path, graph);
			}
			const inner = [...tree.children, ...(tree.launched ?? [])];
			if (inner.length > 0) this.read(inner, at);
		}
		// nothing on the wire tells a dynamic from another task before it has made its graph
		if (known !== undefined)
			this.graphs.set(path, { ...known, nodes: known.nodes.map((node) => this.#seen(path, node)) });
		else if (shown.length > 0 && this.#casesAt(path).length === 0)
			this.graphs.set(path, { path, name: lastPart(path), nodes: shown });
	}

	#seen(path: string, node: GraphView["nodes"][number]): GraphView["nodes"][number] {
		const kind = this.nodes.get(`${path}/${node.id}`)?.kind;
		return kind === undefined || kind === node.kind ? node : { ...node, kind };
	}

	/** The cases of the conditional at a path: they are told with it, and are no graph. */
	#casesAt(path: string): NonNullable<GraphView["nodes"][number]["cases"]> {
		const slash = path.lastIndexOf("/");
		const around = this.graphs.get(path.slice(0, slash));
		return around?.nodes.find(({ id }) => id === path.slice(slash + 1))?.cases ?? [];
	}
}

function nodeView(path: string, tree: NodeTree, name: string, kind: NodeKindName): NodeView {
	const { node, attempts, failure } = tree;
	const failed = attempts.slice(0, -1);
	const elements = lastElements(attempts.at(-1));
	const source = node.phase === "RECOVERED" ? "recovered" : node.cache === "CACHE_HIT" ? "cache" : undefined;
	return {
		path,
		name,
		kind,
		state: nodeState(tree, kind),
		...(node.createdAt === undefined ? {} : { queuedAt: node.createdAt.getTime() }),
		...(node.startedAt === undefined ? {} : timesOf(node.startedAt, node.durationMs)),
		attempts: attempts.length,
		...(failed.length === 0 ? {} : { failedAt: failed.flatMap(endOf) }),
		...(source === undefined ? {} : { source }),
		...(elements.length === 0 ? {} : { elements: elements.length }),
		...(attempts.some(({ logs }) => logs.length > 0) ? { hasLog: true as const } : {}),
		...(failure === undefined ? {} : { error: firstLine(failure.message) }),
	};
}

function nodeState({ node }: NodeTree, kind: NodeKindName): NodeState {
	const state = stateOf(node.phase);
	return kind === "gate" && state === "running" ? "waiting" : state;
}

function elementViews(path: string, { attempts, calls }: NodeTree): NodeView[] {
	return lastElements(attempts.at(-1)).map(({ index, attempt, phase, cache, logs }) => {
		const call = calls === undefined ? undefined : elementIds(calls, index);
		return {
			path: `${path}[${index}]`,
			state: stateOf(phase),
			...(attempt === 0 ? {} : { attempts: attempt + 1 }),
			...(calls === undefined ? {} : { name: calls.of }),
			...(call === undefined ? {} : { call }),
			...(logs.length > 0 ? { hasLog: true as const } : {}),
			...(cache === "CACHE_HIT" ? { source: "cache" as const } : {}),
		};
	});
}

function kindOf({ node }: NodeTree, known: NodeKindName | undefined): NodeKindName {
	if (node.isArray) return "array";
	if (node.isDynamic) return "dynamic";
	if (known !== undefined) return known;
	if (node.launched !== undefined) return "launchPlan";
	return node.isParent ? "workflow" : "task";
}

function nameOf({ node, attempts, calls }: NodeTree): string {
	return (
		(calls ?? arrayCallsOf(undefined, attempts.at(-1)))?.of ??
		attempts.at(-1)?.task.name ??
		node.launched?.name ??
		node.specNodeId
	);
}

function timesOf(startedAt: Date, durationMs: number | undefined): { startedAt: number; endedAt?: number } {
	const at = startedAt.getTime();
	return durationMs === undefined ? { startedAt: at } : { startedAt: at, endedAt: at + durationMs };
}

function endOf({ startedAt, durationMs = 0 }: AttemptRecord): number[] {
	return startedAt === undefined ? [] : [startedAt.getTime() + durationMs];
}
