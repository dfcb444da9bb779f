import type { Identifier } from "../../config/identifier.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { withState } from "../../context/async-state.js";
import { ExecutionContext, isExecutionContext } from "../../context/execution.js";
import { type AttemptPart, FlyteError, failedIn, type SourceLocation } from "../../errors/index.js";
import { call } from "../../graph/call.js";
import { type CallPlan, planCall } from "../../graph/call-plan.js";
import type { CallTrace } from "../../graph/call-sites.js";
import { type CompilationState, currentCompilation } from "../../graph/compilation.js";
import {
	type DynamicJobSpec,
	type Entity,
	isDynamicJobSpec,
	type TaskContext,
	type TaskEntity,
} from "../../graph/entities.js";
import type { NodeMetadata } from "../../graph/graph.js";
import { currentConvert } from "../../graph/runner-port.js";
import type {
	ContainerSpec,
	EntityDocs,
	ExtendedResourcesSpec,
	K8sPodSpec,
	SecurityContextSpec,
	TaskMetadata,
	TaskTemplate,
} from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import {
	type ConvertContext,
	isPromise,
	type JsonObject,
	type Literal,
	type LiteralMap,
	type MaybePromise,
	type NativeType,
	showValue,
} from "../../types/index.js";
import { CallableEntity, type NativeInputs } from "../callable.js";
import { type ConversionPlan, literalsFromResult, nativesFromLiterals, planConversion } from "./convert.js";

/** Result of a body: native output(s), or the graph a dynamic made, or literals that a plugin wrote itself. */
export type ExecuteResult = unknown | LiteralMap | DynamicJobSpec;

/** The TypeScript side of an interface. */
export interface NativeInterface {
	readonly inputs: ReadonlyMap<string, NativeType>;
	readonly outputs: ReadonlyMap<string, NativeType>;
}

/** flytekit: ExecutionState.Mode, its local ones. */
export type LocalExecutionMode = "localTask" | "localWorkflow" | "localEager";

/**
 * The base of every task: how a call becomes a node, and how literals become a call of the body and back.
 * flytekit: PythonTask. Plugins extend it, or AutoContainerTask, and override what they do differently.
 */
export abstract class Task extends CallableEntity implements TaskEntity {
	readonly entityKind = "task";
	abstract readonly taskType: string;
	abstract readonly metadata: TaskMetadata;
	private nodeMetadata: NodeMetadata | undefined;
	private plan: CallPlan | undefined;
	private conversionPlan: ConversionPlan | undefined;

	abstract override get name(): string;
	abstract override get interface(): TypedInterface;

	/** Bumped by a task type when its template's meaning changes. */
	get taskTypeVersion(): number {
		return 0;
	}
	get isDynamic(): boolean {
		return false;
	}
	/** Complete for references only; else settings say project, domain and version. */
	get id(): Identifier | undefined {
		return undefined;
	}
	get docs(): EntityDocs | undefined {
		return undefined;
	}
	get location(): SourceLocation | undefined {
		return undefined;
	}
	get securityContext(): SecurityContextSpec | undefined {
		return undefined;
	}
	get environment(): Readonly<Record<string, string>> {
		return {};
	}

	/** Types of the inputs by name. flytekit: get_input_types. */
	getInputTypes(): ReadonlyMap<string, NativeType> {
		return new Map([...this.interface.inputs].map(([name, variable]) => [name, variable.type]));
	}
	/** Throws AUTHORING_INPUT when there is no such input. */
	getTypeForInputVar(name: string): NativeType {
		return this.typeOf(this.interface.inputs, "input", name);
	}
	/** Throws AUTHORING_OUTPUT when there is no such output. */
	getTypeForOutputVar(name: string): NativeType {
		return this.typeOf(this.interface.outputs, "output", name);
	}

	/** Types of inputs and outputs as TypeScript has them. flytekit: python_interface. */
	get nativeInterface(): NativeInterface {
		const types = (of: ReadonlyMap<string, { readonly type: NativeType }>) =>
			new Map([...of].map(([name, { type }]) => [name, type]));
		return { inputs: types(this.interface.inputs), outputs: types(this.interface.outputs) };
	}

	/** Metadata of a node that calls it: the last part of the name, timeout, retries and interruptible. */
	constructNodeMetadata(): NodeMetadata {
		if (this.nodeMetadata === undefined) {
			const { retries, timeoutMs, interruptible } = this.metadata;
			this.nodeMetadata = {
				name: this.name.slice(this.name.lastIndexOf(".") + 1),
				retries,
				...(timeoutMs === undefined ? {} : { timeoutMs }),
				...(interruptible === undefined ? {} : { interruptible }),
			};
		}
		return this.nodeMetadata;
	}

