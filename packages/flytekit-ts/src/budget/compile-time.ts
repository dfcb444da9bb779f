import type { BindingData } from "../graph/binding.js";
import type { Graph } from "../graph/graph.js";
import type { Literal } from "../types/literal.js";
import type { Edges } from "./predict.js";

/*
 * Seconds of CPU of flytepropeller 1.16.8's compiler (`compile` of e2e/flytelab, go 1.26, one core of a virtual machine; loops, fan-ins,
 * chains and groups of 500 to 2,000 calls and arrays of 5,000 and 20,000 elements). Another machine has another factor for all of them.
 */
const BASE = 0.0027;
/** A node, whatever it is connected with and given. */
const NODE = 4.3e-5;
/** A constant, or a promise of a part of an output: each is looked into. */
const VALUE = 1.15e-5;
/** A promise of a part among an array's inputs, which are bound to the array and to its inner node. */
const ARRAY_PART = 1.9e-5;
/** For each new connection the compiler looks through those that the nodes at its ends have: the squares of their numbers. */
const DOWNSTREAM = 6.2e-8;
const UPSTREAM = 2.05e-7;

/** CPU seconds of one compile of a graph as it is emitted. */
export function compileSeconds(graph: Graph, { downstream, upstream }: Edges): number {
	let seconds = BASE + NODE * graph.nodes.length;
	for (const others of downstream.values()) seconds += DOWNSTREAM * others.size ** 2;
	for (const others of upstream.values()) seconds += UPSTREAM * others.size ** 2;
	for (const { target, inputs } of graph.nodes) {
		for (const { data } of inputs) seconds += bindingSeconds(data, target.kind === "array");
	}
	return seconds;
}

/** Of what is bound to one input. Whole outputs are in what a node costs. */
function bindingSeconds(data: BindingData, inArray: boolean): number {
	switch (data.kind) {
		case "promise":
			return data.path.length === 0 ? 0 : inArray ? ARRAY_PART : VALUE;
		case "literal":
			return VALUE * values(data.literal);
		case "collection":
			return data.items.reduce((sum, item) => sum + bindingSeconds(item, inArray), 0);
		case "map":
			return [...data.entries.values()].reduce((sum, item) => sum + bindingSeconds(item, inArray), 0);
	}
}

function values(literal: Literal): number {
	switch (literal.kind) {
		case "collection":
			return literal.items.reduce((sum, item) => sum + values(item), 1);
		case "map":
			return [...literal.entries.values()].reduce((sum, item) => sum + values(item), 1);
		default:
			return 1;
	}
}
