import type { Binding, BindingData } from "../binding.js";
import { chunkOf, withTimeFor } from "../chunks.js";
import type { ArrayTarget, Batch, Graph, Node } from "../graph.js";
import type { ChunkedMap, Rewriter } from "./rewrite.js";

/**
 * Maps of a graph that are to be cut into chunks, by their ids: those whose author wants it, or of a dynamic that does, of a task
 * of this program, without a minimum of successes, and over lists whose items are known one by one.
 */
export function chunkedMaps(
	graph: Graph,
	batch: Batch | undefined,
	concurrency: number,
): ReadonlyMap<string, ChunkedMap> {
	const maps = new Map<string, ChunkedMap>();
	for (const node of graph.nodes) {
		const { target } = node;
		if (target.kind !== "array") continue;
		const wanted = target.batch ?? batch;
		if (wanted === undefined || target.minSuccesses !== undefined || (target.minSuccessRatio ?? 1) < 1) continue;
		const size = sizeOf(node, target);
		if (size === undefined || !canChunk(target)) continue;
		const chunk = chunkOf(wanted, size, target.parallelism ?? concurrency);
		if (chunk !== undefined) maps.set(node.id, { size, chunk });
	}
	return maps;
}

/** The target and inputs of a map that is cut into chunks. */
export function chunkedMap(
	node: Node,
	{ chunk }: ChunkedMap,
	rewriter: Rewriter,
): { readonly target: ArrayTarget; readonly inputs: readonly Binding[] } {
	const target = node.target as ArrayTarget;
	const { bound, parallelism, elementMetadata, elementOverrides } = target;
	const own = arrayOver(target, { bound, concurrency: parallelism, chunk }) as ArrayTarget;
	return {
		target: {
			...own,
			elementMetadata: { ...withTimeFor(elementMetadata, chunk), name: own.name },
			...(elementOverrides === undefined ? {} : { elementOverrides }),
		},
		inputs: node.inputs.map(({ var: name, data }): Binding => {
			const items = bound.includes(name) ? undefined : itemsOf(data);
			return { var: name, data: items === undefined ? rewriter.data(data) : rewriter.listOf(items, chunk) };
		}),
	};
}

function arrayOver(
	{ element }: ArrayTarget,
	options: { bound: readonly string[]; concurrency?: number | undefined; chunk?: number },
) {
	return element.entityKind === "task" ? element.arrayTarget?.(options) : undefined;
}

function canChunk(target: ArrayTarget): boolean {
	try {
		return arrayOver(target, { bound: target.bound, chunk: 2 }) !== undefined;
	} catch {
		return false; // its types are nested too deep for another list around them
	}
}

/** How many items all lists have; undefined where that is not known before it runs. */
function sizeOf(node: Node, { bound }: ArrayTarget): number | undefined {
	let size: number | undefined;
	for (const { var: name, data } of node.inputs) {
		if (bound.includes(name)) continue;
		const items = itemsOf(data);
		if (items === undefined || (size !== undefined && items.length !== size)) return undefined;
		size = items.length;
	}
	return size;
}

function itemsOf(data: BindingData): readonly BindingData[] | undefined {
	if (data.kind === "collection") return data.items;
	if (data.kind !== "literal" || data.literal.kind !== "collection") return undefined;
	return data.literal.items.map((literal) => ({ kind: "literal", literal }));
}
