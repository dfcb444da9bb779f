import { type BindingData, mapBindings, type PromiseBinding, START_NODE } from "../binding.js";
import type { Graph } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";

/**
 * The last step of a promise that stands for all items of a list, in a list of others. Only a share's container reads it: a list of
 * 25,000 items that another share gave is one promise in its file.
 */
export const ALL_ITEMS = "[...]";

/** A share's graph with lists that are taken whole, in order, as one promise each. `lengths`: of its inputs that are lists. */
export function spliced(graph: Graph, lengths: ReadonlyMap<string, number>): Graph {
	if (lengths.size === 0) return graph;
	const change = {
		bindings: (bindings: Graph["outputs"]) => mapBindings(bindings, (data) => splice(data, lengths)),
		after: (ids: readonly string[]) => ids,
	};
	return {
		...graph,
		nodes: graph.nodes.map((node) => rewriteNode(node, change)),
		outputs: change.bindings(graph.outputs),
	};
}

function splice(data: BindingData, lengths: ReadonlyMap<string, number>): BindingData {
	if (data.kind !== "collection") return data;
	const items: BindingData[] = [];
	for (let at = 0; at < data.items.length; ) {
		const item = data.items[at] as BindingData;
		const length = item.kind === "promise" ? wholeFrom(data.items, at, item, lengths) : 0;
		if (item.kind !== "promise" || length === 0) {
			items.push(splice(item, lengths));
			at++;
			continue;
		}
		items.push({ kind: "promise", node: START_NODE, var: item.var, path: [ALL_ITEMS] });
		at += length;
	}
	return items.length === data.items.length ? data : { ...data, items };
}

/** How many items from `at` are all of one list in order; 0 where they are not. */
function wholeFrom(
	items: readonly BindingData[],
	at: number,
	{ node, var: name, unionType }: PromiseBinding,
	lengths: ReadonlyMap<string, number>,
): number {
	const length = node === START_NODE && unionType === undefined ? (lengths.get(name) ?? 0) : 0;
	if (length < 2 || at + length > items.length) return 0;
	for (let i = 0; i < length; i++) {
		const item = items[at + i] as BindingData;
		if (item.kind !== "promise" || item.node !== START_NODE || item.var !== name) return 0;
		if (item.unionType !== undefined || item.path.length !== 1 || item.path[0] !== i) return 0;
	}
	return length;
}
