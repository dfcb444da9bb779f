import type { SourceLocation } from "../errors/index.js";
import { call } from "../graph/call.js";
import { planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import { compileWorkflow } from "../graph/compile.js";
import type { Entity, WorkflowEntity } from "../graph/entities.js";
import type { Graph, NodeMetadata } from "../graph/graph.js";
import { currentConvert } from "../graph/runner-port.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { Callable } from "./api-types.js";
import { CallableEntity, type NativeInputs } from "./callable.js";
import type { EagerTask } from "./eager.js";
import { EagerCleanup } from "./eager-cleanup.js";

export interface EagerWorkflow<I = any, O = any> extends Callable<I, O> {}

/**
 * A workflow of one node, the eager task, whose failure handler stops what the task left running: how an eager task is
 * launched on Flyte. It has the task's name, inputs and outputs. flytekit: what get_as_workflow gives.
 */
export class EagerWorkflow<I = any, O = any> extends CallableEntity implements WorkflowEntity {
	readonly kind = "workflow";
	readonly entityKind = "workflow";
	readonly isReference = false;
	private readonly task: EagerTask;
	private cleanupOnce: EagerCleanup | undefined;
	private graphOnce: Graph | undefined;

	constructor(task: EagerTask) {
		super();
		this.task = task;
	}

	get name(): string {
		return this.task.name;
	}
	get interface(): TypedInterface {
		return this.task.interface;
	}
	get location(): SourceLocation | undefined {
		return this.task.location;
	}

	toGraph(): Graph {
		const { name, location, task } = this;
		this.graphOnce ??= compileWorkflow(
			{
				kind: "workflow",
				name,
				interface: this.interface,
				convert: currentConvert(),
				location,
				onFailure: {
					name: this.cleanup.name,
					interface: this.cleanup.interface,
					call: this.cleanup as unknown as (inputs: object) => unknown,
					nodeId: "efn",
				},
			},
			(inputs) => (task as unknown as (inputs: object) => unknown)(inputs),
		);
		return this.graphOnce;
	}

	constructNodeMetadata(): NodeMetadata {
		return { name: this.name.slice(this.name.lastIndexOf(".") + 1), interruptible: false };
	}

	private get cleanup(): EagerCleanup {
		this.cleanupOnce ??= new EagerCleanup(`${this.name}-cleanup`, {
			inputs: this.interface.inputs,
			outputs: new Map(),
			outputShape: "none",
		});
		return this.cleanupOnce;
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		const plan = planCall(this, { kind: "workflow", workflow: this }, this.constructNodeMetadata());
		return call(state, plan, inputs, trace);
	}

	protected runnable(): Entity {
		return this;
	}
}
