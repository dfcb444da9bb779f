import type { InputVariable } from "../../interface/typed-interface.js";
import { resolveAttribute } from "../../types/index.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import { type BindingData, mapPromises, START_NODE } from "../binding.js";
import type { Graph } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";

/** The input of a share that says where its graph is kept. */
export const SHARE_SPEC: InputVariable = {
	name: "spec",
	type: { kind: "string" },
	literalType: { kind: "simple", simple: "string" },
	optional: false,
};

/** A share's graph with the values of its inputs in their places: the graph of a dynamic knows no inputs. */
export function withInputs(graph: Graph, inputs: LiteralMap): Graph {
	const data = (given: BindingData): BindingData => {
		const own = mapPromises(given, (promise) => {
			if (promise.node !== START_NODE) return promise;
			const value = inputs.get(promise.var);
			if (value === undefined) return promise;
			return { kind: "literal", literal: resolveAttribute(value, promise.path, promise.var) };
		});
		return gathered(own);
	};
	const change = {
		bindings: (bindings: Graph["outputs"]) =>
			bindings.map(({ var: name, data: own }) => ({ var: name, data: data(own) })),
		after: (ids: readonly string[]) => ids,
	};
	return {
		...graph,
		nodes: graph.nodes.map((node) => rewriteNode(node, change)),
		outputs: change.bindings(graph.outputs),
	};
}

/** A list of constants as one constant, at any depth. */
function gathered(data: BindingData): BindingData {
	if (data.kind === "map") {
		return { ...data, entries: new Map([...data.entries].map(([key, item]) => [key, gathered(item)])) };
	}
	if (data.kind !== "collection") return data;
	const items = data.items.map(gathered);
	if (data.unionType !== undefined || !items.every((item) => item.kind === "literal")) return { ...data, items };
	return { kind: "literal", literal: { kind: "collection", items: items.map(({ literal }) => literal as Literal) } };
}
