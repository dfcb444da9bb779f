import { FlyteError } from "../errors/index.js";
import { type BindingData, START_NODE } from "../graph/binding.js";
import type { Graph, Node } from "../graph/graph.js";

/**
 * Who waits for whom in a graph, as counters and flat lists: made once for a graph in one pass over nodes and edges, shared
 * by all runs of it. Nodes are their index in creation order.
 */
export interface Plan {
	readonly graph: Graph;
	readonly indexOf: ReadonlyMap<string, number>;
	/** How many edges lead into each node; one at 0 can start. */
	readonly waitsFor: Int32Array;
	/** Nodes after node i: `later[laterFrom[i] .. laterFrom[i + 1]]`, in creation order, one entry for each edge. */
	readonly laterFrom: Int32Array;
	readonly later: Int32Array;
	/** How many later nodes, or the graph's outputs, still want the outputs of each. */
	readonly readers: Int32Array;
}

const plans = new WeakMap<Graph, Plan>();

/**
 * The plan of `graph`. Throws ENGINE_NODE_DUPLICATE, ENGINE_NODE_UNKNOWN and ENGINE_CYCLE: before anything has run.
 */
export function planOf(graph: Graph): Plan {
	let plan = plans.get(graph);
	if (plan === undefined) {
		plan = makePlan(graph);
		plans.set(graph, plan);
	}
	return plan;
}

function makePlan(graph: Graph): Plan {
	const { nodes } = graph;
	const indexOf = indexNodes(graph);
	const waitsFor = new Int32Array(nodes.length);
	const readers = new Int32Array(nodes.length);
	// pairs source, target; sources come in the order of their targets, so the lists below are in creation order
	const edges: number[] = [];
	const laterFrom = new Int32Array(nodes.length + 1);
	let forward = true;
	let target = 0;
	const sourceOf = (id: string): number => {
		const source = indexOf.get(id);
		if (source === undefined) throw unknownNode(graph, nodes[target], id);
		return source;
	};
	const link = (id: string): void => {
		if (id === START_NODE) return;
		const source = sourceOf(id);
		edges.push(source, target);
		laterFrom[source + 1] = (laterFrom[source + 1] as number) + 1;
		waitsFor[target] = (waitsFor[target] as number) + 1;
		if (source >= target) forward = false;
	};
	const keep = (id: string): void => {
		if (id === START_NODE) return;
		const source = sourceOf(id);
		readers[source] = (readers[source] as number) + 1;
	};
	const linkAndKeep = (id: string): void => {
		link(id);
		keep(id);
	};
	for (; target < nodes.length; target++) {
		const node = nodes[target] as Node;
		for (const input of node.inputs) eachSource(input.data, linkAndKeep);
		for (const id of node.after) link(id);
		// what a case reads is waited for when the case is chosen; until then it must only not be thrown away
		if (node.target.kind === "branch") for (const inside of caseNodes(node)) eachNodeSource(inside, keep);
	}
	for (const output of graph.outputs) {
		eachSource(output.data, (id) => {
			if (id === START_NODE) return;
			const source = indexOf.get(id);
			if (source === undefined) throw unknownNode(graph, undefined, id, output.var);
			readers[source] = (readers[source] as number) + 1;
		});
	}
	for (let i = 0; i < nodes.length; i++) laterFrom[i + 1] = (laterFrom[i + 1] as number) + (laterFrom[i] as number);
	const fill = laterFrom.slice();
	const later = new Int32Array(edges.length / 2);
	for (let e = 0; e < edges.length; e += 2) {
		const source = edges[e] as number;
		const at = fill[source] as number;
		later[at] = edges[e + 1] as number;
		fill[source] = at + 1;
	}
	const plan = { graph, indexOf, waitsFor, laterFrom, later, readers };
	if (!forward) assertNoCycle(plan);
	return plan;
}

