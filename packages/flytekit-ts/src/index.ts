/**
 * The front door: everything an author of tasks and workflows imports. Importing it opens nothing and loads no engine; the
 * first call at top level does.
 */
import { bindEngine } from "./local.js";

export type {
	Bindable,
	Called,
	Inputs,
	InputsOf,
	NodeHandle,
	OutputOf,
	Outputs,
	Overrides,
	Promised,
	PromisedValue,
	Resources,
	Time,
} from "./authoring/api-types.js";
export { attr } from "./authoring/attr.js";
export type { CacheOption } from "./authoring/cache/options.js";
export { type CachePolicy, codePolicy, imagePolicy, type VersionParameters } from "./authoring/cache/policy.js";
export {
	and,
	type Condition,
	type Conditional,
	conditional,
	eq,
	ge,
	gt,
	isFalse,
	isTrue,
	le,
	lt,
	ne,
	or,
} from "./authoring/conditional.js";
export type { ChartOptions } from "./authoring/deck/chart.js";
export { renderers } from "./authoring/deck/renderers.js";
export { type ConnectorTaskOptions, connectorTask } from "./authoring/declared/backend-task.js";
export { type ContainerTaskOptions, containerTask } from "./authoring/declared/container-task.js";
export { fileSensor, type SensorOptions, sensor } from "./authoring/declared/sensor.js";
export { type ShellTaskOptions, shellTask } from "./authoring/declared/shell-task.js";
export { type SqlTaskOptions, sqlTask } from "./authoring/declared/sql-task.js";
export { type DynamicOptions, dynamic } from "./authoring/dynamic.js";
export { type EagerTask, eager } from "./authoring/eager.js";
export type { EagerWorkflow } from "./authoring/eager-workflow.js";
export { approve, sleep, waitForInput } from "./authoring/gates.js";
export { ImageSpec, type ImageSpecOptions, imageSpec } from "./authoring/image-spec/image-spec.js";
export {
	type ImperativeNode,
	type ImperativeOptions,
	type ImperativeValue,
	ImperativeWorkflow,
	imperativeWorkflow,
} from "./authoring/imperative.js";
export { LaunchPlan, launchPlan } from "./authoring/launch-plan.js";
export { type MapOptions, MapTask, mapTask } from "./authoring/map-task.js";
export {
	type EndPhase,
	email,
	type Notification,
	type NotificationOptions,
	pagerDuty,
	slack,
} from "./authoring/notification.js";
export { before, createNode } from "./authoring/order.js";
export { outputs } from "./authoring/outputs.js";
export type { LaunchOptions, PlanOptions } from "./authoring/plan-options.js";
export type { ReferenceId, ReferenceLaunchPlan, ReferenceTask, ReferenceWorkflow } from "./authoring/reference.js";
export { referenceLaunchPlan, referenceTask, referenceWorkflow } from "./authoring/reference-factories.js";
export { cron, every, type Schedule } from "./authoring/schedule.js";
export { accelerator, accelerators, type DividedAccelerator } from "./authoring/task/accelerators.js";
export type { DeckField } from "./authoring/task/deck-options.js";
export type { DynamicTask, FunctionTask } from "./authoring/task/function-task.js";
export type { TaskOptions } from "./authoring/task/options.js";
export type { Amount, ResourcePairs } from "./authoring/task/resource-options.js";
export { type SchemaOptions, task } from "./authoring/task.js";
export { Workflow, type WorkflowOptions, workflow } from "./authoring/workflow.js";
export { Deck, type Span, timeIt } from "./context/deck.js";
export { currentContext, type ExecutionContext } from "./context/execution.js";
export type { Logger } from "./context/logger.js";
export { type ErrorCode, FlyteError, isFlyteError, RecoverableError } from "./errors/index.js";
export type { Accelerator } from "./graph/extended-resources.js";
export type { PodContainer, PodSpec, PodTemplate } from "./graph/pod-template.js";
export { flyte, registerSchemaConverter } from "./interface/schema/index.js";
export { type RecoverOptions, recover } from "./recover.js";
export { StructuredDataset } from "./types/dataset/index.js";
export {
	type Duration,
	type DurationText,
	duration,
	FlyteDirectory,
	FlyteFile,
	type Int,
	type Json,
	registerType,
	type Timestamp,
	type TypeTransformer,
	timestamp,
} from "./types/index.js";

bindEngine();
