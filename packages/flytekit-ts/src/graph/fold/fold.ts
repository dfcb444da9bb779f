import type { Binding } from "../binding.js";
import type { Graph, Node } from "../graph.js";
import { chunkedMap, chunkedMaps } from "./chunked-maps.js";
import { explain, type FoldReport, refuseLeft } from "./explain.js";
import { type Group, groupCalls, groupKey } from "./groups.js";
import { callRanges } from "./ranges.js";
import { Rewriter } from "./rewrite.js";
import { FOLD_CONCURRENCY, FOLD_ELEMENTS, FOLD_THRESHOLD, type FoldSettings } from "./settings.js";
import { stagesOf } from "./stages.js";

/** A graph after folding, and what was decided on the way. */
export interface Folded {
	readonly graph: Graph;
	readonly report: FoldReport;
}

/**
 * Folds equal calls into array nodes: those of one task with the same overrides, metadata and order, of which none waits for
 * another. Inputs that are the same for all are bound; a list that is all of them in order becomes one promise. The graph that is
 * given stays as it is, and is given back where nothing folds.
 * Throws GRAPH_FOLD where the mode is "require" and something that is called often stays as it was.
 */
export function foldGraph(graph: Graph, settings: FoldSettings): Folded {
	const {
		mode,
		threshold = FOLD_THRESHOLD,
		concurrency = FOLD_CONCURRENCY,
		elements = FOLD_ELEMENTS,
		batch,
	} = settings;
	if (mode === "off") return { graph, report: explain(graph, { mode, threshold }, undefined, []) };
	const stages = stagesOf(graph);
	const grouping = groupCalls(graph, stages, { threshold, concurrency, elements, batch });
	const ids = arrayIds(graph, grouping.groups.length, settings.ids);
	const report = explain(graph, { mode, threshold }, grouping, ids);
	if (mode === "require") refuseLeft(graph, report);
	const maps = chunkedMaps(graph, batch, concurrency);
	if (grouping.groups.length === 0 && maps.size === 0) return { graph, report };
	const rewriter = new Rewriter(stages.positions, grouping, ids, maps);
	const placed: { readonly stage: number; readonly position: number; readonly node: Node }[] = [];
	for (const [number, group] of grouping.groups.entries()) {
		const position = group.members[0] as number;
		const node = arrayNode(graph, group, ids[number] as string, rewriter, ids);
		placed.push({ stage: stages.stageOf[position] as number, position, node });
	}
	for (let position = 0; position < graph.nodes.length; position++) {
		if ((grouping.groupOf[position] as number) >= 0) continue;
		const call = graph.nodes[position] as Node;
		const map = maps.get(call.id);
		const node = rewriter.node(call, map && chunkedMap(call, map, rewriter));
		placed.push({ stage: stages.stageOf[position] as number, position, node });
	}
	// by stage: a group stands at its first call, and what its later calls wait for may have been called after that
	placed.sort((a, b) => a.stage - b.stage || a.position - b.position);
	return {
		graph: { ...graph, nodes: placed.map(({ node }) => node), outputs: rewriter.bindings(graph.outputs) },
		report,
	};
}

/** `an0`, `an1`, ...: none that a node has. */
function arrayIds(graph: Graph, count: number, prefix = "an"): readonly string[] {
	const taken = new Set<string>();
	if (count > 0) for (const { id } of graph.nodes) if (id.startsWith(prefix)) taken.add(id);
	const ids: string[] = [];
	for (let number = 0; ids.length < count; number++)
		if (!taken.has(`${prefix}${number}`)) ids.push(`${prefix}${number}`);
	return ids;
}

function arrayNode(graph: Graph, group: Group, id: string, rewriter: Rewriter, ids: readonly string[]): Node {
	const calls = group.members.map((position) => graph.nodes[position] as Node);
	const first = calls[0] as Node;
	const inputs = first.inputs.map(({ var: name, data }, v): Binding => {
		if (group.bound.includes(name)) return { var: name, data: rewriter.data(data) };
		return {
			var: name,
			data: rewriter.listOf(
				calls.map((call) => (call.inputs[v] as Binding).data),
				group.target.chunk,
			),
		};
	});
	const keys = new Map(ids.map((own, number) => [groupKey(number), own]));
	return {
		id,
		target: group.target,
		inputs,
		after: group.after.map((key) => keys.get(key) ?? key),
		metadata: { name: `${first.metadata.name} ${callRanges(calls.map((call) => call.id))}` },
		get location() {
			return first.location;
		},
	} as Node;
}