function indexNodes(graph: Graph): Map<string, number> {
	const indexOf = new Map<string, number>();
	for (const node of graph.nodes) {
		if (indexOf.has(node.id)) {
			throw new FlyteError("ENGINE_NODE_DUPLICATE", `two nodes of ${graph.name} have the id "${node.id}"`, {
				entity: graph.name,
				node: node.id,
				...(node.location === undefined ? {} : { location: node.location }),
				wayOut: "give one of them another nodeName",
			});
		}
		indexOf.set(node.id, indexOf.size);
	}
	return indexOf;
}

/** Calls `visit` with the node id of each promise in `data`, that of the workflow's own inputs included. */
function eachSource(data: BindingData, visit: (node: string) => void): void {
	if (data.kind === "promise") visit(data.node);
	else if (data.kind === "collection") for (const item of data.items) eachSource(item, visit);
	else if (data.kind === "map") for (const item of data.entries.values()) eachSource(item, visit);
}

/** Calls `visit` with the id of each node that `node` needs: for its inputs, and for order. */
export function eachNodeSource(node: Node, visit: (node: string) => void): void {
	const other = (id: string) => {
		if (id !== START_NODE) visit(id);
	};
	for (const input of node.inputs) eachSource(input.data, other);
	for (const id of node.after) other(id);
}

/** The nodes in the cases of a conditional, those of conditionals inside it too. */
function* caseNodes(node: Node): Generator<Node> {
	if (node.target.kind !== "branch") return;
	const { cases, otherwise } = node.target;
	for (const { node: inside } of cases) {
		yield inside;
		yield* caseNodes(inside);
	}
	if (otherwise?.kind === "node") {
		yield otherwise.node;
		yield* caseNodes(otherwise.node);
	}
}

/** Only called where some node reads from one made after it: authoring's graphs seldom need it. */
function assertNoCycle(plan: Plan): void {
	const { waitsFor, laterFrom, later, graph } = plan;
	const left = waitsFor.slice();
	const ready: number[] = [];
	for (let i = 0; i < left.length; i++) if (left[i] === 0) ready.push(i);
	let done = 0;
	for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
		done++;
		for (let e = laterFrom[node] as number; e < (laterFrom[node + 1] as number); e++) {
			const next = later[e] as number;
			left[next] = (left[next] as number) - 1;
			if (left[next] === 0) ready.push(next);
		}
	}
	if (done === left.length) return;
	// walking against the edges among what is left must come round
	const before = new Map<number, number>();
	for (let source = 0; source < left.length; source++) {
		if (left[source] === 0) continue;
		for (let e = laterFrom[source] as number; e < (laterFrom[source + 1] as number); e++) {
			if (left[later[e] as number] !== 0) before.set(later[e] as number, source);
		}
	}
	const walked: number[] = [];
	let at = before.keys().next().value as number;
	while (!walked.includes(at)) {
		walked.push(at);
		at = before.get(at) as number;
	}
	const ids = [...walked.slice(walked.indexOf(at)), at].reverse().map((i) => (graph.nodes[i] as Node).id);
	const shown = ids.length > 20 ? [...ids.slice(0, 10), "...", ...ids.slice(-9)] : ids;
	throw new FlyteError("ENGINE_CYCLE", `nodes of ${graph.name} wait for each other: ${shown.join(" -> ")}`, {
		entity: graph.name,
		wayOut: "take one of these orders or bindings out",
	});
}

function unknownNode(graph: Graph, node: Node | undefined, id: string, output?: string): FlyteError {
	const who = node === undefined ? `output "${output}" of ${graph.name}` : `node ${node.id} of ${graph.name}`;
	return new FlyteError("ENGINE_NODE_UNKNOWN", `${who} needs node "${id}", which the graph does not have`, {
		entity: graph.name,
		...(node === undefined ? {} : { node: node.id }),
		...(node?.location === undefined ? {} : { location: node.location }),
	});
}