	/** Makes the node of a call and gives its promised output(s). Throws AUTHORING_LATE_CALL where no graph is being made. */
	compile(inputs?: NativeInputs): object {
		const state = currentCompilation();
		if (state === undefined) {
			throw new FlyteError("AUTHORING_LATE_CALL", `${this.name}.compile() was called where no graph is being made`, {
				entity: this.name,
				wayOut: "call it inside a workflow's or dynamic's body, or call the task itself to run it here",
			});
		}
		return this.compileCall(state, inputs, {});
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		this.plan ??= planCall(this, { kind: "task", task: this }, this.constructNodeMetadata());
		if (this.compileCall === Task.prototype.compileCall) this.callPlan = this.plan;
		return call(state, this.plan, inputs, trace);
	}

	protected runnable(): Entity {
		return this;
	}

	/**
	 * Runs it here with native inputs, also where a graph is being made: through literals and the engine, with retries, as a
	 * call at top level does. Gives native output(s). flytekit: local_execute.
	 */
	localExecute(inputs?: NativeInputs): Promise<unknown> {
		return this.runHere(inputs);
	}
	/** How it runs here. flytekit: local_execution_mode. */
	localExecutionMode(): LocalExecutionMode {
		return "localTask";
	}
	/**
	 * One attempt here, literals to literals, with a context of its own and no engine around it: no retries, and a dynamic's
	 * graph is handed back, not run. flytekit: sandbox_execute.
	 */
	async sandboxExecute(inputs: LiteralMap): Promise<LiteralMap | DynamicJobSpec> {
		const { signal } = new AbortController();
		const context = { executionId: "local", nodePath: this.name, attempt: 0, signal };
		const result = await this.dispatchExecute(context, inputs);
		return isDynamicJobSpec(result) ? result : new Map(result); // an ordinary one, for people
	}

	/**
	 * Runs one attempt: literals to values, preExecute, execute, postExecute, values to literals. Engine and container call it.
	 * Gives the outputs' literals (none for no outputs), or what a dynamic made; a promise of them where something has to be
	 * waited for. What the attempt left in its working folder is gone then.
	 */
	dispatchExecute(context: TaskContext, inputs: LiteralMap): MaybePromise<LiteralMap | DynamicJobSpec> {
		const convert = context.convert ?? currentConvert();
		this.conversionPlan ??= planConversion(this);
		const { taskName } = this.conversionPlan;
		const made = new ExecutionContext(context, taskName, convert.rawOutputPrefix);
		const user = this.preExecute(made);
		if (isPromise(user)) {
			return user.then((ready) => {
				if (!isExecutionContext(ready)) throw this.noContext(ready);
				if (context.deckBook !== undefined) ready.showIn(context.deckBook);
				return withState({ execution: ready, blobs: convert, clock: context.clock }, () =>
					this.runAttempt(ready, convert, inputs, context.phase),
				);
			});
		}
		if (user !== made && !isExecutionContext(user)) throw this.noContext(user);
		if (context.deckBook !== undefined) user.showIn(context.deckBook);
		return withState({ execution: user, blobs: convert, clock: context.clock }, () =>
			this.runAttempt(user, convert, inputs, context.phase),
		);
	}

	/** Stays off promises as long as the body and the conversions do. */
	private runAttempt(
		user: ExecutionContext,
		convert: ConvertContext,
		inputs: LiteralMap,
		phase: TaskContext["phase"],
	): MaybePromise<LiteralMap | DynamicJobSpec> {
		const plan = this.conversionPlan as ConversionPlan;
		let part: AttemptPart | undefined = "inputs";
		let literals: MaybePromise<LiteralMap | DynamicJobSpec>;
		try {
			phase?.("inputs");
			const natives = nativesFromLiterals(plan, inputs, convert);
			if (natives instanceof Promise) return this.runConverted(user, convert, natives, phase);
			part = undefined;
			phase?.("body");
			const returned = this.execute(natives);
			if (isPromise(returned)) return this.endAttempt(user, convert, returned, phase);
			const result = this.postExecute(user, returned);
			if (isPromise(result)) {
				literals = result.then((settled) => {
					phase?.("outputs");
					return converted(plan, settled, convert);
				});
			} else {
				phase?.("outputs");
				literals = converted(plan, result, convert);
			}
		} catch (thrown) {
			literals = thrownAfter(user.end(), part === undefined ? thrown : failedIn(part, thrown));
		}
		return isPromise(literals) ? endedAfter(user, literals) : givenAfter(user.end(), literals);
	}

	private async runConverted(
		user: ExecutionContext,
		convert: ConvertContext,
		natives: Promise<NativeInputs>,
		phase: TaskContext["phase"],
	) {
		let returned: unknown;
		try {
			const inputs = await natives.catch((thrown) => refuse("inputs", thrown));
			phase?.("body");
			returned = this.execute(inputs);
		} catch (thrown) {
			await user.end();
			throw thrown;
		}
		return this.endAttempt(user, convert, returned, phase);
	}

