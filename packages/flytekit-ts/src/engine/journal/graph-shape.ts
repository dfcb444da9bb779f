import { callRanges } from "../../graph/fold/ranges.js";
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
	/** Ids of the calls that were folded into an array, in order: `[dn0-dn4999]`. What they do is told under their own names. */
	readonly calls?: string;
	/** The nodes of a conditional's cases, one of which runs. */
	readonly cases?: readonly Omit<ShapeNode, "needs">[];
}

/** How a shape is written: names once, nodes as rows, many equal nodes as one. */
interface Written {
	readonly names: readonly string[];
	/** id, kind, name, needs, cases, calls. */
	readonly nodes: readonly (
		| readonly [string, string, number, readonly number[], (readonly Row[] | null)?, string?]
		| Run
	)[];
}
type Row = readonly [string, string, number, (readonly Row[])?];
/** What ids begin with, kind, name, the number that the first ends with, and how many follow each other: none needs another. */
type Run = readonly [string, string, number, number, number];

/** As many equal nodes are worth a {@link Run}. */
const MANY = 3;

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
	const { nodes } = graph;
	const needs = needsOf(plan, nodes.length);
	const rows: Written["nodes"][number][] = [];
	for (let at = 0; at < nodes.length; ) {
		const [id, kind, name, cases] = row(nodes[at] as Node);
		const before = needs[at] ?? NONE;
		const alike = before.length === 0 ? alikeFrom(nodes, needs, at) : 1;
		if (alike >= MANY) {
			const { prefix, number } = numbered(id);
			rows.push([prefix, kind, name, number, alike]);
			at += alike;
			continue;
		}
		const calls = callsOf(nodes[at] as Node);
		if (calls !== undefined) rows.push([id, kind, name, before, null, calls]);
		else rows.push(cases === undefined ? [id, kind, name, before] : [id, kind, name, before, cases]);
		at++;
	}
	return JSON.stringify({ names: [...names.keys()], nodes: rows });
}

/** How many nodes from `first` on call the same task, need nothing, and are numbered one after the other. */
function alikeFrom(nodes: readonly Node[], needs: readonly (unknown[] | undefined)[], first: number): number {
	const { id, target } = nodes[first] as Node;
	if (target.kind !== "task") return 1;
	const { prefix, number } = numbered(id);
	if (number < 0) return 1;
	let at = first + 1;
	for (; at < nodes.length; at++) {
		const { id, target: other } = nodes[at] as Node;
		if (other.kind !== "task" || other.task !== target.task || needs[at] !== undefined) break;
		if (id !== prefix + (number + at - first)) break;
	}
	return at - first;
}

/** An id as what it begins with and the number it ends with; -1 where it ends with none that is written as numbers are. */
function numbered(id: string): { readonly prefix: string; readonly number: number } {
	const digits = /(?:0|[1-9]\d{0,8})$/.exec(id)?.[0];
	if (digits === undefined) return { prefix: id, number: -1 };
	return { prefix: id.slice(0, id.length - digits.length), number: Number(digits) };
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
		const found: ShapeNode[] = [];
		for (const row of nodes) {
			if (!isRun(row)) {
				const [id, kind, at, needs, cases, calls] = row;
				const node = one([id, kind, at, cases ?? undefined]);
				found.push({ ...node, ...(calls === undefined ? {} : { calls }), needs });
				continue;
			}
			const [prefix, kind, at, first, count] = row;
			for (let i = first; i < first + count; i++) found.push({ ...one([prefix + i, kind, at]), needs: NONE });
		}
		return { nodes: found };
	} catch {
		return undefined;
	}
}

function isRun(row: Written["nodes"][number]): row is Run {
	return typeof row[3] === "number";
}

const NONE: readonly number[] = [];

function callsOf({ target }: Node): string | undefined {
	return target.kind === "array" && target.calls !== undefined
		? callRanges(target.calls.map(({ id }) => id))
		: undefined;
}

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
