import type { Of, Schema, SchemaDeclaration, SchemaFields, ValuesOf } from "../interface/schema/index.js";
import type { Outputs } from "./api-types.js";
import { checkOptions } from "./options.js";
import { type ReferenceId, ReferenceLaunchPlan, ReferenceTask, ReferenceWorkflow } from "./reference.js";

/** A reference whose interface is said by schemas. */
type WithSchemas<S, T> = ReferenceId & { readonly inputs: S; readonly outputs?: T };
type Given = ReferenceId & SchemaDeclaration;
type Result<T> = T extends Schema ? Of<T> : T extends SchemaFields ? Outputs<{ [K in keyof T]: Of<T[K]> }> : void;

const OPTIONS = ["project", "domain", "name", "version", "org", "inputs", "outputs"];

/**
 * A task that is registered on the cluster: `referenceTask<{ a: Int }, Int>({ project, domain, name, version })`. Its interface is
 * what the type arguments, or `inputs` and `outputs` schemas, say. Not inside a dynamic, where Flyte wants every task's
 * template. flytekit: @reference_task. Throws AUTHORING_OPTION when a part of the id is missing.
 */
export function referenceTask<I extends object = {}, O = void>(id: ReferenceId): ReferenceTask<I, O>;
export function referenceTask<S extends SchemaFields, T extends Schema | SchemaFields | undefined = undefined>(
	id: WithSchemas<S, T>,
): ReferenceTask<ValuesOf<S>, Result<T>>;
export function referenceTask(id: Given): ReferenceTask {
	checkOptions("referenceTask", id, OPTIONS);
	return new ReferenceTask("referenceTask", referenceTask, "task", id);
}

/**
 * A workflow that is registered on the cluster. Flyte cannot make it part of another workflow: registering one that calls it is
 * refused, so it is of use in tests only; refer to its launch plan. flytekit: @reference_workflow.
 */
export function referenceWorkflow<I extends object = {}, O = void>(id: ReferenceId): ReferenceWorkflow<I, O>;
export function referenceWorkflow<S extends SchemaFields, T extends Schema | SchemaFields | undefined = undefined>(
	id: WithSchemas<S, T>,
): ReferenceWorkflow<ValuesOf<S>, Result<T>>;
export function referenceWorkflow(id: Given): ReferenceWorkflow {
	checkOptions("referenceWorkflow", id, OPTIONS);
	return new ReferenceWorkflow("referenceWorkflow", referenceWorkflow, "workflow", id);
}

/** A launch plan that is registered on the cluster; called like a workflow, also in dynamics. flytekit: @reference_launch_plan. */
export function referenceLaunchPlan<I extends object = {}, O = void>(id: ReferenceId): ReferenceLaunchPlan<I, O>;
export function referenceLaunchPlan<S extends SchemaFields, T extends Schema | SchemaFields | undefined = undefined>(
	id: WithSchemas<S, T>,
): ReferenceLaunchPlan<ValuesOf<S>, Result<T>>;
export function referenceLaunchPlan(id: Given): ReferenceLaunchPlan {
	checkOptions("referenceLaunchPlan", id, OPTIONS);
	return new ReferenceLaunchPlan("referenceLaunchPlan", referenceLaunchPlan, "launchPlan", id);
}
