import { chunkCount, inChunks } from "../chunks.js";
import { byStage, deciders, eachSource, type Stages } from "../fold/index.js";
import { type Graph, type Node, type NodeTarget, targetEntity } from "../graph.js";

/** Which calls of a graph go into which share. */
export interface SharePlan {
	/** Positions of each share's calls, in order of stages and calls. */
	readonly shares: readonly (readonly number[])[];
	/** By position: its share, or -1 where the call stays. */
	readonly shareOf: Int32Array;
	/** By share: the share before it among calls of one callee and stage. */
	readonly before: readonly (number | undefined)[];
}

/**
 * Cuts a graph into shares of at most `most` calls. Of more than `most` calls of one callee in one stage each share has equal parts;
 * what is left over stays where it is, unless that is still too much: then it is cut stage after stage. No path leaves a share and
 * comes back: within a stage nothing waits for each other, and a share over several stages has all that is cut of them.
 */
export function planShares(graph: Graph, stages: Stages, most: number): SharePlan {
	const shares: (readonly number[])[] = [];
	const before: (number | undefined)[] = [];
	const rest: { readonly positions: number[]; readonly isWhole: boolean }[] = [];
	const stays = stayers(graph, stages);
	for (const stage of byStage(stages)) {
		const sets = new Map<object | string, number[]>();
		let isWhole = true;
		for (const position of stage) {
			if (stays[position] === 1) {
				isWhole = false;
				continue;
			}
			const key = calleeOf((graph.nodes[position] as Node).target);
			const set = sets.get(key);
			if (set === undefined) sets.set(key, [position]);
			else set.push(position);
		}
		const left: number[] = [];
		for (const set of sets.values()) {
			if (set.length <= most) {
				left.push(...set);
				continue;
			}
			isWhole = false;
			for (const [i, part] of inChunks(set, Math.ceil(set.length / chunkCount(set.length, most))).entries()) {
				before.push(i === 0 ? undefined : shares.length - 1);
				shares.push(part);
			}
		}
		rest.push({ positions: left.sort((a, b) => a - b), isWhole });
	}
	if (rest.reduce((sum, { positions }) => sum + positions.length, 0) > most) {
		for (const run of runsOf(rest, most)) {
			before.push(undefined);
			shares.push(run);
		}
	}
	const shareOf = new Int32Array(graph.nodes.length).fill(-1);
	for (const [share, positions] of shares.entries()) for (const position of positions) shareOf[position] = share;
	return { shares, shareOf, before };
}

/** What is left of the stages, in runs of `most`. One ends before a stage of which a part is elsewhere: a path may lead through that. */
function* runsOf(
	rest: readonly { readonly positions: readonly number[]; readonly isWhole: boolean }[],
	most: number,
): Generator<readonly number[]> {
	let run: number[] = [];
	for (const { positions, isWhole } of rest) {
		if (!isWhole && run.length > 0) {
			yield run;
			run = [];
		}
		for (const position of positions) {
			if (run.length === most) {
				yield run;
				run = [];
			}
			run.push(position);
		}
	}
	if (run.length > 0) yield run;
}

/**
 * Conditionals and gates, and what reads from them: what they give has no type of its own, which an input of a share needs. And what
 * conditions compare, which must be no part of a list.
 */
function stayers(graph: Graph, stages: Stages): Uint8Array {
	const { positions } = stages;
	const stays = new Uint8Array(graph.nodes.length);
	for (const position of deciders(graph, stages)) stays[position] = 1;
	const kinds = graph.nodes.map(({ target }) => target.kind === "branch" || target.kind === "gate");
	for (const [position, node] of graph.nodes.entries()) {
		if (kinds[position] === true) stays[position] = 1;
		eachSource(node, positions, (source) => {
			if (kinds[source] === true) stays[position] = 1;
		});
	}
	return stays;
}

function calleeOf(target: NodeTarget): object | string {
	return targetEntity(target) ?? target.kind;
}
