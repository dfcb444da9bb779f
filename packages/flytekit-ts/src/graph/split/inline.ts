import type { InputVariable } from "../../interface/typed-interface.js";
import { resolveAttribute } from "../../types/index.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import { type BindingData, mapBindings, START_NODE } from "../binding.js";
import { flat } from "../chunks.js";
import type { Graph } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";
import { ALL_ITEMS } from "./splice.js";

/** The input of a share that says where its graph is kept. */
export const SHARE_SPEC: InputVariable = {
	name: "spec",
	type: { kind: "string" },
	literalType: { kind: "simple", simple: "string" },
	optional: false,
};

/** A share's graph with the values of its inputs in their places: the graph of a dynamic knows no inputs. */
export function withInputs(graph: Graph, inputs: LiteralMap): Graph {
	const change = {
		bindings: (bindings: Graph["outputs"]) => mapBindings(bindings, (data) => inlined(data, inputs)),
		after: (ids: readonly string[]) => ids,
	};
	return {
		...graph,
		nodes: graph.nodes.map((node) => rewriteNode(node, change)),
		outputs: change.bindings(graph.outputs),
	};
}

/** A list of constants becomes one constant, at any depth. */
function inlined(data: BindingData, inputs: LiteralMap): BindingData {
	switch (data.kind) {
		case "literal":
			return data;
		case "promise": {
			const value = data.node === START_NODE ? inputs.get(data.var) : undefined;
			if (value === undefined) return data;
			return { kind: "literal", literal: resolveAttribute(value, data.path, data.var) };
		}
		case "map": {
			const entries = [...data.entries].map(([key, item]) => [key, inlined(item, inputs)] as const);
			return { ...data, entries: new Map(entries) };
		}
		case "collection": {
			const items: BindingData[] = [];
			for (const item of data.items) {
				const all = allItems(item, inputs);
				if (all === undefined) items.push(inlined(item, inputs));
				else for (const literal of all) items.push({ kind: "literal", literal });
			}
			if (data.unionType !== undefined || !items.every((item) => item.kind === "literal")) return { ...data, items };
			const literals = items.map(({ literal }) => literal);
			return { kind: "literal", literal: { kind: "collection", items: literals } };
		}
	}
}

function allItems(data: BindingData, inputs: LiteralMap): readonly Literal[] | undefined {
	if (data.kind !== "promise" || data.node !== START_NODE || data.path[0] !== ALL_ITEMS) return undefined;
	const value = inputs.get(data.var);
	if (value === undefined) return undefined;
	if (data.path.length > 1) return flat(value);
	return value.kind === "collection" ? value.items : undefined;
}
