import {
	approve,
	flyte,
	type Inputs,
	type Int,
	launchPlan,
	referenceLaunchPlan,
	referenceTask,
	referenceWorkflow,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";

export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);

/** Asks for a number, and whether the sum will do. */
export const gated = workflow(({ n }: Inputs<{ n: Int }>) => {
	const limit = waitForInput("limit", flyte.int(), "2h");
	return approve(add({ a: n, b: limit }), "good-enough", "1h");
});
export const defaultPlan = launchPlan(gated);

const at = { project: "shop", domain: "production", version: "v1" };
export const taskRef = referenceTask<{ n: Int }, Int>({ ...at, name: "remote.task" });
export const workflowRef = referenceWorkflow<{ n: Int }, Int>({ ...at, name: "remote.workflow" });
export const planRef = referenceLaunchPlan<{ n: Int }, Int>({ ...at, name: "remote.plan" });
export const viaReferences = workflow(({ n }: Inputs<{ n: Int }>) => planRef({ n: taskRef({ n }) }));
