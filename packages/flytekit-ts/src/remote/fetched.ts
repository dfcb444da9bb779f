import type { NativeInputs } from "../authoring/callable.js";
import { ReferenceLaunchPlan, ReferenceTask, ReferenceWorkflow } from "../authoring/reference.js";
import type { Identifier } from "../config/identifier.js";
import { call } from "../graph/call.js";
import { planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import type { LaunchPlanOptions, WorkflowEntity } from "../graph/entities.js";
import type { Graph } from "../graph/graph.js";
import type { TaskMetadata, TaskTemplate } from "../graph/task-template.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { LiteralMap } from "../types/literal.js";
import type { LaunchPlanRecord, TaskRecord, WorkflowRecord } from "../wire/admin/records.js";

/*
 * What was fetched is a reference whose interface and content are known: it may be called inside workflows, executed, and looked into. Its
 * TypeScript types are guessed from Flyte's.
 */

/** A task as the cluster has it. flytekit: FlyteTask. */
export class FetchedTask<I = any, O = any> extends ReferenceTask<I, O> {
	readonly template: TaskTemplate;
	readonly createdAt: Date | undefined;

	constructor({ id, template, createdAt }: TaskRecord) {
		super("fetchTask", fetchedFrom, "task", { ...id, inputs: {} });
		this.template = template;
		this.createdAt = createdAt;
		define(this, "metadata", template.metadata satisfies TaskMetadata);
	}

	override get interface(): TypedInterface {
		return this.template.interface;
	}

	override toTemplate(): TaskTemplate {
		return this.template;
	}

	/** Its template is at hand, which is all that a dynamic must bring along. */
	protected override refuseDynamic(): void {}
}

/** A workflow as the cluster has it. flytekit: FlyteWorkflow. */
export class FetchedWorkflow<I = any, O = any> extends ReferenceWorkflow<I, O> {
	readonly createdAt: Date | undefined;
	private readonly fetched: WorkflowEntity;

	constructor({ id, workflow, createdAt }: WorkflowRecord) {
		super("fetchWorkflow", fetchedFrom, "workflow", { ...id, inputs: {} });
		this.fetched = workflow;
		this.createdAt = createdAt;
	}

	override get interface(): TypedInterface {
		return this.fetched.interface;
	}

	/** The graph that was registered, its tasks as templates. */
	override toGraph(): Graph {
		return this.fetched.toGraph();
	}
}

/** A launch plan as the cluster has it. flytekit: FlyteLaunchPlan. */
export class FetchedLaunchPlan<I = any, O = any> extends ReferenceLaunchPlan<I, O> {
	readonly state: "active" | "inactive";
	/** The workflow that it launches. */
	readonly workflowId: Identifier;
	readonly createdAt: Date | undefined;
	readonly updatedAt: Date | undefined;
	private readonly face: TypedInterface;

	constructor(record: LaunchPlanRecord) {
		const { plan } = record;
		super("fetchLaunchPlan", fetchedFrom, "launchPlan", { ...record.id, inputs: {} });
		this.state = record.state;
		this.workflowId = plan.workflow.id as Identifier;
		this.createdAt = record.createdAt;
		this.updatedAt = record.updatedAt;
		this.face = record.interface;
		define(this, "defaultInputs", plan.defaultInputs satisfies LiteralMap);
		define(this, "fixedInputs", plan.fixedInputs satisfies LiteralMap);
		define(this, "options", plan.options satisfies LaunchPlanOptions);
	}

	override get interface(): TypedInterface {
		return this.face;
	}

	/** What has a value in the plan and is not given stays unbound: the cluster fills it in. */
	protected override compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		const plan = planCall(this, this.target(), this.constructNodeMetadata());
		const bound = plan.inputs.filter(({ name, variable }) => !variable.optional || inputs?.[name] !== undefined);
		return call(state, { ...plan, inputs: bound }, inputs, trace);
	}
}

function define(target: object, name: string, value: unknown): void {
	Object.defineProperty(target, name, { value, enumerable: true, configurable: true });
}

/** Stands for the function that made a reference, which no source has. */
function fetchedFrom(): void {}
