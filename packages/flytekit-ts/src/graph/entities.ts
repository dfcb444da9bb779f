import type { Identifier } from "../config/identifier.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import type { CheckpointPlaces } from "../context/checkpoint.js";
import type { FlyteFacts } from "../context/flyte-facts.js";
import type { Clock } from "../context/ports/index.js";
import type { SourceLocation } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { ConvertContext, MaybePromise } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";
import type { ArrayTarget, Graph } from "./graph.js";
import type { EntityDocs, SecurityContextSpec, TaskMetadata, TaskTemplate } from "./task-template.js";

/**
 * What a node may call, as the graph, the wire and the engine see it. Authoring's classes implement these; from-proto makes
 * plain ones from a message.
 */
export type Entity = TaskEntity | WorkflowEntity | LaunchPlanEntity;

interface EntityBase {
	/** `module.exportName`. */
	readonly name: string;
	/** Complete already for references and fetched entities; else settings fill project, domain and version. */
	readonly id?: Identifier;
	readonly interface: TypedInterface;
	readonly location?: SourceLocation;
	readonly docs?: EntityDocs;
}

export interface TaskEntity extends EntityBase {
	readonly entityKind: "task";
	readonly metadata: TaskMetadata;
	/** A body that makes a graph at execution time. */
	readonly isDynamic: boolean;
	/** Names a task that is registered on a cluster. */
	readonly isReference?: boolean;
	/** What a dynamic's body may call, to be registered with it. */
	readonly nodeDependencyHints?: readonly Entity[];
	/** A reference has a template only where it was fetched: those throw. */
	toTemplate(settings: SerializationSettings): TaskTemplate;
	/**
	 * An array node's target with this task for each element; undefined for what Flyte's array node does not run. Throws what is
	 * wrong with types that a list is put around.
	 */
	arrayTarget?(options: ArrayOptions): ArrayTarget | undefined;
	/**
	 * The task of a share of the graph that it makes, of that interface, for a graph that is split; undefined for what is no
	 * dynamic of this package's.
	 */
	shareTask?(face: TypedInterface): TaskEntity | undefined;
	/** Is a share of another dynamic's graph: its calls are told of as that one's. */
	readonly isShare?: boolean;
	/**
	 * Runs it here. Absent for what only a cluster can run. Gives its result at once, or throws at once, where nothing has to
	 * be waited for: a promise for each of a hundred thousand small tasks costs more than the tasks.
	 */
	dispatchExecute?(context: TaskContext, inputs: LiteralMap): MaybePromise<LiteralMap | DynamicJobSpec>;
}

/** How a task is mapped. */
export interface ArrayOptions {
	/** Inputs that are the same for all elements, sorted. */
	readonly bound: readonly string[];
	/** Elements at a time; 0 is unlimited, left out inherits. */
	readonly concurrency?: number | undefined;
	/** How many elements, or which share of them, must succeed; all when both are left out. */
	readonly minSuccesses?: number | undefined;
	readonly minSuccessRatio?: number | undefined;
	/** Calls that one element makes, one after the other or side by side in one container; one when left out. */
	readonly chunk?: number | undefined;
}

export interface WorkflowEntity extends EntityBase {
	readonly entityKind: "workflow";
	/** Compiles the body, anew at each call; repeatable. */
	toGraph(): Graph;
	/** True for a reference: no graph here. */
	readonly isReference: boolean;
}

export interface LaunchPlanEntity extends EntityBase {
	readonly entityKind: "launchPlan";
	readonly workflow: WorkflowEntity;
	readonly isReference: boolean;
	/** Values for inputs that may be left out. */
	readonly defaultInputs: LiteralMap;
	/** Values that cannot be given at a call. */
	readonly fixedInputs: LiteralMap;
	readonly options: LaunchPlanOptions;
}

/** flyteidl.admin.LaunchPlanSpec beside inputs. */
export interface LaunchPlanOptions {
	readonly schedule?:
		| {
				readonly kind: "cron";
				readonly expression: string;
				readonly offset?: string;
				readonly kickoffTimeArg?: string;
		  }
		| {
				readonly kind: "rate";
				readonly value: number;
				readonly unit: "minute" | "hour" | "day";
				readonly kickoffTimeArg?: string;
		  };
	readonly notifications?: readonly {
		readonly phases: readonly string[];
		readonly kind: "email" | "slack" | "pagerDuty";
		readonly recipients: readonly string[];
	}[];
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly maxParallelism?: number;
	readonly rawOutputPrefix?: string;
	readonly securityContext?: SecurityContextSpec;
	readonly overwriteCache?: boolean;
	readonly authRole?: { readonly assumableIamRole?: string; readonly kubernetesServiceAccount?: string };
	/** Becomes active when it is registered; nothing of it is in the message. */
	readonly autoActivate?: boolean;
	readonly concurrencyPolicy?: { readonly max: number; readonly behavior: "skip" | "abort" | "replace" };
}

/** What a dynamic's body compiled to, ready to be run or emitted (flyteidl.core.DynamicJobSpec). */
export interface DynamicJobSpec {
	readonly kind: "dynamicJobSpec";
	readonly graph: Graph;
}

/** Whether a dispatch gave a graph to run instead of values. */
export function isDynamicJobSpec(value: LiteralMap | DynamicJobSpec): value is DynamicJobSpec {
	return (value as Partial<DynamicJobSpec>).kind === "dynamicJobSpec";
}

/** What one attempt of a task is told by whoever runs it: the engine or the container. */
export interface TaskContext {
	/** `main/n0/dn3`, or the task's name when it runs alone. */
	readonly nodePath: string;
	/** Id of the execution: the same for all nodes of a run. */
	readonly executionId: string;
	/** 0 for the first. */
	readonly attempt: number;
	/** Index inside an array node. */
	readonly arrayIndex?: number;
	/** Names the call within its execution, the same for each of its attempts and after a recovery; its path when left out. */
	readonly callKey?: string | undefined;
	/** Aborted when the attempt must stop: timeout, failure elsewhere, Ctrl-C. */
	readonly signal: AbortSignal;
	/** The attempt's DeckBook, when somebody will show it. */
	readonly deckBook?: object;
	/** Where files and datasets are read and written; a temporary folder of this machine when left out. */
	readonly convert?: ConvertContext | undefined;
	/** The run's clock; the machine's own when left out. */
	readonly clock?: Clock;
	/** What the platform says of the execution; absent where none runs it. */
	readonly flyte?: FlyteFacts;
	/** Where this attempt saves what it has done, and where the one before did; beside the outputs when left out. */
	readonly checkpointPlaces?: CheckpointPlaces;
	/** Where its deck's page goes; beside the outputs when left out. */
	readonly deckUri?: string;
	/** Who keeps what the calls of an eager task's body come to: the engine's own, or {@link SentCalls}. */
	readonly callKeeper?: object | undefined;
	/** Hears how far the attempt is, for whoever must say whose fault a failure is. */
	readonly phase?: (phase: AttemptPhase) => void;
}

/** Parts of an attempt: inputs to values, the task's own code, values to outputs. */
export type AttemptPhase = "inputs" | "body" | "outputs";
