import type { Identifier } from "../../config/identifier.js";
import type { Graph } from "../../graph/graph.js";
import type { Writer } from "../codec/writer.js";
import { writeBindings } from "./binding.js";
import { writeIdentifier } from "./identifier.js";
import { writeInterface } from "./interface.js";
import type { NodeWriter } from "./node.js";

/** Content of a flyteidl.core.WorkflowTemplate. */
export function writeWorkflowTemplate(w: Writer, id: Identifier, graph: Graph, nodes: NodeWriter): void {
	const mark = w.size;
	if (graph.interruptible) w.uint32(1, 1);
	w.close(7, mark);
	if (graph.onFailure !== undefined) nodes.writeNodes(w, 6, [graph.onFailure]);
	writeBindings(w, 5, graph.outputs);
	nodes.writeNodes(w, 4, graph.nodes);
	const face = w.size;
	writeInterface(w, graph.interface);
	w.close(3, face);
	const metadata = w.size;
	if (graph.failurePolicy === "failAfterExecutableNodesComplete") w.uint32(2, 1);
	w.close(2, metadata);
	const identifier = w.size;
	writeIdentifier(w, id);
	w.close(1, identifier);
}