	private async endAttempt(
		user: ExecutionContext,
		convert: ConvertContext,
		returned: unknown,
		phase: TaskContext["phase"],
	) {
		try {
			const result = await this.postExecute(user, await returned);
			phase?.("outputs");
			const literals = converted(this.conversionPlan as ConversionPlan, result, convert);
			return isPromise(literals) ? await literals : literals;
		} finally {
			const ended = user.end();
			if (ended !== undefined) await ended;
		}
	}

	/** The body: native inputs to native output(s). */
	abstract execute(inputs: NativeInputs): ExecuteResult | Promise<ExecuteResult>;

	private noContext(given: unknown): FlyteError {
		return new FlyteError(
			"AUTHORING_PRE_EXECUTE",
			`preExecute of ${this.name} returned ${showValue(given)}, which is no context`,
			{
				entity: this.name,
				wayOut: "return the context that it was given, or `context.with({ ... })` to add to it",
			},
		);
	}

	/** Before the inputs are converted; what it returns, or resolves to, is the context that the body sees: `context.with({ .. })`. */
	preExecute(context: ExecutionContext): ExecutionContext | Promise<ExecutionContext> {
		return context;
	}
	/** After the body; what it returns, or resolves to, replaces the result. */
	postExecute(_context: ExecutionContext, result: ExecuteResult): ExecuteResult | Promise<ExecuteResult> {
		return result;
	}

	// What of it goes onto the wire; a task type overrides what it has.
	getConfig(_settings: SerializationSettings): ReadonlyMap<string, string> | undefined {
		return undefined;
	}
	getCustom(_settings: SerializationSettings): JsonObject | undefined {
		return undefined;
	}
	getContainer(_settings: SerializationSettings): ContainerSpec | undefined {
		return undefined;
	}
	getK8sPod(_settings: SerializationSettings): K8sPodSpec | undefined {
		return undefined;
	}
	getSql(_settings: SerializationSettings): TaskTemplate["sql"] {
		return undefined;
	}
	getExtendedResources(_settings: SerializationSettings): ExtendedResourcesSpec | undefined {
		return undefined;
	}

	/** Everything a deployment needs to run it. flytekit: get_serializable_task. */
	toTemplate(settings: SerializationSettings): TaskTemplate {
		const { project, domain, version } = settings;
		return {
			id: this.id ?? { resourceType: "task", project, domain, name: this.name, version },
			type: this.taskType,
			taskTypeVersion: this.taskTypeVersion,
			metadata: this.metadata,
			interface: this.interface,
			...given("custom", this.getCustom(settings)),
			...given("config", this.getConfig(settings)),
			...given("container", this.getContainer(settings)),
			...given("k8sPod", this.getK8sPod(settings)),
			...given("sql", this.getSql(settings)),
			...given("securityContext", this.securityContext),
			...given("extendedResources", this.getExtendedResources(settings)),
		};
	}

	private typeOf(
		variables: ReadonlyMap<string, { readonly type: NativeType }>,
		side: "input" | "output",
		name: string,
	): NativeType {
		const variable = variables.get(name);
		if (variable !== undefined) return variable.type;
		throw new FlyteError(
			side === "input" ? "AUTHORING_INPUT" : "AUTHORING_OUTPUT",
			`${this.name} has no ${side} "${name}"`,
			{
				entity: this.name,
				wayOut: `it has ${[...variables.keys()].join(", ") || "none"}`,
			},
		);
	}
}

function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
	return value === undefined ? {} : ({ [name]: value } as { [P in K]?: V });
}

function converted(
	plan: ConversionPlan,
	result: ExecuteResult,
	convert: ConvertContext,
): MaybePromise<LiteralMap | DynamicJobSpec> {
	if (isLiteralResult(result)) return result;
	try {
		const literals = literalsFromResult(plan, result, convert);
		return literals instanceof Promise ? literals.catch((thrown) => refuse("outputs", thrown)) : literals;
	} catch (thrown) {
		return refuse("outputs", thrown);
	}
}

function refuse(part: AttemptPart, thrown: unknown): never {
	throw failedIn(part, thrown);
}

/** Throws `thrown`, at once where nothing is to be waited for. */
function thrownAfter(ended: Promise<void> | undefined, thrown: unknown): Promise<never> {
	if (ended === undefined) throw thrown;
	return ended.then(() => {
		throw thrown;
	});
}

function givenAfter<T>(ended: Promise<void> | undefined, value: T): MaybePromise<T> {
	return ended === undefined ? value : ended.then(() => value);
}

async function endedAfter<T>(user: ExecutionContext, value: Promise<T>): Promise<T> {
	try {
		return await value;
	} finally {
		await user.end();
	}
}

/** Literals that a plugin's body made itself, or a dynamic's graph: not to be converted. */
function isLiteralResult(result: unknown): result is LiteralMap | DynamicJobSpec {
	if (typeof result !== "object" || result === null) return false;
	return result instanceof LiteralResult || isDynamicJobSpec(result as DynamicJobSpec);
}

/** A LiteralMap as the result of `execute`: told apart from a Map that the body returns as its value. */
export class LiteralResult extends Map<string, Literal> {}
