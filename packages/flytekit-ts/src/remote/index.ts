/** The client of a Flyte deployment: `flytekit-ts/remote`. */
export type {
	AuthType,
	FlyteConfig,
	PlatformConfig,
	StorageConfig,
} from "../config/platform.js";
export type { CacheStatus, ExecutionPhase, NodePhase, TaskPhase } from "../wire/admin/phases.js";
export type {
	AttemptRecord,
	DomainRecord,
	ElementRecord,
	ExecutionId,
	ExecutionRecord,
	LaunchOptions,
	ListOptions,
	LogLink,
	NodeExecutionId,
	NodeRecord,
	Page,
	ProjectRecord,
	RemoteFailure,
	UserInfo,
} from "../wire/admin/records.js";
export type { AdminTransport } from "../wire/admin/transport.js";
export type { ArrayCalls } from "./array-calls.js";
export type { BackfillOptions, BackfillPlan } from "./backfill.js";
export { Channel, type ChannelOptions } from "./channel.js";
export type { ConfigPlace } from "./config/find-config.js";
export { type ConfigOptions, readFlyteConfig } from "./config/flyte-config.js";
export { FlyteExecution, type NodeLiterals, type NodeValues, type WaitOptions } from "./execution.js";
export type { EntityGiven, EntityReference } from "./fetch-entities.js";
export { FetchedLaunchPlan, FetchedTask, FetchedWorkflow } from "./fetched.js";
export type { DownloadOptions, Uploaded } from "./files.js";
export {
	type ExecuteArgs,
	type ExecutionGiven,
	FlyteRemote,
	type RemoteOptions,
	type ValueOf,
} from "./flyte-remote.js";
export type { ExecuteOptions } from "./launch.js";
export { lastElements, type NodeTree, type TreeOptions } from "./node-tree.js";
export type { Registered } from "./registration.js";
export type { Creation, RegistrationTarget, UploadLocation } from "./registration-target.js";
export type { Place } from "./session.js";
export type { Gate } from "./signals.js";
export type { TokenHeader, TokenProvider } from "./token-provider.js";
export type { RemoteEvent, WatchOptions } from "./watch.js";
