/**
 * For authors of plugins: the classes behind the factories, the literal model and its transformers, and what goes onto the
 * wire. Authors of tasks need none of this.
 */
export type { Callable, In, InputsOf, OutputOf, Outputs, Params } from "./authoring/api-types.js";
export { CallableEntity, isEntity } from "./authoring/callable.js";
export { BackendTask, type BackendTaskSetup } from "./authoring/declared/backend-task.js";
export { checkOptions, splitArguments } from "./authoring/options.js";
export { AutoContainerTask, type GetCommand } from "./authoring/task/auto-container-task.js";
export {
	type DependencyHint,
	type ExecutionMode,
	FunctionTask,
	type FunctionTaskSetup,
} from "./authoring/task/function-task.js";
export { TASK_OPTIONS, type TaskOptions } from "./authoring/task/options.js";
export {
	defaultTaskResolver,
	exportedTask,
	exportNameOf,
	type ImportModule,
	type ResolvableTask,
	type TaskResolver,
} from "./authoring/task/resolver.js";
export { bundleResolver, namedResolvers, StoredTaskResolver, sourceResolver } from "./authoring/task/resolvers.js";
export type { ResourceSpec } from "./authoring/task/resource-options.js";
export {
	type ExecuteResult,
	LiteralResult,
	type LocalExecutionMode,
	type NativeInterface,
	Task,
} from "./authoring/task/task.js";
export type { Identifier, ResourceType } from "./config/identifier.js";
export type {
	FastSerializationSettings,
	Image,
	ImageConfig,
	SerializationSettings,
} from "./config/serialization-settings.js";
export { type BlobAccess, currentBlobAccess } from "./context/blob-access.js";
export { currentContext, ExecutionContext } from "./context/execution.js";
export type { BlobStore, Clock, Random } from "./context/ports/index.js";
export {
	type ErrorCode,
	FlyteError,
	IgnoreOutputs,
	isFlyteError,
	isIgnoreOutputs,
	RecoverableError,
} from "./errors/index.js";
export type { Binding, BindingData, PromiseBinding } from "./graph/binding.js";
export {
	type DynamicJobSpec,
	type Entity,
	isDynamicJobSpec,
	type LaunchPlanEntity,
	type TaskContext,
	type TaskEntity,
	type WorkflowEntity,
} from "./graph/entities.js";
export {
	FOLD_MODES,
	type Folded,
	type FoldedCalls,
	type FoldMode,
	type FoldReport,
	type FoldSettings,
	foldGraph,
	foldLines,
	type LeftCalls,
} from "./graph/fold/index.js";
export type { Graph, Node, NodeMetadata, NodeTarget } from "./graph/graph.js";
export type {
	ContainerSpec,
	EntityDocs,
	ExtendedResourcesSpec,
	K8sPodSpec,
	SecurityContextSpec,
	TaskMetadata,
	TaskTemplate,
} from "./graph/task-template.js";
export {
	type GivenOf,
	type Of,
	registerSchemaConverter,
	type Schema,
	type SchemaDeclaration,
	type SchemaFields,
	type ValuesOf,
} from "./interface/schema/index.js";
export type { TypedInterface, Variable } from "./interface/typed-interface.js";
export {
	type ConvertContext,
	fromLiteral,
	type Literal,
	type LiteralMap,
	type LiteralType,
	literalTypeOf,
	type NativeType,
	registerType,
	type TypeTransformer,
	toLiteral,
} from "./types/index.js";
export {
	decodeLiteral,
	decodeLiteralMap,
	encodeDynamicJobSpec,
	encodeLaunchPlan,
	encodeLiteral,
	encodeLiteralMap,
	encodeTaskSpec,
	encodeWorkflowSpec,
} from "./wire/index.js";
