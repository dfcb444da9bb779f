import { FlyteError } from "../errors/index.js";
import type { Literal, LiteralMap } from "../types/index.js";
import type { Binding, BindingData } from "./binding.js";

/** The literals of bindings that hold no promise: what a dynamic without nodes gives. Throws GRAPH_INTERNAL otherwise. */
export function toLiterals(bindings: readonly Binding[]): LiteralMap {
	return new Map(bindings.map((binding) => [binding.var, constant(binding.data)]));
}

function constant(data: BindingData): Literal {
	switch (data.kind) {
		case "literal":
			return data.literal;
		case "collection":
			return { kind: "collection", items: data.items.map(constant) };
		case "map":
			return { kind: "map", entries: new Map([...data.entries].map(([key, item]) => [key, constant(item)])) };
		case "promise":
			throw new FlyteError("GRAPH_INTERNAL", `a graph without nodes refers to node ${data.node}`);
	}
}
