/** Specs and templates that were written, back as graphs and entities. Loads the generated code. */
export {
	type DynamicOptions,
	graphFromDynamicJobSpec,
	graphFromWorkflowSpec,
	workflowFromProto,
} from "./graph.js";
export { launchPlanFromProto } from "./launch-plan.js";
export type { FromProtoOptions } from "./library.js";
export { taskFromProto, taskTemplateFromProto } from "./task.js";
