import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOf, traceAbove } from "../errors/stack-frames.js";
import { call } from "../graph/call.js";
import { assertNoCallCycle } from "../graph/call-cycles.js";
import { planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import { type CompilationState, currentCompilation } from "../graph/compilation.js";
import { compileWorkflow, namedOutputs } from "../graph/compile.js";
import type { Entity, WorkflowEntity } from "../graph/entities.js";
import type { Graph, NodeMetadata } from "../graph/graph.js";
import { currentConvert } from "../graph/runner-port.js";
import { detectedFromSchemas, type Schema } from "../interface/schema/index.js";
import { toTypedInterface } from "../interface/to-typed-interface.js";
import type { InputVariable, TypedInterface, Variable } from "../interface/typed-interface.js";
import type { AnyCallable, Callable, InputsOf, Overrides } from "./api-types.js";
import { CallableEntity, isEntity, type NativeInputs } from "./callable.js";
import { checkOptions } from "./options.js";
import { checkFailurePolicy, type WorkflowOptions } from "./workflow.js";

/** A value in an imperative workflow: an input of it, or an output of one of its nodes. */
export class ImperativeValue {
	/** Undefined for an input of the workflow. */
	readonly node: ImperativeNode | undefined;
	readonly variable: string;
	readonly owner: ImperativeWorkflow;

	constructor(owner: ImperativeWorkflow, node: ImperativeNode | undefined, variable: string) {
		this.owner = owner;
		this.node = node;
		this.variable = variable;
	}
}

/** A node of an imperative workflow. flytekit: the Node that add_entity returns. */
export class ImperativeNode {
	/** By name: `node.outputs.o0`. A name that the entity does not have is refused when the workflow is compiled. */
	readonly outputs: Readonly<Record<string, ImperativeValue>>;
	readonly entity: CallableEntity;
	readonly inputs: NativeInputs;
	readonly later: ImperativeNode[] = [];
	overrides: Overrides | undefined;
	/** Where it was added. */
	readonly trace: CallTrace;

	constructor(owner: ImperativeWorkflow, entity: CallableEntity, inputs: NativeInputs, trace: CallTrace) {
		this.entity = entity;
		this.trace = trace;
		this.inputs = inputs;
		// names are not asked for yet: the entity's interface is read when the workflow is compiled
		this.outputs = new Proxy(Object.create(null), {
			get: (_, name) => (typeof name === "string" ? new ImperativeValue(owner, this, name) : undefined),
		});
	}

	/** Runs before `later`, though no data flows. flytekit: runs_before. */
	before(...later: ImperativeNode[]): void {
		this.later.push(...later);
	}

	/** Changes this call only. flytekit: with_overrides. */
	withOverrides(overrides: Overrides): this {
		this.overrides = { ...this.overrides, ...overrides };
		return this;
	}
}

/** What `imperativeWorkflow(name, { ... })` takes. */
export type ImperativeOptions = Pick<WorkflowOptions, "failurePolicy" | "interruptible">;

export interface ImperativeWorkflow extends Callable<any, any> {}

/** A workflow put together by calls rather than by a function. flytekit: ImperativeWorkflow. */
export class ImperativeWorkflow extends CallableEntity implements WorkflowEntity {
	readonly kind = "workflow";
	readonly entityKind = "workflow";
	readonly isReference = false;
	declare readonly name: string;
	readonly location: SourceLocation | undefined;
	private readonly inputSchemas = new Map<string, Schema>();
	private readonly nodes: ImperativeNode[] = [];
	private readonly results = new Map<string, { readonly value: unknown; readonly schema: Schema | undefined }>();
	private handler: CallableEntity | undefined;
	private readonly options: ImperativeOptions;
	private graphOnce: Graph | undefined;
	private interfaceOnce: TypedInterface | undefined;

	constructor(name: string, location: SourceLocation | undefined, options: ImperativeOptions = {}) {
		super();
		this.options = options;
		// the instance is a function, whose own name is not writable
		Object.defineProperty(this, "name", { value: name, enumerable: true });
		this.location = location;
	}

	/** Its inputs by name. flytekit: inputs. */
	get inputs(): Readonly<Record<string, ImperativeValue>> {
		const names = [...this.inputSchemas.keys()];
		return Object.fromEntries(names.map((name) => [name, new ImperativeValue(this, undefined, name)]));
	}

	/** Adds an input of a schema's type: `flyte.int()`, zod's. flytekit: add_workflow_input. Throws AUTHORING_IMPERATIVE for a second one of that name. */
	addWorkflowInput(name: string, schema: Schema): ImperativeValue {
		if (this.inputSchemas.has(name))
			throw this.unfit(`has an input "${name}" already`, "give the other one a name of its own");
		this.changed();
		this.inputSchemas.set(name, schema);
		return new ImperativeValue(this, undefined, name);
	}

	/** Adds a call of a task, workflow or launch plan, in order. flytekit: add_entity, add_task, add_subwf, add_launch_plan. */
	addEntity<E extends AnyCallable>(
		entity: E,
		inputs?: { readonly [K in keyof InputsOf<E>]?: unknown },
	): ImperativeNode {
		if (!isEntity(entity))
			throw this.unfit(
				"was given something to call that is no task or workflow",
				"add what task(), workflow() or launchPlan() made",
			);
		this.changed();
		const node = new ImperativeNode(this, entity, (inputs ?? {}) as NativeInputs, traceAbove(this.addEntity));
		this.nodes.push(node);
		return node;
	}

	/** Adds an output: a value, or a list or map with values in it, which needs a schema. flytekit: add_workflow_output. */
	addWorkflowOutput(name: string, value: unknown, schema?: Schema): void {
		if (this.results.has(name))
			throw this.unfit(`has an output "${name}" already`, "give the other one a name of its own");
		if (schema === undefined && !(value instanceof ImperativeValue)) {
			throw this.unfit(
				`output "${name}" is made of several values and has no type`,
				"give its schema: flyte.list(flyte.int())",
			);
		}
		this.changed();
		this.results.set(name, { value, schema });
	}

	/** What runs when it failed: takes all its inputs, and an optional FlyteError. flytekit: add_on_failure_handler. */
	addOnFailureHandler(entity: AnyCallable): void {
		if (!isEntity(entity))
			throw this.unfit("was given a failure handler that is no task or workflow", "give a task or workflow");
		this.changed();
		this.handler = entity;
	}

	/** Whether it has a node and every input is used: it cannot be compiled before. flytekit: ready. */
	ready(): boolean {
		return this.nodes.length > 0 && this.unused().length === 0;
	}

	get interface(): TypedInterface {
		this.interfaceOnce ??= this.makeInterface();
		return this.interfaceOnce;
	}

	/** Throws AUTHORING_IMPERATIVE when it is not ready, and what calls throw. */
	toGraph(): Graph {
		if (this.graphOnce !== undefined) return this.graphOnce;
		const [unused] = this.unused();
		if (this.nodes.length === 0) throw this.unfit("has no node", "add a call with addEntity");
		if (unused !== undefined)
			throw this.unfit(`never uses its input "${unused}"`, "give it to a call, or leave it out");
		const { handler, name } = this;
		const graph = compileWorkflow(
			{
				kind: "workflow",
				name,
				interface: this.interface,
				convert: currentConvert(),
				location: this.location,
				failurePolicy: this.options.failurePolicy ?? "failImmediately",
				interruptible: this.options.interruptible ?? false,
				...(handler === undefined
					? {}
					: {
							onFailure: {
								name: handler.name,
								interface: handler.interface,
								call: handler as unknown as (inputs: object) => unknown,
								nodeId: "efn",
							},
						}),
			},
			(inputs) => this.replay(inputs as Readonly<Record<string, object>>),
		);
		assertNoCallCycle(this, graph);
		this.graphOnce = graph;
		return graph;
	}

	constructNodeMetadata(): NodeMetadata {
		return {
			name: this.name.slice(this.name.lastIndexOf(".") + 1),
			interruptible: this.options.interruptible ?? false,
		};
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		return call(
			state,
			planCall(this, { kind: "workflow", workflow: this }, this.constructNodeMetadata()),
			inputs,
			trace,
		);
	}
	protected runnable(): Entity {
		return this;
	}

	/** Makes the calls, in the order in which they were added. */
	private replay(inputs: Readonly<Record<string, object>>): unknown {
		const state = currentCompilation() as CompilationState;
		const made = new Map<ImperativeNode, object>();
		const resolve = (value: unknown): unknown => {
			if (value instanceof ImperativeValue) return this.promised(value, inputs, made);
			if (Array.isArray(value)) return value.map(resolve);
			if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
				return value;
			return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
		};
		for (const node of this.nodes) {
			const result = (node.entity as unknown as Compiled).compileCall(state, resolve(node.inputs), node.trace);
			if (node.overrides !== undefined) result.withOverrides(node.overrides);
			made.set(node, result);
		}
		for (const [node, result] of made) {
			for (const later of node.later) (result as Called).before(made.get(later) as object);
		}
		return namedOutputs(Object.fromEntries([...this.results].map(([name, { value }]) => [name, resolve(value)])));
	}

	private promised(
		value: ImperativeValue,
		inputs: Readonly<Record<string, object>>,
		made: ReadonlyMap<ImperativeNode, object>,
	): unknown {
		if (value.owner !== this)
			throw this.unfit(`uses a value of ${value.owner.name}`, "use its own inputs and nodes only");
		if (value.node === undefined) return inputs[value.variable];
		const result = made.get(value.node) as Record<string, unknown>;
		const { outputs, outputShape } = value.node.entity.interface;
		this.output(value);
		if (outputShape === "single") return result;
		return outputShape === "tuple" ? result[[...outputs.keys()].indexOf(value.variable)] : result[value.variable];
	}

	private makeInterface(): TypedInterface {
		const inputs: ReadonlyMap<string, InputVariable> = toTypedInterface(
			detectedFromSchemas({ inputs: Object.fromEntries(this.inputSchemas) }, this.name),
		).inputs;
		const outputs = new Map<string, Variable>();
		for (const [name, { value, schema }] of this.results)
			outputs.set(name, this.resultVariable(name, value, schema, inputs));
		return { inputs, outputs, outputShape: outputs.size === 0 ? "none" : "named" };
	}

	private resultVariable(
		name: string,
		value: unknown,
		schema: Schema | undefined,
		inputs: ReadonlyMap<string, Variable>,
	): Variable {
		if (schema !== undefined) {
			const detected = detectedFromSchemas({ outputs: { [name]: schema } }, this.name);
			return toTypedInterface(detected).outputs.get(name) as Variable;
		}
		const from = value as ImperativeValue;
		const { type, literalType } = from.node === undefined ? (inputs.get(from.variable) as Variable) : this.output(from);
		return { name, type, literalType };
	}

	/** The output that a value stands for. Throws AUTHORING_IMPERATIVE when the entity has none of that name. */
	private output({ node, variable }: ImperativeValue): Variable {
		const entity = (node as ImperativeNode).entity;
		const found = entity.interface.outputs.get(variable);
		if (found !== undefined) return found;
		throw this.unfit(
			`uses output "${variable}" of ${entity.name}, which it does not have`,
			`it has ${[...entity.interface.outputs.keys()].join(", ") || "none"}`,
		);
	}

	private unused(): readonly string[] {
		const used = new Set<string>();
		const visit = (value: unknown): void => {
			if (value instanceof ImperativeValue) {
				if (value.node === undefined && value.owner === this) used.add(value.variable);
			} else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
		};
		for (const node of this.nodes) visit(node.inputs);
		return [...this.inputSchemas.keys()].filter((name) => !used.has(name));
	}

	private changed(): void {
		this.graphOnce = undefined;
		this.interfaceOnce = undefined;
	}

	private unfit(what: string, wayOut: string): FlyteError {
		return new FlyteError("AUTHORING_IMPERATIVE", `imperative workflow ${this.name} ${what}`, {
			entity: this.name,
			...(this.location === undefined ? {} : { location: this.location }),
			wayOut,
		});
	}
}

/** The part of an entity that makes a node, at a place of our choice. */
interface Compiled {
	compileCall(state: CompilationState, inputs: unknown, trace: CallTrace): Called;
}
interface Called {
	withOverrides(overrides: Overrides): unknown;
	before(later: object): void;
}

/**
 * Begins a workflow that is put together by calls, for graphs that a program reads from somewhere: addWorkflowInput,
 * addEntity, addWorkflowOutput. `name` is its whole name, `module.workflow`. flytekit: Workflow(name), imperative workflows.
 * Throws AUTHORING_IMPERATIVE without a name, AUTHORING_OPTION for options that do not exist or fit.
 */
export function imperativeWorkflow(name: string, options: ImperativeOptions = {}): ImperativeWorkflow {
	if (typeof name !== "string" || name === "") {
		throw new FlyteError("AUTHORING_IMPERATIVE", "imperativeWorkflow() has no name", {
			wayOut: 'give its whole name: imperativeWorkflow("module.workflow")',
		});
	}
	checkOptions("imperativeWorkflow", options, ["failurePolicy", "interruptible"]);
	checkFailurePolicy("imperativeWorkflow", options.failurePolicy);
	return new ImperativeWorkflow(name, placeOf(traceAbove(imperativeWorkflow).stack ?? ""), options);
}
