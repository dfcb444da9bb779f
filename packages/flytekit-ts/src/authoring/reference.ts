import type { Identifier, ResourceType } from "../config/identifier.js";
import { FlyteError } from "../errors/index.js";
import { call } from "../graph/call.js";
import { type CallPlan, planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import type { Entity, LaunchPlanEntity, LaunchPlanOptions, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import type { Graph, NodeMetadata, NodeTarget } from "../graph/graph.js";
import type { TaskMetadata, TaskTemplate } from "../graph/task-template.js";
import { detectedFromSchemas, type SchemaDeclaration } from "../interface/schema/index.js";
import { toTypedInterface } from "../interface/to-typed-interface.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { LiteralMap } from "../types/index.js";
import type { Callable } from "./api-types.js";
import { CallableEntity, type NativeInputs } from "./callable.js";
import { Identity } from "./detected.js";

/** What a reference names: something that is registered on the cluster already. */
export interface ReferenceId {
	readonly project: string;
	readonly domain: string;
	readonly name: string;
	readonly version: string;
	readonly org?: string;
}

type Factory = (...args: never[]) => unknown;

/** An entity that is registered on a cluster: its id, and the interface that this program believes it to have. */
abstract class Reference extends CallableEntity {
	readonly isReference = true;
	readonly id: Identifier;
	private readonly declared: Identity | TypedInterface;
	private plan: CallPlan | undefined;

	constructor(factory: string, above: Factory, resourceType: ResourceType, given: ReferenceId & SchemaDeclaration) {
		super();
		const { inputs, outputs, project, domain, name, version, org } = given;
		for (const [key, value] of Object.entries({ project, domain, name, version })) {
			if (typeof value === "string" && value !== "") continue;
			throw new FlyteError("AUTHORING_OPTION", `${factory}() has no ${key}`, {
				path: key,
				wayOut: `a reference names one version: ${factory}({ project, domain, name, version })`,
			});
		}
		this.id = { resourceType, project, domain, name, version, ...(org === undefined ? {} : { org }) };
		const schemas = { ...(inputs === undefined ? {} : { inputs }), ...(outputs === undefined ? {} : { outputs }) };
		this.declared =
			inputs === undefined && outputs === undefined
				? new Identity(factory, above)
				: toTypedInterface(detectedFromSchemas(schemas, name));
	}

	get name(): string {
		return this.id.name;
	}
	get interface(): TypedInterface {
		return this.declared instanceof Identity ? this.declared.interface : this.declared;
	}

	/** Metadata of a node that calls it: the last part of its name. */
	constructNodeMetadata(): NodeMetadata {
		return { name: this.name.slice(this.name.lastIndexOf(".") + 1) };
	}

	protected abstract target(): NodeTarget;

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		this.plan ??= planCall(this, this.target(), this.constructNodeMetadata());
		return call(state, this.plan, inputs, trace);
	}

	/** Refuses a call inside a dynamic. Throws GRAPH_REFERENCE. */
	protected refuseDynamic(state: CompilationState, what: string, wayOut: string): void {
		if (state.kind !== "dynamic") return;
		throw new FlyteError("GRAPH_REFERENCE", `dynamic ${state.name} calls ${what} ${this.name}, which is a reference`, {
			entity: state.name,
			wayOut,
		});
	}
}

export interface ReferenceTask<I = any, O = any> extends Callable<I, O> {}

/** A task that is registered on the cluster. flytekit: ReferenceTask. */
export class ReferenceTask<I = any, O = any> extends Reference implements TaskEntity {
	readonly kind = "task";
	readonly entityKind = "task";
	readonly isDynamic = false;
	readonly metadata: TaskMetadata = { retries: 0, generatesDeck: false };

	/** Throws GRAPH_REFERENCE: its template lives on the cluster. */
	toTemplate(): TaskTemplate {
		throw new FlyteError("GRAPH_REFERENCE", `task ${this.name} is a reference: its template lives on the cluster`, {
			entity: this.name,
			wayOut: "nothing of it is registered from here; inside a dynamic, call a launch plan of it instead",
		});
	}

	protected override compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		this.refuseDynamic(
			state,
			"task",
			"what a dynamic calls must bring its template along: call the task's launch plan with referenceLaunchPlan, or take the task's own code",
		);
		return super.compileCall(state, inputs, trace);
	}
	protected target(): NodeTarget {
		return { kind: "task", task: this };
	}
	protected runnable(): Entity {
		return this;
	}
}

export interface ReferenceWorkflow<I = any, O = any> extends Callable<I, O> {}

/** A workflow that is registered on the cluster. It cannot be registered as part of another one. flytekit: ReferenceWorkflow. */
export class ReferenceWorkflow<I = any, O = any> extends Reference implements WorkflowEntity {
	readonly kind = "workflow";
	readonly entityKind = "workflow";

	/** Throws GRAPH_REFERENCE: its graph lives on the cluster. */
	toGraph(): Graph {
		throw new FlyteError("GRAPH_REFERENCE", `workflow ${this.name} is a reference: its graph lives on the cluster`, {
			entity: this.name,
			wayOut: "refer to its launch plan with referenceLaunchPlan",
		});
	}

	protected override compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		this.refuseDynamic(state, "workflow", "refer to its launch plan instead: referenceLaunchPlan");
		return super.compileCall(state, inputs, trace);
	}
	protected target(): NodeTarget {
		return { kind: "workflow", workflow: this };
	}
	protected runnable(): Entity {
		return this;
	}
}

export interface ReferenceLaunchPlan<I = any, O = any> extends Callable<I, O> {}

const NO_LITERALS: LiteralMap = new Map();

/** A launch plan that is registered on the cluster; it may be called anywhere. flytekit: ReferenceLaunchPlan. */
export class ReferenceLaunchPlan<I = any, O = any> extends Reference implements LaunchPlanEntity {
	readonly kind = "launchPlan";
	readonly entityKind = "launchPlan";
	readonly defaultInputs = NO_LITERALS;
	readonly fixedInputs = NO_LITERALS;
	readonly options: LaunchPlanOptions = {};

	/** Throws GRAPH_REFERENCE: only the cluster knows it. */
	get workflow(): WorkflowEntity {
		throw new FlyteError(
			"GRAPH_REFERENCE",
			`launch plan ${this.name} is a reference: its workflow lives on the cluster`,
			{
				entity: this.name,
				wayOut: "run it on the cluster",
			},
		);
	}
	protected target(): NodeTarget {
		return { kind: "launchPlan", launchPlan: this };
	}
	protected runnable(): Entity {
		return this;
	}
}
