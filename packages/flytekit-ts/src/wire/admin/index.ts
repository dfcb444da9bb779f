/** Typed calls of Flyte's services over any transport. Loads the generated services: only a remote client does. */
export { oauth2Metadata, publicClientConfig, userInfo } from "./auth-metadata.js";
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
export {
	createExecution,
	executionData,
	getExecution,
	listExecutions,
	recoverExecution,
	relaunchExecution,
	terminateExecution,
} from "./executions.js";
export { executionKey } from "./identifiers.js";
export {
	dynamicWorkflow,
	getNodeExecution,
	listNodeExecutions,
	nodeExecutionData,
	nodeKey,
} from "./node-executions.js";
export { eachOf } from "./paging.js";
export {
	type CacheStatus,
	type ExecutionPhase,
	isFinalExecution,
	isFinalNode,
	type NodePhase,
	type TaskPhase,
} from "./phases.js";
export { getDomains, getVersion, listProjects } from "./projects.js";
export type {
	AttemptRecord,
	DomainRecord,
	ElementRecord,
	EntityName,
	ExecutionId,
	ExecutionMode,
	ExecutionRecord,
	LaunchOptions,
	LaunchPlanRecord,
	ListOptions,
	LogLink,
	NodeExecutionId,
	NodeRecord,
	OAuth2Metadata,
	Page,
	ProjectRecord,
	PublicClientConfig,
	RemoteFailure,
	SignalRecord,
	TaskRecord,
	UserInfo,
	WorkflowRecord,
} from "./records.js";
export { listSignals, setSignal } from "./signals.js";
export { listTaskExecutions } from "./task-executions.js";
export type { AdminMethod, AdminTransport, CallOptions } from "./transport.js";
