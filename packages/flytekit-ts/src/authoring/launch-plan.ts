import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOf, traceAbove } from "../errors/stack-frames.js";
import { call } from "../graph/call.js";
import { type CallPlan, planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import type { Entity, LaunchPlanEntity, LaunchPlanOptions } from "../graph/entities.js";
import type { NodeMetadata } from "../graph/graph.js";
import { currentConvert } from "../graph/runner-port.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { type Literal, type LiteralMap, toConstant, toLiteral } from "../types/index.js";
import type { Callable, Launchable, Only, PlanInputs } from "./api-types.js";
import { CallableEntity, isEntity, type NativeInputs } from "./callable.js";
import type { EagerWorkflow } from "./eager-workflow.js";
import type { ImperativeWorkflow } from "./imperative.js";
import { checkPlanOptions, launchPlanOptions, type PlanOptions } from "./plan-options.js";
import type { Workflow } from "./workflow.js";

/** A workflow whose graph is here, however it was put together. */
export type PlannedWorkflow = Workflow | ImperativeWorkflow | EagerWorkflow;

/** Whether `value` is a workflow that a launch plan can be made of: not a reference, nor what runs as one. */
export function isPlannedWorkflow(value: unknown): value is PlannedWorkflow {
	return isEntity(value) && value.entityKind === "workflow" && !value.isReference;
}

export interface LaunchPlan<I = any, O = any> extends Callable<I, O> {}

/** A workflow with inputs given beforehand, and how it is launched. flytekit: LaunchPlan. */
export class LaunchPlan<I = any, O = any> extends CallableEntity implements LaunchPlanEntity {
	readonly kind = "launchPlan";
	readonly entityKind = "launchPlan";
	readonly isReference = false;
	readonly workflow: PlannedWorkflow;
	private readonly given: PlanOptions;
	private readonly trace: { readonly stack?: string } = {};
	private interfaceOnce: TypedInterface | undefined;
	private plan: CallPlan | undefined;

	constructor(workflow: PlannedWorkflow, given: PlanOptions, above?: (...args: never[]) => unknown) {
		super();
		if (above !== undefined) this.trace = traceAbove(above);
		this.workflow = workflow;
		this.given = given;
	}

	get name(): string {
		return this.given.name ?? this.workflow.name;
	}
	/** Without options of its own: the one that comes with its workflow. */
	get isDefault(): boolean {
		return this.given.name === undefined;
	}
	/** Where it is made; a workflow's own default plan is where the workflow is. */
	get location(): SourceLocation | undefined {
		return placeOf(this.trace.stack ?? "") ?? this.workflow.location;
	}

	/** The workflow's, without fixed inputs; given defaults make inputs optional. */
	get interface(): TypedInterface {
		this.interfaceOnce ??= this.makeInterface();
		return this.interfaceOnce;
	}

	get defaultInputs(): LiteralMap {
		return this.literals("defaultInputs", this.given.defaultInputs);
	}
	get fixedInputs(): LiteralMap {
		return this.literals("fixedInputs", this.given.fixedInputs);
	}
	get options(): LaunchPlanOptions {
		if (!this.isDefault) return launchPlanOptions(this.given);
		return launchPlanOptions("defaultOptions" in this.workflow ? this.workflow.defaultOptions : {});
	}

	constructNodeMetadata(): NodeMetadata {
		return this.workflow.constructNodeMetadata();
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		for (const name of Object.keys(this.given.fixedInputs ?? {})) {
			if (inputs !== undefined && Object.hasOwn(inputs, name)) {
				throw new FlyteError("AUTHORING_LAUNCH_PLAN", `input "${name}" of launch plan ${this.name} is fixed`, {
					entity: this.name,
					path: name,
					wayOut: "leave it out of the call, or make it a default input",
				});
			}
		}
		this.plan ??= planCall(this, { kind: "launchPlan", launchPlan: this }, this.constructNodeMetadata());
		return call(state, this.plan, inputs, trace);
	}

	protected runnable(): Entity {
		return this;
	}

	private makeInterface(): TypedInterface {
		const { inputs, outputs, outputShape } = this.workflow.interface;
		const fixed = (this.given.fixedInputs ?? {}) as NativeInputs;
		const defaults = (this.given.defaultInputs ?? {}) as NativeInputs;
		for (const name of [...Object.keys(fixed), ...Object.keys(defaults)]) {
			if (!inputs.has(name))
				throw this.unfit(`has no input "${name}"`, `its workflow takes ${[...inputs.keys()].join(", ")}`);
			if (Object.hasOwn(fixed, name) && Object.hasOwn(defaults, name)) {
				throw this.unfit(`gives input "${name}" as fixed and as default`, "choose one of them");
			}
		}
		const own = new Map(inputs);
		for (const name of Object.keys(fixed)) own.delete(name);
		for (const [name, value] of Object.entries(defaults)) {
			const variable = own.get(name);
			const constant = toConstant(value);
			if (variable !== undefined) {
				own.set(name, {
					...variable,
					literalType: variable.literalType, // a getter of the class: the spread leaves it behind
					optional: true,
					...(constant === undefined ? {} : { default: constant }),
				});
			}
		}
		if (this.given.schedule !== undefined) this.checkSchedule(own, this.given.schedule.kickoffTimeArg);
		return { inputs: own, outputs, outputShape };
	}

	/** Nobody is there to give inputs when a schedule starts an execution. */
	private checkSchedule(inputs: TypedInterface["inputs"], kickoff: string | undefined): void {
		if (kickoff !== undefined && inputs.get(kickoff)?.type.kind !== "datetime") {
			throw this.unfit(
				`has kickoffTimeArg "${kickoff}", which is no input that takes a time`,
				"name an input of the type Date or Timestamp",
			);
		}
		for (const { name, optional, default: value } of inputs.values()) {
			if (optional || value !== undefined || name === kickoff) continue;
			throw this.unfit(`has a schedule but no value for input "${name}"`, "give one in defaultInputs or fixedInputs");
		}
	}

	private literals(which: string, values: object | undefined): LiteralMap {
		const out = new Map<string, Literal>();
		for (const [name, value] of Object.entries(values ?? {})) {
			const variable = this.workflow.interface.inputs.get(name);
			if (variable === undefined) throw this.unfit(`has no input "${name}"`, "name an input of its workflow");
			const literal = toLiteral(value, variable.type, currentConvert(), `${this.name} ${which}.${name}`);
			if (literal instanceof Promise) {
				literal.catch(() => {}); // the refusal below is the news
				throw this.unfit(`gives a local file or dataset for "${name}"`, "name it by a URI that is already in storage");
			}
			out.set(name, literal);
		}
		return out;
	}

	private unfit(what: string, wayOut: string): FlyteError {
		return new FlyteError("AUTHORING_LAUNCH_PLAN", `launch plan ${this.name} ${what}`, { entity: this.name, wayOut });
	}
}

/**
 * Makes a launch plan of a workflow; `launchPlan(workflow)` is its default one. flytekit: LaunchPlan.get_or_create.
 * Throws AUTHORING_LAUNCH_PLAN for options that do not fit the workflow.
 */
export function launchPlan<I, O, const D extends Partial<I> = {}, const F extends Partial<I> = {}>(
	workflow: Launchable<I, O>,
	options?: PlanOptions<D & Only<D, I>, F & Only<F, I>>,
): LaunchPlan<PlanInputs<I, D, F>, O>;
export function launchPlan(workflow: unknown, options: PlanOptions = {}): LaunchPlan {
	if (!isPlannedWorkflow(workflow)) {
		throw new FlyteError("AUTHORING_LAUNCH_PLAN", "launchPlan() takes a workflow", {
			wayOut: "wrap a task or dynamic in a workflow that calls it",
		});
	}
	checkPlanOptions(options);
	return new LaunchPlan(workflow, options, launchPlan);
}
