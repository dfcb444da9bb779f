import type { Identifier } from "../config/identifier.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import type { SourceLocation } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { Literal } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";
import type { Binding } from "./binding.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "./entities.js";
import type { ExtendedResourcesSpec, K8sPodSpec, ResourceList, TaskTemplate } from "./task-template.js";

/**
 * What a workflow, and a dynamic at run time, compiles to. Immutable. Serialised it is a WorkflowTemplate or a
 * DynamicJobSpec; the engine runs it as it is.
 */
export interface Graph {
	readonly kind: "workflow" | "dynamic";
	/** Name of the workflow or dynamic it came from. */
	readonly name: string;
	readonly interface: TypedInterface;
	/** In creation order. Ids are unique in this graph; what a branch or sub-workflow holds is a level of its own. */
	readonly nodes: readonly Node[];
	/** One for each output of the interface. */
	readonly outputs: readonly Binding[];
	readonly failurePolicy: FailurePolicy;
	/** Default for nodes that do not say. */
	readonly interruptible: boolean;
	/** Runs when the workflow failed. Workflows only. */
	readonly onFailure?: Node;
	/** Is a share of a dynamic's graph that was split: its nodes are told of as nodes of that one. */
	readonly isShare?: boolean;
}

export type FailurePolicy = "failImmediately" | "failAfterExecutableNodesComplete";

/** flyteidl.core.Node. */
export interface Node {
	/** `n0`, `dn3`, or what withOverrides said. */
	readonly id: string;
	/** Where the id is a prefix and the node's number, as compiling gives them: both, for who writes so many that a text of each would cost. */
	readonly prefix?: string;
	readonly number?: number | undefined;
	readonly target: NodeTarget;
	readonly inputs: readonly Binding[];
	/** Ids that must be done first though no data comes from them (`before`). Data sources are not repeated here. */
	readonly after: readonly string[];
	readonly metadata: NodeMetadata;
	readonly overrides?: NodeOverrides;
	/** Other names of outputs, by output (flyteidl.core.Alias). */
	readonly outputAliases?: ReadonlyMap<string, string>;
	/** Where the call stands. */
	readonly location?: SourceLocation;
}

export type NodeTarget =
	| { readonly kind: "task"; readonly task: TaskEntity }
	| { readonly kind: "workflow"; readonly workflow: WorkflowEntity }
	| { readonly kind: "launchPlan"; readonly launchPlan: LaunchPlanEntity }
	| ArrayTarget
	| BranchTarget
	| GateTarget;

/** flyteidl.core.ArrayNode: one call for each element of its list inputs. */
export interface ArrayTarget {
	readonly kind: "array";
	/** What runs for each element. */
	readonly element: TaskEntity | LaunchPlanEntity;
	/** Name of the array task on the wire (flytekit's `m.map_t_<md5>-arraynode`). */
	readonly name: string;
	/** List-typed interface; inputs in `bound` keep the element's type. */
	readonly interface: TypedInterface;
	/** Inputs that are the same for all elements. */
	readonly bound: readonly string[];
	/** Elements at a time; 0 is unlimited, undefined inherits. */
	readonly parallelism?: number;
	/** An array succeeds with at least so many elements, or that ratio of them; neither: with all. */
	readonly minSuccesses?: number;
	readonly minSuccessRatio?: number;
	/** Of the element's node. */
	readonly elementMetadata: NodeMetadata;
	readonly elementOverrides?: NodeOverrides;
	/** How many calls one container is to make, where its author says; it becomes {@link chunk} when the graph is emitted. */
	readonly batch?: Batch;
	/**
	 * Calls of one element (the last may have fewer): its inputs are lists of lists then, and so are its outputs. One call, and
	 * lists, when left out.
	 */
	readonly chunk?: number;
	/**
	 * The calls that its elements are, of an array that calls were folded into: what messages and progress speak of. By index.
	 */
	readonly calls?: readonly Pick<Node, "id" | "location">[];
	/** Id of the array task, complete already where it was fetched; else settings and `name` make it. */
	readonly id?: Identifier;
	/**
	 * The list-typed twin of the element's template that a cluster needs (pyflyte-map-execute's command). Absent where the
	 * element is a launch plan or a reference: those run as they are registered.
	 */
	toTemplate?(settings: SerializationSettings): TaskTemplate;
}

/** How many calls of one task a container makes; "auto" follows from how many there are. */
export type Batch = number | "auto";

/** flyteidl.core.BranchNode. The first case whose condition holds runs; its nodes are a level of their own. */
export interface BranchTarget {
	readonly kind: "branch";
	readonly name: string;
	readonly cases: readonly { readonly condition: Condition; readonly node: Node }[];
	readonly otherwise?:
		| { readonly kind: "node"; readonly node: Node }
		| { readonly kind: "fail"; readonly message: string; readonly failedNodeId: string };
}

/** flyteidl.core.BooleanExpression. Operands name an input of the branch node, or are a constant. */
export type Condition =
	| {
			readonly kind: "compare";
			readonly operator: "eq" | "ne" | "gt" | "ge" | "lt" | "le";
			readonly left: Operand;
			readonly right: Operand;
	  }
	| {
			readonly kind: "and" | "or";
			readonly left: Condition;
			readonly right: Condition;
	  };

export type Operand =
	| { readonly kind: "var"; readonly var: string }
	| { readonly kind: "constant"; readonly literal: Literal };

/** flyteidl.core.GateNode. */
export type GateTarget =
	| { readonly kind: "gate"; readonly gate: "approve"; readonly signal: string; readonly output: string }
	| {
			readonly kind: "gate";
			readonly gate: "signal";
			readonly signal: string;
			readonly type: LiteralType;
			readonly output: string;
	  }
	| { readonly kind: "gate"; readonly gate: "sleep"; readonly durationMs: number };

/** flyteidl.core.NodeMetadata. What is undefined is not emitted, and the task's own applies. */
export interface NodeMetadata {
	/** Shown to people; last part of the entity's name by default. */
	readonly name: string;
	readonly timeoutMs?: number;
	readonly retries?: number;
	readonly interruptible?: boolean;
	readonly cacheable?: boolean;
	readonly cacheVersion?: string;
	readonly cacheSerializable?: boolean;
}

/** flyteidl.core.TaskNodeOverrides. */
export interface NodeOverrides {
	readonly requests?: ResourceList;
	readonly limits?: ResourceList;
	readonly containerImage?: string;
	readonly podTemplate?: K8sPodSpec;
	readonly extendedResources?: ExtendedResourcesSpec;
}

/** The entity a target calls, where it calls one. */
export function targetEntity(target: NodeTarget): TaskEntity | WorkflowEntity | LaunchPlanEntity | undefined {
	switch (target.kind) {
		case "task":
			return target.task;
		case "workflow":
			return target.workflow;
		case "launchPlan":
			return target.launchPlan;
		case "array":
			return target.element;
		default:
			return undefined;
	}
}

/** What a target takes and gives: of an array its lists. Undefined of conditionals and gates. */
export function targetInterface(target: NodeTarget): TypedInterface | undefined {
	return target.kind === "array" ? target.interface : targetEntity(target)?.interface;
}

/** The nodes of a conditional's cases, else last; none for other targets. */
export function casesOf(target: NodeTarget): readonly Node[] {
	if (target.kind !== "branch") return [];
	const nodes = target.cases.map((one) => one.node);
	if (target.otherwise?.kind === "node") nodes.push(target.otherwise.node);
	return nodes;
}
