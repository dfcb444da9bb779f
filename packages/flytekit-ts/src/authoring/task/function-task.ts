import type { SerializationSettings } from "../../config/serialization-settings.js";
import { withCalls } from "../../context/call-scope.js";
import { FlyteError, type SourceLocation } from "../../errors/index.js";
import { compileDynamic } from "../../graph/compile.js";
import { toLiterals } from "../../graph/constants.js";
import type { ArrayOptions, DynamicJobSpec, Entity, TaskContext, TaskEntity } from "../../graph/entities.js";
import type { FoldMode, FoldWish, Split } from "../../graph/fold/settings.js";
import type { ArrayTarget, Batch } from "../../graph/graph.js";
import type { Isolation, IsolationWish } from "../../graph/isolation.js";
import { taskMade } from "../../graph/made-tasks.js";
import { bytesOf } from "../../graph/resources.js";
import { currentConvert } from "../../graph/runner-port.js";
import type { EntityDocs, TaskMetadata, TaskTemplate } from "../../graph/task-template.js";
import type { DetectionProblem } from "../../interface/detected.js";
import type { SchemaDeclaration } from "../../interface/schema/index.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import type { LiteralMap, MaybePromise } from "../../types/index.js";
import type { Callable } from "../api-types.js";
import { checkIgnored } from "../cache/options.js";
import type { VersionParameters } from "../cache/policy.js";
import { type CallableEntity, isEntity, type NativeInputs } from "../callable.js";
import { withDeck } from "../deck/with-deck.js";
import { Identity } from "../detected.js";
import { ImageSpec } from "../image-spec/image-spec.js";
import { twinTarget } from "./array-twin.js";
import { AutoContainerTask } from "./auto-container-task.js";
import { withoutInputs } from "./ignored-inputs.js";
import { type TaskOptions, taskMetadata } from "./options.js";
import type { TaskResolver } from "./resolver.js";
import { resourceSpec } from "./resource-options.js";
import { shareTask } from "./share-task.js";
import { type ExecuteResult, LiteralResult } from "./task.js";
import { validated } from "./validated.js";

/** What running the body means. flytekit: PythonFunctionTask.ExecutionBehavior. */
export type ExecutionMode = "default" | "dynamic" | "eager";

/** A task's function as the package holds it. */
export type TaskFunction = (inputs: NativeInputs) => unknown;

/** What a plugin's factory gives the constructor. */
export interface FunctionTaskSetup {
	readonly taskFunction: TaskFunction;
	readonly options: TaskOptions;
	/** The factory that user code called: its name for messages, itself to find the call in the stack. */
	readonly factory: string;
	readonly above: (...args: never[]) => unknown;
	readonly executionMode?: ExecutionMode;
	/** Schemas that say the interface, instead of detection. */
	readonly schemas?: SchemaDeclaration;
	readonly taskConfig?: unknown;
	/** "python-task" unless a plugin says otherwise. */
	readonly taskType?: string;
	/** Inputs of the function that are no inputs of the task; each needs a default in the function. */
	readonly ignoreInputVars?: readonly string[];
	/** How a container finds the task. */
	readonly taskResolver?: TaskResolver;
	/** What a dynamic's body may call, registered with it. */
	readonly nodeDependencyHints?: readonly DependencyHint[];
	/** How a dynamic's graph is folded when it is emitted. */
	readonly fold?: FoldMode | undefined;
	/** Elements of a folded array that run at a time. */
	readonly foldConcurrency?: number | undefined;
	/** Whether a dynamic's graph is split where it is too large. */
	readonly split?: Split | undefined;
	/** Lets `any` and `unknown` through as V8-serialised blobs; detection reads it in the factory's call. */
	readonly pickleUntyped?: boolean;
}

/** An entity that a dynamic's body calls. */
export type DependencyHint = CallableEntity | Callable<any, any>;

export interface FunctionTask<I = any, O = any> extends Callable<I, O> {}

/**
 * A task made of a function. Name, module and interface are read from the function's own types.
 * flytekit: PythonFunctionTask, method by method.
 */
