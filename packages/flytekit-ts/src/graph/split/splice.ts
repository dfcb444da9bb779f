import { type BindingData, mapBindings, type PromiseBinding, START_NODE } from "../binding.js";
import { elementPath } from "../chunks.js";
import type { Graph } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";

/**
 * The last step of a promise that stands for all items of a list, in a list of others. Only a share's container reads it: a list of
 * 25,000 items that another share gave is one promise in its file.
 */
export const ALL_ITEMS = "[...]";

/** A list that a share gives: of so many values, perhaps in chunks. */
export interface ListShape {
	readonly length: number;
	readonly chunk: number | undefined;
}

/** A share's graph with lists that are taken whole, in order, as one promise each. `lists`: its inputs that are some. */
export function spliced(graph: Graph, lists: ReadonlyMap<string, ListShape>): Graph {
	if (lists.size === 0) return graph;
	const change = {
		bindings: (bindings: Graph["outputs"]) => mapBindings(bindings, (data) => splice(data, lists)),
		after: (ids: readonly string[]) => ids,
	};
	return {
		...graph,
		nodes: graph.nodes.map((node) => rewriteNode(node, change)),
		outputs: change.bindings(graph.outputs),
	};
}

function splice(data: BindingData, lists: ReadonlyMap<string, ListShape>): BindingData {
	if (data.kind !== "collection") return data;
	const items: BindingData[] = [];
	for (let at = 0; at < data.items.length; ) {
		const item = data.items[at] as BindingData;
		const length = item.kind === "promise" ? wholeFrom(data.items, at, item, lists) : 0;
		if (item.kind !== "promise" || length === 0) {
			items.push(splice(item, lists));
			at++;
			continue;
		}
		const path = item.path.map(() => ALL_ITEMS);
		items.push({ kind: "promise", node: START_NODE, var: item.var, path });
		at += length;
	}
	return items.length === data.items.length ? data : { ...data, items };
}

const NONE: ListShape = { length: 0, chunk: undefined };

/** How many items from `at` are all of one list in order; 0 where they are not. */
function wholeFrom(
	items: readonly BindingData[],
	at: number,
	{ node, var: name, unionType }: PromiseBinding,
	lists: ReadonlyMap<string, ListShape>,
): number {
	const { length, chunk } = (node === START_NODE && unionType === undefined ? lists.get(name) : undefined) ?? NONE;
	if (length < 2 || at + length > items.length) return 0;
	for (let i = 0; i < length; i++) {
		const item = items[at + i] as BindingData;
		if (item.kind !== "promise" || item.node !== START_NODE || item.var !== name) return 0;
		const path = elementPath(i, chunk);
		if (item.unionType !== undefined || item.path.length !== path.length) return 0;
		if (!path.every((step, p) => step === item.path[p])) return 0;
	}
	return length;
}
