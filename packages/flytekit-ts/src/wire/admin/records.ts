import type { Identifier } from "../../config/identifier.js";
import type { LaunchPlanEntity, LaunchPlanOptions, WorkflowEntity } from "../../graph/entities.js";
import type { SecurityContextSpec, TaskTemplate } from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import type { Literal } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import type { CacheStatus, ExecutionPhase, NodePhase, TaskPhase } from "./phases.js";

// What the calls of a deployment take and give. Without generated types: declarations of the client rest on these alone.

/** flyteidl.core.WorkflowExecutionIdentifier: one execution on a deployment. */
export interface ExecutionId {
	readonly project: string;
	readonly domain: string;
	readonly name: string;
	readonly org?: string;
}

/** flyteidl.core.NodeExecutionIdentifier: one node of an execution. */
export interface NodeExecutionId {
	readonly execution: ExecutionId;
	/** As propeller has it: `n0`, below a dynamic `n0-0-dn1`. */
	readonly nodeId: string;
}

/** All versions of one entity. flyteidl.admin.NamedEntityIdentifier; without name, all entities of the domain. */
export interface EntityName {
	readonly project: string;
	readonly domain: string;
	readonly name?: string;
	readonly org?: string;
}

/** What a list call may be told. */
export interface ListOptions {
	/** How many at most; 100 when left out. */
	readonly limit?: number;
	/** Of the page before. */
	readonly token?: string;
	/** flyteadmin's filters: `eq(phase,FAILED)+gte(created_at,2026-01-01T00:00:00Z)`. */
	readonly filters?: string;
	readonly sortBy?: { readonly key: string; readonly direction: "ascending" | "descending" };
}

/** Some of a list, and where the rest begins. */
export interface Page<T> {
	readonly items: readonly T[];
	/** For the next call; undefined at the end. */
	readonly token?: string;
}

/** Why an execution, node or attempt failed: flyteidl.core.ExecutionError. */
export interface RemoteFailure {
	/** `USER:Unknown`, `RetriesExhausted|USER:...`, or what the task's error.pb said. */
	readonly code: string;
	readonly message: string;
	readonly kind: "unknown" | "user" | "system";
	/** Where error.pb is. */
	readonly errorUri?: string;
}

/** A link to what an attempt printed: flyteidl.core.TaskLog. */
export interface LogLink {
	readonly name: string;
	readonly uri: string;
}

/** Who launched an execution: flyteidl.admin.ExecutionMetadata.ExecutionMode. */
export type ExecutionMode = "manual" | "scheduled" | "system" | "relaunch" | "childWorkflow" | "recovered" | "trigger";

/** An execution as the cluster knows it now: flyteidl.admin.Execution. */
export interface ExecutionRecord {
	readonly id: ExecutionId;
	readonly phase: ExecutionPhase;
	/** What was launched: a launch plan, or a task alone. */
	readonly launched: Identifier;
	/** The workflow that runs; a task alone runs in one that Flyte makes around it. */
	readonly workflow?: Identifier;
	readonly error?: RemoteFailure;
	readonly abort?: { readonly cause: string; readonly principal?: string };
	readonly createdAt?: Date;
	readonly startedAt?: Date;
	readonly updatedAt?: Date;
	readonly durationMs?: number;
	readonly principal?: string;
	readonly mode: ExecutionMode;
	/** That this one recovers or repeats. */
	readonly reference?: ExecutionId;
	/** The node that launched it. */
	readonly parent?: NodeExecutionId;
	readonly labels: ReadonlyMap<string, string>;
	readonly annotations: ReadonlyMap<string, string>;
	readonly tags: readonly string[];
}

/** A node as the cluster knows it now: flyteidl.admin.NodeExecution. */
export interface NodeRecord {
	readonly id: NodeExecutionId;
	/** Its id in the graph: `dn1` of `n0-0-dn1`. */
	readonly specNodeId: string;
	readonly phase: NodePhase;
	/** Others hang below it: a dynamic, a sub-workflow, a branch, an array. */
	readonly isParent: boolean;
	readonly isDynamic: boolean;
	readonly isArray: boolean;
	readonly error?: RemoteFailure;
	readonly createdAt?: Date;
	readonly startedAt?: Date;
	readonly updatedAt?: Date;
	readonly durationMs?: number;
	readonly deckUri?: string;
	readonly inputUri?: string;
	readonly outputUri?: string;
	/** The execution that a launch plan node started. */
	readonly launched?: ExecutionId;
	readonly cache?: CacheStatus;
}