export class FunctionTask<I = any, O = any> extends AutoContainerTask implements IsolationWish, FoldWish {
	readonly taskFunction: TaskFunction;
	readonly executionMode: ExecutionMode;
	readonly metadata: TaskMetadata;
	readonly taskConfig: unknown;
	readonly taskType: string;
	/** How a dynamic's graph is folded when it is emitted. */
	readonly fold: FoldMode | undefined;
	/** Elements of a folded array that run at a time. */
	readonly foldConcurrency: number | undefined;
	/** Whether a dynamic's graph is split where it is too large for Flyte. */
	readonly split: Split | undefined;
	/** Calls of it, or of a dynamic the calls that it makes, that share a container. */
	readonly batch: Batch | undefined;
	/** The least that its attempts are kept apart from the process that runs the graph. */
	readonly isolate: Isolation | undefined;
	protected readonly options: TaskOptions;
	/** What a dynamic's body may call, as given: registered with it, for its calls are not known before it runs. */
	readonly nodeDependencyHints: readonly Entity[];
	private readonly identity: Identity;
	private readonly ignoreInputVars: readonly string[];
	private readonly sourceText: string;
	private ownInterface: TypedInterface | undefined;

	constructor(setup: FunctionTaskSetup) {
		super();
		if (typeof setup.taskFunction !== "function") {
			throw new FlyteError("AUTHORING_ARGUMENTS", `${setup.factory}() needs a function`, {
				wayOut: `write ${setup.factory}(fn) or ${setup.factory}({ ... }, fn)`,
			});
		}
		this.taskFunction =
			setup.schemas === undefined ? setup.taskFunction : validated(setup.taskFunction, setup.schemas, () => this.name);
		this.sourceText = String(setup.taskFunction);
		this.executionMode = setup.executionMode ?? "default";
		this.options = {
			...setup.options,
			...(setup.taskResolver === undefined ? {} : { taskResolver: setup.taskResolver }),
			...(setup.pickleUntyped === undefined ? {} : { pickleUntyped: setup.pickleUntyped }),
		};
		const metadata = taskMetadata(setup.factory, setup.options, () => this.versionParameters());
		this.metadata = this.executionMode === "eager" ? { ...metadata, isEager: true } : metadata;
		this.ignoreInputVars = setup.ignoreInputVars ?? [];
		this.nodeDependencyHints = checkHints(setup);
		this.taskConfig = setup.taskConfig;
		this.taskType = setup.taskType ?? "python-task";
		this.identity = new Identity(setup.factory, setup.above, setup.schemas);
		this.isolate = setup.options.isolate;
		this.fold = setup.fold;
		this.foldConcurrency = setup.foldConcurrency;
		this.split = setup.split;
		this.batch = setup.options.batch;
		taskMade(this);
	}

	/** Most memory that an attempt may use, in bytes: `limits.mem`, where attempts have a process of their own. */
	get memoryLimit(): number | undefined {
		const memory = resourceSpec(this.taskType, this.options).limits?.mem;
		return memory === undefined ? undefined : bytesOf(String(memory));
	}
	/** The file that another thread or process loads to find it. Throws AUTHORING_NO_SITE. */
	get sourceFile(): string | undefined {
		return this.identity.origin.file;
	}

	/** Whether its container is this package's entrypoint, which a map's command needs. */
	get runsEntrypoint(): boolean {
		return true;
	}
	/** What an array node over it is told; undefined for dynamics, eager tasks and those with a container of another kind. */
	arrayTarget(options: ArrayOptions): ArrayTarget | undefined {
		const isOwn = this.executionMode === "default" && this.runsEntrypoint && !this.hasOwnCommand;
		return isOwn ? twinTarget(this, options) : undefined;
	}
	/** What makes a share of the graph that a dynamic makes, in a container like its own. */
	shareTask(face: TypedInterface): TaskEntity | undefined {
		const isOwn = this.executionMode === "dynamic" && this.runsEntrypoint && !this.hasOwnCommand;
		return isOwn ? shareTask(this, face) : undefined;
	}
	/** Tells tasks, dynamics and eager tasks apart, for types and for people. */
	get kind(): "task" | "dynamic" | "eager" {
		return this.executionMode === "default" ? "task" : this.executionMode;
	}
	override get isDynamic(): boolean {
		return this.executionMode === "dynamic";
	}
	override get name(): string {
		const { name } = this.identity;
		return this.taskResolver.taskName?.(this, name) ?? name;
	}
	/** The function's, without ignored inputs. */
	override get interface(): TypedInterface {
		if (this.ignoreInputVars.length === 0) return this.identity.interface;
		this.ownInterface ??= withoutInputs(this.name, this.identity.interface, this.ignoreInputVars);
		return this.ownInterface;
	}
	override get location(): SourceLocation | undefined {
		return this.identity.origin.location;
	}
	/** Dotted path of the file it was made in. flytekit: instantiated_in. */
	get instantiatedIn(): string {
		return this.identity.moduleName;
	}
	override get moduleName(): string {
		return this.identity.moduleName;
	}
	/** The exported name it is bound to. flytekit: lhs. */
	get lhs(): string | undefined {
		return this.identity.exportName;
	}
	override get exportName(): string | undefined {
		return this.identity.exportName;
	}
	/** For resolvers: this is the task that was registered under that module and name, though it was loaded from elsewhere. */
	adopt(registered: { readonly module: string; readonly exportName: string }): void {
		this.identity.origin.adopt(registered);
	}
	override get unregistrable(): DetectionProblem | undefined {
		return this.identity.unregistrable;
	}
	/** The option's text over the JSDoc's; empty for neither, which is what flytekit registers too. */
	override get docs(): EntityDocs {
		return this.identity.docs(this.options.docs);
	}

