import type { SerializationSettings } from "../config/serialization-settings.js";
import { FlyteError } from "../errors/index.js";
import { nearest } from "../errors/nearest.js";
import { call } from "../graph/call.js";
import { planCall } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import type { CompilationState } from "../graph/compilation.js";
import { compileWorkflow } from "../graph/compile.js";
import type { ArrayOptions, Entity, WorkflowEntity } from "../graph/entities.js";
import type { ArrayTarget, Batch, NodeMetadata } from "../graph/graph.js";
import { dnsName } from "../graph/node-name.js";
import { currentConvert } from "../graph/runner-port.js";
import { mapName } from "../graph/shown-name.js";
import type { TaskTemplate } from "../graph/task-template.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { Bound, Callable, MapInputs, MapOutput, Only } from "./api-types.js";
import { CallableEntity, type NativeInputs } from "./callable.js";
import { type MapElement, mapElement } from "./map-element.js";
import { checkBatch, checkOptions, wholeNumber } from "./options.js";
import { twinInterface, twinName, twinTarget, twinTemplate } from "./task/array-twin.js";
import { FunctionTask } from "./task/function-task.js";

/** What `mapTask(task, { ... })` takes. */
export interface MapOptions<B = {}, R extends number = number, M extends number = number> {
	/** Inputs that are the same for every element. flytekit: functools.partial. */
	readonly bound?: B;
	/** Elements at a time; 0 is unlimited, left out inherits. */
	readonly concurrency?: number;
	/** The share of elements that must succeed, above 0 and up to 1. Below 1, failed elements are undefined in the output. */
	readonly minSuccessRatio?: R;
	/** How many elements must succeed; the others may fail and are undefined in the output. */
	readonly minSuccesses?: M;
	/**
	 * Calls that one container makes on Flyte, side by side: for calls so short that starting a container takes longer. Only in a
	 * dynamic, and with a list that is known there. "auto": as many as there are for each of the elements that run at a time.
	 */
	readonly batch?: Batch;
}

const OPTIONS = ["bound", "concurrency", "minSuccessRatio", "minSuccesses", "batch"] as const;

export interface MapTask<I = any, O = any> extends Callable<I, O> {}

/** One call for each element of its list inputs: an array node. flytekit: map_task. */
export class MapTask<I = any, O = any> extends CallableEntity {
	readonly kind = "map";
	/** What runs for each element. */
	readonly element: MapElement;
	private readonly options: MapOptions;
	private interfaceOnce: TypedInterface | undefined;

	constructor(element: MapElement, options: MapOptions) {
		super();
		this.element = element;
		this.options = options;
	}

	/**
	 * That of the list-typed task which Flyte runs for each element. A map of what is registered already has no task of its own,
	 * and is called like that.
	 */
	get name(): string {
		const { element } = this;
		return element instanceof FunctionTask ? twinName(element.name, this.arrayOptions) : element.name;
	}

	/** How messages and progress call it: `m.mapTask(square)`. */
	get shownName(): string {
		return mapName(this.element.name);
	}

	get interface(): TypedInterface {
		if (this.interfaceOnce === undefined) {
			this.checkBound();
			this.interfaceOnce = twinInterface(this.element.interface, this.arrayOptions);
		}
		return this.interfaceOnce;
	}

	private checkBound(): void {
		const { inputs } = this.element.interface;
		for (const name of this.boundNames) {
			if (inputs.has(name)) continue;
			const near = nearest(name, [...inputs.keys()]);
			throw new FlyteError("AUTHORING_MAP", `${this.shownName} binds "${name}", which is no input of its element`, {
				entity: this.shownName,
				path: name,
				wayOut: `${near === undefined ? "" : `did you mean "${near}"? `}its inputs are ${[...inputs.keys()].join(", ")}`,
			});
		}
	}

	private get boundNames(): readonly string[] {
		return Object.keys(this.options.bound ?? {}).sort();
	}
	private get arrayOptions(): ArrayOptions {
		const { concurrency, minSuccesses, minSuccessRatio } = this.options;
		return { bound: this.boundNames, concurrency, minSuccesses, minSuccessRatio };
	}

	/** Metadata of the array node: only a name. */
	constructNodeMetadata(): NodeMetadata {
		return { name: this.name };
	}

	/** The list-typed twin of the element's template, with the map's own command: what a cluster runs for each element. */
	toTemplate(settings: SerializationSettings): TaskTemplate {
		const { element } = this;
		if (!(element instanceof FunctionTask)) {
			throw new FlyteError("AUTHORING_MAP", `${this.shownName} has no template of its own`, {
				entity: this.shownName,
				wayOut: "its element is registered already, and runs as it is",
			});
		}
		return twinTemplate(element, this.name, this.interface, this.arrayOptions, settings);
	}

