import {
	flyte,
	imperativeWorkflow,
	type Int,
	referenceLaunchPlan,
	referenceTask,
	referenceWorkflow,
	type Outputs,
} from "flytekit-ts";

const id = { project: "p", domain: "d", version: "v" };
export const remoteTask = referenceTask<{ a: Int; b?: string }, Int[]>({ ...id, name: "m.task" });
export const remoteFlow = referenceWorkflow<{}, Outputs<{ n: Int }>>({ ...id, name: "m.flow" });
export const remotePlan = referenceLaunchPlan<{ a: Int }>({ ...id, name: "m.plan" });
export const bySchema = referenceTask({ ...id, name: "m.schema", inputs: { a: flyte.int() }, outputs: flyte.int() });
export const built = imperativeWorkflow("m.built");