/** One attempt of a task: flyteidl.admin.TaskExecution. */
export interface AttemptRecord {
	readonly task: Identifier;
	readonly node: NodeExecutionId;
	/** From 0. */
	readonly attempt: number;
	readonly phase: TaskPhase;
	readonly taskType: string;
	readonly logs: readonly LogLink[];
	/** Why it is in its phase, as the plugin says: "waiting for resources", "pod was evicted". */
	readonly reason?: string;
	readonly error?: RemoteFailure;
	readonly createdAt?: Date;
	readonly startedAt?: Date;
	readonly durationMs?: number;
	/** Elements of a map; empty for other tasks. */
	readonly elements: readonly ElementRecord[];
}

/** One element of a map task, as its attempt reports it. */
export interface ElementRecord {
	readonly index: number;
	readonly attempt: number;
	readonly phase: TaskPhase;
	readonly cache: CacheStatus;
	readonly logs: readonly LogLink[];
}

/** A gate of a running execution: flyteidl.admin.Signal. */
export interface SignalRecord {
	readonly execution: ExecutionId;
	/** The gate's name. */
	readonly name: string;
	readonly type: LiteralType;
	/** What it was set to; undefined while the execution waits for it. */
	readonly value?: Literal;
}

/** flyteidl.admin.Domain. */
export interface DomainRecord {
	readonly id: string;
	readonly name: string;
}

/** flyteidl.admin.Project. */
export interface ProjectRecord {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly domains: readonly DomainRecord[];
	readonly state: "active" | "archived" | "system";
}

/** Who the server takes the caller for. */
export interface UserInfo {
	readonly subject: string;
	readonly name: string;
	readonly email: string;
}

/** Where tokens come from: flyteidl.service.OAuth2MetadataResponse. */
export interface OAuth2Metadata {
	readonly issuer: string;
	readonly authorizationEndpoint: string;
	readonly tokenEndpoint: string;
	readonly deviceAuthorizationEndpoint: string;
	readonly jwksUri: string;
	readonly scopesSupported: readonly string[];
	readonly grantTypesSupported: readonly string[];
	readonly responseTypesSupported: readonly string[];
	readonly codeChallengeMethodsSupported: readonly string[];
	readonly tokenEndpointAuthMethodsSupported: readonly string[];
}

/** What a client without a registration of its own uses: flyteidl.service.PublicClientAuthConfigResponse. */
export interface PublicClientConfig {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	/** Header for the token, `authorization` where "". */
	readonly authorizationMetadataKey: string;
	readonly serviceHttpEndpoint: string;
	readonly audience: string;
}

/** How an execution is launched, beside its inputs: flyteidl.admin.ExecutionSpec, flytekit's Options and arguments of execute. */
export interface LaunchOptions {
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly tags?: readonly string[];
	/** Environment of every container, over what the tasks say. */
	readonly env?: Readonly<Record<string, string>>;
	/** Runs everything, and writes the cache anew. */
	readonly overwriteCache?: boolean;
	readonly interruptible?: boolean;
	/** How many task nodes run at a time. */
	readonly maxParallelism?: number;
	readonly rawOutputPrefix?: string;
	readonly securityContext?: SecurityContextSpec;
	/** flytekit's cluster_pool. */
	readonly clusterPool?: string;
	readonly executionClusterLabel?: string;
	/** In place of the launch plan's; `[]` sends none. */
	readonly notifications?: LaunchPlanOptions["notifications"];
	/** The node on whose behalf this execution is started, as eager tasks do. */
	readonly parent?: NodeExecutionId;
}

/** A registered task: flyteidl.admin.Task. */
export interface TaskRecord {
	readonly id: Identifier;
	readonly template: TaskTemplate;
	readonly createdAt?: Date;
}

/** A registered workflow: flyteidl.admin.Workflow. */
export interface WorkflowRecord {
	readonly id: Identifier;
	/** As it was compiled, with its tasks and sub-workflows. Where a list gave only its id, it has no interface and no graph. */
	readonly workflow: WorkflowEntity;
	readonly createdAt?: Date;
}

/** A registered launch plan: flyteidl.admin.LaunchPlan. */
export interface LaunchPlanRecord {
	readonly id: Identifier;
	readonly state: "active" | "inactive";
	readonly plan: LaunchPlanEntity;
	/** Inputs that an execution of it may be given, and what it gives. */
	readonly interface: TypedInterface;
	readonly createdAt?: Date;
	readonly updatedAt?: Date;
}
