/** Typed calls of Flyte's services over any transport. Loads the generated services: only a remote client does. */
export {
	type OAuth2Metadata,
	oauth2Metadata,
	type PublicClientConfig,
	publicClientConfig,
	type UserInfo,
	userInfo,
} from "./auth-metadata.js";
export {
	createDeckLinks,
	createDownloadLocation,
	createUploadLocation,
	getFlyteData,
	type SignedUpload,
	type UploadRequest,
} from "./data-proxy.js";
export {
	createEntity,
	getActiveLaunchPlan,
	getLaunchPlan,
	getTask,
	getWorkflow,
	keptEntity,
	listIds,
	listLaunchPlans,
	listNames,
	listTasks,
	listWorkflows,
	setLaunchPlanState,
} from "./entities.js";
export type { LaunchPlanRecord, TaskRecord, WorkflowRecord } from "./entity-records.js";
export type { ExecutionMode, ExecutionRecord } from "./execution-record.js";
export type { LaunchOptions } from "./execution-spec.js";
export {
	createExecution,
	executionData,
	getExecution,
	listExecutions,
	recoverExecution,
	relaunchExecution,
	terminateExecution,
} from "./executions.js";
export { type EntityName, type ExecutionId, executionKey, type NodeExecutionId } from "./identifiers.js";
export {
	getNodeExecution,
	listNodeExecutions,
	type NodeRecord,
	nodeExecutionData,
	nodeKey,
} from "./node-executions.js";
export { eachOf, type ListOptions, type Page } from "./paging.js";
export type { LogLink, RemoteFailure } from "./parts.js";
export {
	type CacheStatus,
	type ExecutionPhase,
	isFinalExecution,
	isFinalNode,
	type NodePhase,
	type TaskPhase,
} from "./phases.js";
export { type DomainRecord, getDomains, getVersion, listProjects, type ProjectRecord } from "./projects.js";
export { listSignals, type SignalRecord, setSignal } from "./signals.js";
export { type AttemptRecord, type ElementRecord, listTaskExecutions } from "./task-executions.js";
export type { AdminMethod, AdminTransport, CallOptions } from "./transport.js";
