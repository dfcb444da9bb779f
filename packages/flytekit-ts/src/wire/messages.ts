import type { SerializationSettings } from "../config/serialization-settings.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import type { Graph } from "../graph/graph.js";
import { encodeDynamicJobSpec, encodeLaunchPlan, encodeTaskSpec, encodeWorkflowSpec } from "./encode.js";
import { LaunchPlan } from "./gen/flyteidl/admin/launch_plan.js";
import { TaskSpec } from "./gen/flyteidl/admin/task.js";
import { WorkflowSpec } from "./gen/flyteidl/admin/workflow.js";
import { DynamicJobSpec } from "./gen/flyteidl/core/dynamic_job.js";

/** flyteidl.admin.TaskSpec as a message object, to send inside another message. Throws as {@link encodeTaskSpec}. */
export function taskSpec(task: TaskEntity, settings: SerializationSettings): TaskSpec {
	return TaskSpec.decode(encodeTaskSpec(task, settings));
}

/** flyteidl.admin.WorkflowSpec as a message object. Throws as {@link encodeWorkflowSpec}. */
export function workflowSpec(workflow: WorkflowEntity, settings: SerializationSettings): WorkflowSpec {
	return WorkflowSpec.decode(encodeWorkflowSpec(workflow, settings));
}

/** flyteidl.admin.LaunchPlan as a message object. Throws as {@link encodeLaunchPlan}. */
export function launchPlanSpec(plan: LaunchPlanEntity, settings: SerializationSettings): LaunchPlan {
	return LaunchPlan.decode(encodeLaunchPlan(plan, settings));
}

/** flyteidl.core.DynamicJobSpec as a message object. Throws as {@link encodeDynamicJobSpec}. */
export function dynamicJobSpec(graph: Graph, settings: SerializationSettings): DynamicJobSpec {
	return DynamicJobSpec.decode(encodeDynamicJobSpec(graph, settings));
}
