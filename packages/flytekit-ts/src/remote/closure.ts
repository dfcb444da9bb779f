import { EagerTask } from "../authoring/eager.js";
import { isPlannedWorkflow, LaunchPlan } from "../authoring/launch-plan.js";
import type { Entity } from "../graph/entities.js";
import type { Node } from "../graph/graph.js";
import { type Registration, registrationOf } from "../wire/registration.js";

/** What is registered on Flyte for `roots`, with the default launch plan of each workflow, and the workflow of each eager task. */
export function closureOf(roots: Iterable<Entity | Node>): Registration {
	return registrationOf(roots, {
		workflowOf: (task) => (task instanceof EagerTask ? task.asWorkflow() : undefined),
		defaultPlan: (workflow) => (isPlannedWorkflow(workflow) ? new LaunchPlan(workflow, {}) : undefined),
	});
}
