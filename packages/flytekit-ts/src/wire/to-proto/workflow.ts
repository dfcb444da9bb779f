import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { WorkflowEntity } from "../../graph/entities.js";
import type { Writer } from "../codec/writer.js";
import { Closure } from "./closure.js";
import { writeDocs } from "./docs.js";
import { entityId, idKey } from "./identifier.js";
import { NodeWriter } from "./node.js";
import { writeWorkflowTemplate } from "./workflow-template.js";

/** Content of a flyteidl.admin.WorkflowSpec: the template and those of its sub-workflows; tasks are registered apart. */
export function writeWorkflowSpec(w: Writer, workflow: WorkflowEntity, settings: SerializationSettings): void {
	const id = entityId(workflow, "workflow", settings);
	const graph = workflow.toGraph();
	const nodes = new NodeWriter(settings);
	const closure = new Closure(settings, nodes, { withTasks: false });
	closure.addGraph(graph, idKey(id));
	const mark = w.size;
	if (workflow.docs !== undefined) {
		writeDocs(w, workflow.docs);
		w.close(3, mark);
	}
	for (const { bytes } of [...closure.workflows.values()].reverse()) w.bytesField(2, bytes);
	const template = w.size;
	writeWorkflowTemplate(w, id, graph, nodes);
	w.close(1, template);
}
