import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { Graph } from "../../graph/graph.js";
import type { Writer } from "../codec/writer.js";
import { writeBindings } from "./binding.js";
import { Closure } from "./closure.js";
import { NodeWriter } from "./node.js";

/**
 * Content of a flyteidl.core.DynamicJobSpec: what a dynamic's body compiled to, with the templates of all it calls. The
 * interface, name and policy of the graph have no place in it: the dynamic's own task template says them.
 */
export function writeDynamicJobSpec(w: Writer, graph: Graph, settings: SerializationSettings): void {
	const nodes = new NodeWriter(settings);
	const closure = new Closure(settings, nodes, { withTasks: true });
	closure.addGraph(graph);
	for (const { bytes } of [...closure.workflows.values()].reverse()) w.bytesField(5, bytes);
	for (const { bytes } of [...closure.tasks.values()].reverse()) w.bytesField(4, bytes);
	writeBindings(w, 3, graph.outputs);
	if (graph.nodes.length > 0) w.int64(2, BigInt(graph.nodes.length));
	nodes.writeNodes(w, 1, graph.nodes);
}
