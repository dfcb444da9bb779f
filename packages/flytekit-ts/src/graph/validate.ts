import { FlyteError } from "../errors/index.js";
import { forEachPromise } from "./binding.js";
import { casesOf, type Node } from "./graph.js";
import type { NodeDraft } from "./node-draft.js";
import type { NodeOutput } from "./promised.js";
import { shownName } from "./shown-name.js";

/**
 * Refuses a graph in which nodes wait for each other. Data flows from earlier calls to later ones only, so a cycle needs a
 * `before` that goes back in call order: without one there is nothing to look for.
 * Throws GRAPH_CYCLE with the nodes of one cycle.
 */
export function assertNoCycle(name: string, nodes: readonly NodeDraft[]): void {
	if (!ordersBackwards(nodes)) return;
	const waiting = new Map<NodeDraft, Set<NodeDraft>>();
	const later = new Map<NodeDraft, NodeDraft[]>();
	for (const node of nodes) {
		const sources = sourcesOf(node);
		waiting.set(node, sources);
		for (const source of sources) {
			const list = later.get(source);
			if (list === undefined) later.set(source, [node]);
			else list.push(node);
		}
	}
	const ready = nodes.filter((node) => waiting.get(node)?.size === 0);
	for (let done = ready.pop(); done !== undefined; done = ready.pop()) {
		waiting.delete(done);
		for (const node of later.get(done) ?? []) {
			const rest = waiting.get(node);
			rest?.delete(done);
			if (rest?.size === 0) ready.push(node);
		}
	}
	if (waiting.size > 0) throw cycleError(name, waiting);
}

function ordersBackwards(nodes: readonly NodeDraft[]): boolean {
	if (!nodes.some((node) => node.ordered)) return false;
	const seen = new Set<NodeDraft>();
	for (const node of nodes) {
		seen.add(node);
		for (const earlier of node.earlierDrafts) if (earlier === node || !seen.has(earlier)) return true;
	}
	return false;
}

function sourcesOf(node: NodeDraft): Set<NodeDraft> {
	const sources = new Set<NodeDraft>(node.earlierDrafts);
	addSources(node, node.owner, sources);
	return sources;
}

/** The nodes of `level` that `node`, or what a conditional's cases call, takes values from. */
function addSources(node: Node, level: object, sources: Set<NodeDraft>): void {
	for (const input of node.inputs) {
		forEachPromise(input.data, (promise) => {
			const { source } = promise as NodeOutput;
			if (source !== undefined && source.owner === level) sources.add(source);
		});
	}
	for (const inner of casesOf(node.target)) addSources(inner, level, sources);
}

function cycleError(name: string, waiting: ReadonlyMap<NodeDraft, ReadonlySet<NodeDraft>>): FlyteError {
	const path: NodeDraft[] = [];
	const at = new Map<NodeDraft, number>();
	let node = waiting.keys().next().value as NodeDraft;
	// every node left waits for another that is left, so following them comes round
	while (!at.has(node)) {
		at.set(node, path.length);
		path.push(node);
		node = [...(waiting.get(node) as ReadonlySet<NodeDraft>)].find((source) => waiting.has(source)) as NodeDraft;
	}
	const cycle = [...path.slice(at.get(node)), node].reverse();
	return new FlyteError(
		"GRAPH_CYCLE",
		`nodes of ${name} wait for each other: ${cycle.map((step) => `${step.id} (${shownName(step.metadata.name)})`).join(" -> ")}`,
		{ entity: name, location: node.location, wayOut: "take out one of the before() that closes the circle" },
	);
}
