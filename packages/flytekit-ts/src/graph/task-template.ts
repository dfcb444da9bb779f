import type { Identifier } from "../config/identifier.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { JsonObject } from "../types/literal-type.js";

/** How a task is cached (flytekit's cache_version, cache_serialize, cache_ignore_input_vars). */
export interface CacheSettings {
	readonly version: string;
	/** Equal calls wait for the first instead of running beside it. */
	readonly serialize: boolean;
	readonly ignoreInputs: readonly string[];
}

/** flyteidl.core.TaskMetadata, what the author decides of it. */
export interface TaskMetadata {
	/** How often a recoverable failure is tried again; 0 runs once. */
	readonly retries: number;
	/** For one attempt, in milliseconds. */
	readonly timeoutMs?: number;
	readonly interruptible?: boolean;
	readonly cache?: CacheSettings;
	readonly deprecated?: string;
	readonly generatesDeck: boolean;
	readonly podTemplateName?: string;
	readonly isEager?: boolean;
}

/** Quantities as Kubernetes writes them: "500m", "1Gi". Keys are flyteidl.core.Resources.ResourceName. */
export interface ResourceList {
	readonly cpu?: string;
	readonly gpu?: string;
	readonly memory?: string;
	readonly storage?: string;
	readonly ephemeralStorage?: string;
}

/** flyteidl.core.Container. */
export interface ContainerSpec {
	readonly image: string;
	readonly command: readonly string[];
	readonly args: readonly string[];
	readonly env: ReadonlyMap<string, string>;
	readonly requests: ResourceList;
	readonly limits: ResourceList;
	readonly ports?: readonly number[];
	readonly dataConfig?: DataConfigSpec;
}

/** flyteidl.core.DataLoadingConfig: CoPilot puts inputs into files and takes outputs from them, for raw containers. */
export interface DataConfigSpec {
	readonly enabled: boolean;
	readonly inputPath: string;
	readonly outputPath: string;
	/** Of the file with all inputs beside those of their own. */
	readonly format: "json" | "yaml" | "proto";
}

/** flyteidl.core.K8sPod. */
export interface K8sPodSpec {
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	readonly podSpec: JsonObject;
	readonly primaryContainerName?: string;
	readonly dataConfig?: DataConfigSpec;
}

/** flyteidl.core.Secret. */
export interface SecretRequest {
	readonly group: string;
	readonly key?: string;
	readonly groupVersion?: string;
	readonly mount?: "any" | "envVar" | "file";
	readonly envVar?: string;
}

/** flyteidl.core.SecurityContext. */
export interface SecurityContextSpec {
	readonly secrets?: readonly SecretRequest[];
	readonly runAs?: { readonly iamRole?: string; readonly k8sServiceAccount?: string };
}

/** flyteidl.core.ExtendedResources. */
export interface ExtendedResourcesSpec {
	readonly gpuAccelerator?: {
		readonly device: string;
		readonly partitionSize?: string;
		readonly unpartitioned?: boolean;
	};
	readonly sharedMemory?: {
		readonly mountPath: string;
		readonly mountName: string;
		readonly sizeLimit?: string;
	};
}

/** flyteidl.core.TaskTemplate: what a container needs to run one task, ready for the wire. */
export interface TaskTemplate {
	readonly id: Identifier;
	/** "python-task" by default: which engine plugin runs it. */
	readonly type: string;
	readonly taskTypeVersion: number;
	readonly metadata: TaskMetadata;
	readonly interface: TypedInterface;
	readonly custom?: JsonObject;
	readonly config?: ReadonlyMap<string, string>;
	readonly container?: ContainerSpec;
	readonly k8sPod?: K8sPodSpec;
	readonly sql?: { readonly statement: string; readonly dialect: "undefined" | "ansi" | "hive" | "other" };
	readonly securityContext?: SecurityContextSpec;
	readonly extendedResources?: ExtendedResourcesSpec;
}

/** flyteidl.admin.DescriptionEntity, the part that authors write. */
export interface EntityDocs {
	readonly shortDescription?: string;
	readonly longDescription?: string;
	readonly sourceLink?: string;
}
