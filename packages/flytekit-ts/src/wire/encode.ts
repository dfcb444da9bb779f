import type { SerializationSettings } from "../config/serialization-settings.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import type { Graph } from "../graph/graph.js";
import type { TaskTemplate } from "../graph/task-template.js";
import { blameGraph, blameMap, blaming } from "./blame.js";
import { Writer } from "./codec/writer.js";
import { writeDynamicJobSpec } from "./to-proto/dynamic-job.js";
import { writeLaunchPlan } from "./to-proto/launch-plan.js";
import { writeTaskSpec, writeTaskTemplate } from "./to-proto/task.js";
import { writeWorkflowSpec } from "./to-proto/workflow.js";

/** Bytes of a flyteidl.admin.TaskSpec: what registering a task sends. */
export function encodeTaskSpec(task: TaskEntity, settings: SerializationSettings): Uint8Array {
	const w = new Writer();
	writeTaskSpec(w, task, settings);
	return w.bytes();
}

/** Bytes of a flyteidl.core.TaskTemplate. */
export function encodeTaskTemplate(template: TaskTemplate): Uint8Array {
	const w = new Writer();
	writeTaskTemplate(w, template);
	return w.bytes();
}

/**
 * Bytes of a flyteidl.admin.WorkflowSpec: the workflow's template with those of all its sub-workflows. Its tasks and
 * launch plans are registered on their own.
 * Throws WIRE_DUPLICATE_ID, WIRE_CYCLE or WIRE_REFERENCE, and for a constant that cannot be written, with node and path,
 * WIRE_SURROGATE, WIRE_RANGE or WIRE_DEPTH.
 */
export function encodeWorkflowSpec(workflow: WorkflowEntity, settings: SerializationSettings): Uint8Array {
	const w = new Writer(4096);
	blaming(
		() => writeWorkflowSpec(w, workflow, settings),
		() => blameGraph(workflow.toGraph()),
	);
	return w.bytes();
}

/** Bytes of a flyteidl.admin.LaunchPlan. */
export function encodeLaunchPlan(plan: LaunchPlanEntity, settings: SerializationSettings): Uint8Array {
	const w = new Writer();
	blaming(
		() => writeLaunchPlan(w, plan, settings),
		() => blameMap(plan.defaultInputs, "defaultInputs") ?? blameMap(plan.fixedInputs, "fixedInputs"),
	);
	return w.bytes();
}

/**
 * Bytes of a flyteidl.core.DynamicJobSpec (futures.pb): the graph with the templates of every task and sub-workflow it
 * reaches, one for each id. Throws as {@link encodeWorkflowSpec}, and WIRE_NO_TEMPLATE.
 */
export function encodeDynamicJobSpec(graph: Graph, settings: SerializationSettings): Uint8Array {
	const w = new Writer(1024 + 128 * graph.nodes.length);
	blaming(
		() => writeDynamicJobSpec(w, graph, settings),
		() => blameGraph(graph),
	);
	return w.take();
}
