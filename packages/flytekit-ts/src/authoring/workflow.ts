import { FlyteError, type SourceLocation } from "../errors/index.js";
import { call } from "../graph/call.js";
import { assertNoCallCycle } from "../graph/call-cycles.js";
import { type CallPlan, planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import { compileWorkflow } from "../graph/compile.js";
import type { Entity, WorkflowEntity } from "../graph/entities.js";
import type { FailureHandler } from "../graph/failure-node.js";
import type { FailurePolicy, Graph, NodeMetadata } from "../graph/graph.js";
import { currentConvert } from "../graph/runner-port.js";
import type { EntityDocs } from "../graph/task-template.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { AnyCallable, Callable, Inputs, NotAsync, Unbind } from "./api-types.js";
import { CallableEntity, isEntity, type NativeInputs } from "./callable.js";
import { Identity } from "./detected.js";
import { checkOptions, checkSwitches, splitArguments } from "./options.js";
import { checkLaunchOptions, type LaunchOptions } from "./plan-options.js";

/** What `workflow({ ... }, fn)` takes. */
export interface WorkflowOptions {
	/** What happens to the other nodes when one fails. Default: failImmediately. */
	readonly failurePolicy?: FailurePolicy;
	/** Default for nodes that do not say: may run on machines that can be taken away. */
	readonly interruptible?: boolean;
	/**
	 * A task or workflow that runs when this one failed. It takes all inputs of this one, and what failed in an optional input
	 * of type FlyteError. It tidies up: the failure stays one. flytekit: on_failure.
	 */
	readonly onFailure?: AnyCallable;
	readonly docs?: EntityDocs;
	/** Of its default launch plan. flytekit: default_options. */
	readonly defaultOptions?: LaunchOptions;
}

const OPTIONS: readonly (keyof WorkflowOptions)[] = [
	"failurePolicy",
	"interruptible",
	"onFailure",
	"docs",
	"defaultOptions",
];
const POLICIES: readonly FailurePolicy[] = ["failImmediately", "failAfterExecutableNodesComplete"];

export interface Workflow<I = any, O = any> extends Callable<I, O> {}

/** A static graph of calls, compiled once from its body. flytekit: PythonFunctionWorkflow. */
export class Workflow<I = any, O = any> extends CallableEntity implements WorkflowEntity {
	readonly kind = "workflow";
	readonly entityKind = "workflow";
	readonly isReference = false;
	private readonly identity: Identity;
	private readonly options: WorkflowOptions;
	private readonly body: (inputs: object) => unknown;
	private graphOnce: Graph | undefined;
	private plan: CallPlan | undefined;

	constructor(body: (inputs: object) => unknown, options: WorkflowOptions, above: (...args: never[]) => unknown) {
		super();
		this.body = body;
		this.options = options;
		this.identity = new Identity("workflow", above);
	}

	get name(): string {
		return this.identity.name;
	}
	get interface(): TypedInterface {
		return this.identity.interface;
	}
	get location(): SourceLocation | undefined {
		return this.identity.origin.location;
	}
	get moduleName(): string {
		return this.identity.moduleName;
	}
	get exportName(): string | undefined {
		return this.identity.exportName;
	}
	/** The file that exports it. Throws AUTHORING_NO_SITE. */
	get sourceFile(): string | undefined {
		return this.identity.origin.file;
	}
	/** The option's text over the JSDoc's; empty for neither, which is what flytekit registers too. */
	get docs(): EntityDocs {
		return this.identity.docs(this.options.docs);
	}

	/**
	 * The graph of the body. A compile that succeeded is kept, as the body sees no values that could change it; one that
	 * failed leaves nothing, and the next call tries anew.
	 */
	toGraph(): Graph {
		if (this.graphOnce !== undefined) return this.graphOnce;
		this.identity.refuseMisuse();
		const graph = compileWorkflow(
			{
				kind: "workflow",
				name: this.name,
				interface: this.interface,
				convert: currentConvert(),
				location: this.location,
				failurePolicy: this.options.failurePolicy ?? "failImmediately",
				interruptible: this.options.interruptible ?? false,
				onFailure: failureHandler(this.options.onFailure),
			},
			this.body,
		);
		assertNoCallCycle(this, graph);
		this.graphOnce = graph;
		return graph;
	}

	/** Options of its default launch plan. */
	get defaultOptions(): LaunchOptions {
		return this.options.defaultOptions ?? {};
	}

	/** Metadata of a node that calls it. */
	constructNodeMetadata(): NodeMetadata {
		return {
			name: this.name.slice(this.name.lastIndexOf(".") + 1),
			interruptible: this.options.interruptible ?? false,
		};
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		this.plan ??= planCall(this, { kind: "workflow", workflow: this }, this.constructNodeMetadata());
		return call(state, this.plan, inputs, trace);
	}

	protected runnable(): Entity {
		return this;
	}
}

/** The handler as compiling takes it. */
function failureHandler(entity: AnyCallable | undefined): FailureHandler | undefined {
	if (entity === undefined) return undefined;
	const { name, interface: its } = entity as unknown as WorkflowEntity;
	return { name, interface: its, call: entity as unknown as (inputs: object) => unknown };
}

/** Refuses a failure handler that is neither a task nor a workflow. Throws AUTHORING_OPTION. */
function checkHandler(handler: unknown): void {
	if (handler === undefined) return;
	if (isEntity(handler) && (handler.entityKind === "task" || handler.entityKind === "workflow")) return;
	throw new FlyteError("AUTHORING_OPTION", "workflow() option onFailure is neither a task nor a workflow", {
		path: "onFailure",
		wayOut: "give a task or workflow that takes the workflow's inputs",
	});
}

/** Throws AUTHORING_OPTION for a failure policy that Flyte does not have. */
export function checkFailurePolicy(factory: string, policy: FailurePolicy | undefined): void {
	if (policy === undefined || POLICIES.includes(policy)) return;
	throw new FlyteError("AUTHORING_OPTION", `${factory}() option failurePolicy is "${policy}"`, {
		path: "failurePolicy",
		wayOut: `it is one of ${POLICIES.join(", ")}`,
	});
}

/**
 * Makes a workflow of a function that wires calls together. Its parameter is `Inputs<{ ... }>`: promised values, for the graph
 * is made before any of them is known. flytekit: @workflow.
 */
export function workflow<I extends object = {}, R = void>(
	fn: (inputs: Inputs<I>) => NotAsync<R>,
): Workflow<I, Unbind<R>>;
export function workflow<I extends object = {}, R = void>(
	options: WorkflowOptions,
	fn: (inputs: Inputs<I>) => NotAsync<R>,
): Workflow<I, Unbind<R>>;
export function workflow(...args: readonly unknown[]): Workflow {
	const { options, fn } = splitArguments<WorkflowOptions, (inputs: object) => unknown>("workflow", args);
	checkOptions("workflow", options, OPTIONS);
	checkSwitches("workflow", options, ["interruptible"]);
	checkHandler(options.onFailure);
	if (options.defaultOptions !== undefined) checkLaunchOptions("workflow", options.defaultOptions);
	checkFailurePolicy("workflow", options.failurePolicy);
	return new Workflow(fn, options, workflow);
}