	private versionParameters(): VersionParameters {
		const { containerImage } = this;
		return {
			task: this.name,
			source: this.sourceText,
			file: this.identity.origin.file,
			containerImage: containerImage instanceof ImageSpec ? containerImage.image : containerImage,
			podTemplate: this.options.podTemplate,
			podTemplateName: this.options.podTemplateName,
		};
	}

	override toTemplate(settings: SerializationSettings): TaskTemplate {
		checkIgnored(this.name, this.metadata.cache, this.interface.inputs);
		return super.toTemplate(settings);
	}

	/** An attempt; with decks on it writes its page too. */
	override dispatchExecute(context: TaskContext, inputs: LiteralMap): MaybePromise<LiteralMap | DynamicJobSpec> {
		if (!this.enableDeck) return super.dispatchExecute(context, inputs);
		const dispatch = (given: TaskContext) => super.dispatchExecute(given, inputs);
		return withDeck(this, this.sourceText, context, inputs, dispatch);
	}

	/** Runs the body: a task's gives its value(s), a dynamic's the graph it makes, an eager's what its calls came to. */
	override execute(inputs: NativeInputs): ExecuteResult | Promise<ExecuteResult> {
		// called by itself: else stacks name the user's function as a part of ours
		const { taskFunction } = this;
		switch (this.executionMode) {
			case "dynamic":
				return this.dynamicExecute(inputs);
			case "eager":
				return withCalls(() => taskFunction(inputs));
			default:
				return taskFunction(inputs);
		}
	}

	/** Runs a dynamic's body: the graph of its calls, or literals when it made no call. flytekit: dynamic_execute. */
	dynamicExecute(inputs: NativeInputs): Promise<LiteralMap | DynamicJobSpec> {
		return this.compileIntoWorkflow(inputs);
	}

	/**
	 * Compiles a dynamic's body with these inputs. Each call compiles anew: nothing of an earlier one, failed or not, is
	 * left. flytekit: compile_into_workflow.
	 */
	async compileIntoWorkflow(inputs: NativeInputs): Promise<LiteralMap | DynamicJobSpec> {
		this.identity.refuseMisuse();
		const { taskFunction } = this;
		const graph = await compileDynamic(
			{
				kind: "dynamic",
				name: this.name,
				interface: this.interface,
				convert: currentConvert(),
				location: this.location,
				...(this.metadata.interruptible === undefined ? {} : { interruptible: this.metadata.interruptible }),
			},
			() => taskFunction(inputs),
		);
		if (graph.nodes.length > 0) return { kind: "dynamicJobSpec", graph };
		return new LiteralResult(toLiterals(graph.outputs));
	}
}

/** A dynamic: a FunctionTask whose body makes a graph. */
export interface DynamicTask<I = any, O = any> extends FunctionTask<I, O> {
	readonly kind: "dynamic";
}

function checkHints({ factory, executionMode, nodeDependencyHints: hints }: FunctionTaskSetup): readonly Entity[] {
	if (hints === undefined) return [];
	if (executionMode !== "dynamic") {
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option nodeDependencyHints is only for dynamics`, {
			path: "nodeDependencyHints",
			wayOut: "leave it out: what a task or workflow calls is known",
		});
	}
	return hints.map((hint, i) => {
		if (isEntity(hint)) return hint;
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option nodeDependencyHints[${i}] is no entity`, {
			path: `nodeDependencyHints[${i}]`,
			wayOut: "name tasks, workflows and launch plans",
		});
	});
}