	protected compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object {
		// run at top level it is the only node of a workflow of its own name, which is not registered
		if (this.options.batch !== undefined && state.kind === "workflow" && state.name !== this.shownName)
			throw this.noBatches();
		const bound = this.options.bound as NativeInputs | undefined;
		for (const name of this.boundNames) {
			if (inputs !== undefined && Object.hasOwn(inputs, name)) {
				throw new FlyteError("AUTHORING_MAP", `input "${name}" of ${this.shownName} is bound already`, {
					entity: this.shownName,
					path: name,
					wayOut: "give it either in mapTask's bound or in the call",
				});
			}
		}
		const plan = planCall(
			{ name: this.shownName, interface: this.interface },
			this.target(),
			this.constructNodeMetadata(),
		);
		return call(state, plan, { ...bound, ...inputs }, trace);
	}

	/** In a workflow the list comes from elsewhere, and an array node cannot cut it. */
	private noBatches(): FlyteError {
		return new FlyteError("AUTHORING_MAP", `${this.shownName} has batches, and is called in a workflow`, {
			entity: this.shownName,
			path: "batch",
			wayOut: "call it in a dynamic, which knows the list and cuts it; or leave batch out",
		});
	}

	private target(): ArrayTarget {
		const { concurrency, minSuccesses, minSuccessRatio } = this.options;
		const { element } = this;
		if (element instanceof FunctionTask) {
			const target = twinTarget(element, this.arrayOptions, this.interface);
			const batch = this.options.batch ?? (minSuccesses === undefined ? element.batch : undefined);
			return batch === undefined ? target : { ...target, batch };
		}
		const metadata = element.constructNodeMetadata?.() ?? { name: element.name, retries: 0 };
		return {
			kind: "array",
			element,
			// of a launch plan it is the id of the node inside, of a task its name
			name: element.entityKind === "launchPlan" ? dnsName(element.name) : this.name,
			interface: this.interface,
			bound: this.boundNames,
			elementMetadata: element.entityKind === "launchPlan" ? { name: this.name } : { ...metadata, name: this.name },
			...(concurrency === undefined ? {} : { parallelism: concurrency }),
			...(minSuccesses === undefined ? { minSuccessRatio: minSuccessRatio ?? 1 } : { minSuccesses }),
		};
	}

	/** At top level it runs as the only node of a workflow. */
	protected runnable(): Entity {
		const bound = new Set(this.boundNames);
		const inner: TypedInterface = {
			...this.interface,
			inputs: new Map([...this.interface.inputs].filter(([name]) => !bound.has(name))),
		};
		const name = this.shownName;
		const entity: WorkflowEntity = {
			entityKind: "workflow",
			isReference: false,
			name,
			interface: inner,
			toGraph: () =>
				compileWorkflow({ kind: "workflow", name, interface: inner, convert: currentConvert() }, (inputs) =>
					(this as unknown as (inputs: object) => unknown)(inputs),
				),
		};
		return entity;
	}
}

/**
 * Makes a map over a task or a launch plan: called with lists, it runs it for each element, all with the same `bound` inputs.
 * Each output becomes a list. flytekit: map_task.
 * Throws AUTHORING_MAP for what cannot be mapped, AUTHORING_OPTION for unfit options.
 */
export function mapTask<
	I,
	O,
	const B extends Partial<Bound<I>> = {},
	const R extends number = 1,
	const M extends number = never,
>(task: Callable<I, O>, options?: MapOptions<B & Only<B, I>, R, M>): MapTask<MapInputs<I, B>, MapOutput<O, R, M>>;
export function mapTask(task: unknown, options: MapOptions = {}): MapTask {
	const element = mapElement(task);
	checkOptions("mapTask", options, OPTIONS);
	const { concurrency, minSuccesses, minSuccessRatio } = options;
	checkBatch("mapTask", options.batch);
	if (options.batch !== undefined && (minSuccesses !== undefined || minSuccessRatio !== undefined)) {
		throw new FlyteError("AUTHORING_OPTION", "mapTask() takes batch or a minimum of successes, not both", {
			path: "batch",
			wayOut: "Flyte would count containers, not calls: leave one of them out",
		});
	}
	if (options.batch !== undefined && !(element instanceof FunctionTask)) {
		throw new FlyteError("AUTHORING_OPTION", "mapTask() takes batch only for a task of this program", {
			path: "batch",
			wayOut: "what is registered already has a container of its own for each call",
		});
	}
	if (concurrency !== undefined) wholeNumber("mapTask", "concurrency", concurrency);
	if (minSuccesses !== undefined) wholeNumber("mapTask", "minSuccesses", minSuccesses);
	if (minSuccessRatio !== undefined && !(minSuccessRatio > 0 && minSuccessRatio <= 1)) {
		throw new FlyteError("AUTHORING_OPTION", `mapTask() option minSuccessRatio is ${minSuccessRatio}`, {
			path: "minSuccessRatio",
			wayOut: "give a number above 0 and up to 1",
		});
	}
	if (minSuccesses !== undefined && minSuccessRatio !== undefined) {
		throw new FlyteError("AUTHORING_OPTION", "mapTask() takes minSuccesses or minSuccessRatio, not both", {
			wayOut: "leave one of them out",
		});
	}
	return new MapTask(element, options);
}
