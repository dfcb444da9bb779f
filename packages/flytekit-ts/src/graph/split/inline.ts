import type { InputVariable } from "../../interface/typed-interface.js";
import {
	type ConvertContext,
	fromLiteral,
	guessNativeType,
	isPromise,
	type NativeType,
	resolveAttribute,
	toLiteral,
} from "../../types/index.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { type BindingData, mapBindings, START_NODE } from "../binding.js";
import { flat } from "../chunks.js";
import { type Graph, targetInterface } from "../graph.js";
import { type NodeChange, rewriteNode } from "../rewrite-node.js";
import { ALL_ITEMS } from "./splice.js";

/** The input of a share that says where its graph is kept. */
export const SHARE_SPEC: InputVariable = {
	name: "spec",
	type: { kind: "string" },
	literalType: { kind: "simple", simple: "string" },
	optional: false,
};

/** A share's graph with the values of its inputs in their places: the graph of a dynamic knows no inputs. */
export function withInputs(graph: Graph, inputs: LiteralMap, convert: ConvertContext): Graph {
	const values: Values = { inputs, convert };
	const change: NodeChange = {
		bindings: (bindings, of) =>
			mapBindings(bindings, (data, name) =>
				inlined(data, values, targetInterface(of.target)?.inputs.get(name)?.literalType),
			),
		after: (ids) => ids,
	};
	return {
		...graph,
		nodes: graph.nodes.map((node) => rewriteNode(node, change)),
		outputs: mapBindings(graph.outputs, (data) => inlined(data, values, undefined)),
	};
}

interface Values {
	readonly inputs: LiteralMap;
	readonly convert: ConvertContext;
}

/** A list of constants becomes one constant, at any depth. `wanted`: the type that it is bound to. */
function inlined(data: BindingData, values: Values, wanted: LiteralType | undefined): BindingData {
	switch (data.kind) {
		case "literal":
			return data;
		case "promise": {
			const value = data.node === START_NODE ? values.inputs.get(data.var) : undefined;
			if (value === undefined) return data;
			const part = resolveAttribute(value, data.path, data.var);
			return { kind: "literal", literal: typed(part, wanted, values.convert) };
		}
		case "map": {
			const inner = wanted?.kind === "map" ? wanted.value : undefined;
			const entries = [...data.entries].map(([key, item]) => [key, inlined(item, values, inner)] as const);
			return { ...data, entries: new Map(entries) };
		}
		case "collection": {
			const inner = wanted?.kind === "collection" ? wanted.element : undefined;
			const items: BindingData[] = [];
			for (const item of data.items) {
				const all = allItems(item, values.inputs);
				if (all === undefined) items.push(inlined(item, values, inner));
				else for (const literal of all) items.push({ kind: "literal", literal });
			}
			if (data.unionType !== undefined || !items.every((item) => item.kind === "literal")) return { ...data, items };
			const literals = items.map(({ literal }) => literal);
			return { kind: "literal", literal: { kind: "collection", items: literals } };
		}
	}
}

/**
 * A field of a struct is MessagePack still, which is well for a promise, whose type Flyte does not look at; of a constant it does, and
 * wants what it is bound to.
 */
function typed(literal: Literal, wanted: LiteralType | undefined, convert: ConvertContext): Literal {
	if (literal.kind !== "binary" || wanted === undefined) return literal;
	if (wanted.kind === "simple" && (wanted.simple === "struct" || wanted.simple === "binary")) return literal;
	const guess = guessNativeType(wanted);
	const type: NativeType = guess.kind === "int" ? { kind: "int", native: "bigint" } : guess;
	const value = fromLiteral(literal, type, convert);
	const own = isPromise(value) ? value : toLiteral(value, type, convert);
	return isPromise(own) ? literal : (own as Literal);
}

function allItems(data: BindingData, inputs: LiteralMap): readonly Literal[] | undefined {
	if (data.kind !== "promise" || data.node !== START_NODE || data.path[0] !== ALL_ITEMS) return undefined;
	const value = inputs.get(data.var);
	if (value === undefined) return undefined;
	if (data.path.length > 1) return flat(value);
	return value.kind === "collection" ? value.items : undefined;
}
