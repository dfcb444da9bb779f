import type { Graph, Node } from "../../graph/graph.js";
import { casesOf } from "../../graph/graph.js";
import type { NodeKind } from "../events.js";
import type { Plan } from "../plan.js";

/** What a graph looks like, without its values: enough to draw it. */
export interface GraphShape {
	readonly nodes: readonly ShapeNode[];
}

/** A node of a {@link GraphShape}, in the graph's order. */
export interface ShapeNode {
	readonly id: string;
	readonly kind: NodeKind;
	/** Name of what it calls; of the conditional or gate where it calls nothing. */
	readonly name: string;
	/** Places in the graph of the nodes that it waits for, ascending. */
	readonly needs: readonly number[];
	/** The nodes of a conditional's cases, one of which runs. */
	readonly cases?: readonly Omit<ShapeNode, "needs">[];
}

/** How a shape is written: names once, nodes as rows. */
interface Written {
	readonly names: readonly string[];
	/** id, kind, name, needs, cases. */
	readonly nodes: readonly (readonly [string, string, number, readonly number[], (readonly Row[])?])[];
}
type Row = readonly [string, string, number, (readonly Row[])?];

/** The shape of a graph as text. `kindOf` and `nameOf` say of a node what events say of it. */
export function shapeText(
	graph: Graph,
	plan: Plan,
	kindOf: (node: Node) => NodeKind,
	nameOf: (node: Node) => string,
): string {
	const names = new Map<string, number>();
	const place = (name: string) => {
		const known = names.get(name);
		if (known !== undefined) return known;
		names.set(name, names.size);
		return names.size - 1;
	};
	const row = (node: Node): Row => {
		const cases = casesOf(node.target);
		const own = [node.id, kindOf(node), place(nameOf(node))] as const;
		return cases.length === 0 ? own : [...own, cases.map(row)];
	};
	const needs = needsOf(plan, graph.nodes.length);
	const nodes = graph.nodes.map((node, index) => {
		const [id, kind, name, cases] = row(node);
		const before = needs[index] ?? NONE;
		return cases === undefined ? [id, kind, name, before] : [id, kind, name, before, cases];
	});
	return JSON.stringify({ names: [...names.keys()], nodes });
}

/** What {@link shapeText} wrote; undefined for text that is none. */
export function shapeOf(text: string): GraphShape | undefined {
	try {
		const { names, nodes } = JSON.parse(text) as Written;
		const name = (index: number) => names[index] ?? "";
		const one = ([id, kind, at, cases]: Row): Omit<ShapeNode, "needs"> => ({
			id,
			kind: kind as NodeKind,
			name: name(at),
			...(cases === undefined ? {} : { cases: cases.map(one) }),
		});
		return { nodes: nodes.map(([id, kind, at, needs, cases]) => ({ ...one([id, kind, at, cases]), needs })) };
	} catch {
		return undefined;
	}
}

const NONE: readonly number[] = [];

function needsOf({ laterFrom, later }: Plan, size: number): (number[] | undefined)[] {
	const needs = new Array<number[] | undefined>(size);
	for (let source = 0; source < size; source++) {
		for (let e = laterFrom[source] as number; e < (laterFrom[source + 1] as number); e++) {
			const target = later[e] as number;
			const known = needs[target];
			if (known === undefined) needs[target] = [source];
			// a node that reads two outputs of another has two edges
			else if (known.at(-1) !== source) known.push(source);
		}
	}
	return needs;
}
