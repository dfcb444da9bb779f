import { type BindingData, forEachPromise, START_NODE } from "../binding.js";
import { casesOf, type Graph, type Node } from "../graph.js";

/** Where each node of a graph stands: its stage is the length of the longest way to it, so nodes of one stage never wait for each other. */
export interface Stages {
	readonly positions: ReadonlyMap<string, number>;
	/** By position. */
	readonly stageOf: Int32Array;
	readonly count: number;
}

/** The stages of a graph without cycles, which compiling has made sure of. */
export function stagesOf({ nodes }: Graph): Stages {
	const positions = new Map<string, number>();
	for (let i = 0; i < nodes.length; i++) positions.set((nodes[i] as Node).id, i);
	const stageOf = new Int32Array(nodes.length);
	let count = 0;
	let forward = true;
	let own = 0;
	let stage = 0;
	const look = (source: number): void => {
		if (source >= own) forward = false;
		const after = (stageOf[source] as number) + 1;
		if (after > stage) stage = after;
	};
	const sweep = (order: Iterable<number>): void => {
		for (own of order) {
			stage = 0;
			eachSource(nodes[own] as Node, positions, look);
			stageOf[own] = stage;
			if (stage >= count) count = stage + 1;
		}
	};
	sweep(nodes.keys());
	if (!forward) {
		count = 0;
		sweep(sourcesFirst(nodes, positions));
	}
	return { positions, stageOf, count };
}

/** Positions of each stage, ascending. */
export function byStage({ stageOf, count }: Stages): readonly number[][] {
	const lists: number[][] = Array.from({ length: count }, () => []);
	for (let i = 0; i < stageOf.length; i++) (lists[stageOf[i] as number] as number[]).push(i);
	return lists;
}

/**
 * Positions of the calls whose results conditions compare. Flyte's compiler looks at the type of the whole output there, whatever part
 * of it is named: it must be the call's own, not a list of many.
 */
export function deciders({ nodes }: Graph, { positions }: Stages): ReadonlySet<number> {
	const found = new Set<number>();
	const look = ({ target, inputs }: Node): void => {
		if (target.kind !== "branch") return;
		for (const { data } of inputs) forEachPromise(data, ({ node }) => named(node, positions, (at) => found.add(at)));
		for (const inner of casesOf(target)) look(inner);
	};
	for (const node of nodes) look(node);
	return found;
}

/** Positions such that what a node waits for comes before it, where some `before` goes back in call order. */
function sourcesFirst(nodes: readonly Node[], positions: ReadonlyMap<string, number>): readonly number[] {
	const waits = new Int32Array(nodes.length);
	const later: number[][] = nodes.map(() => []);
	for (const i of nodes.keys()) {
		eachSource(nodes[i] as Node, positions, (source) => {
			waits[i] = (waits[i] as number) + 1;
			(later[source] as number[]).push(i);
		});
	}
	const ready = [...nodes.keys()].filter((i) => waits[i] === 0);
	for (let at = 0; at < ready.length; at++) {
		for (const next of later[ready[at] as number] as number[]) {
			const left = (waits[next] as number) - 1;
			waits[next] = left;
			if (left === 0) ready.push(next);
		}
	}
	return ready;
}

/** Positions of the nodes that `node`, or what a conditional's cases call, waits for; one may come several times. */
export function eachSource(
	node: Node,
	positions: ReadonlyMap<string, number>,
	visit: (position: number) => void,
): void {
	const { inputs, target } = node;
	for (let i = 0; i < inputs.length; i++) {
		const { data } = inputs[i] as { data: BindingData };
		if (data.kind !== "literal") forEachPromise(data, ({ node: id }) => named(id, positions, visit));
	}
	const { after } = node;
	for (let i = 0; i < after.length; i++) named(after[i] as string, positions, visit);
	if (target.kind === "branch") for (const inner of casesOf(target)) eachSource(inner, positions, visit);
}

function named(id: string, positions: ReadonlyMap<string, number>, visit: (position: number) => void): void {
	if (id === START_NODE) return;
	const position = positions.get(id);
	if (position !== undefined) visit(position);
}
