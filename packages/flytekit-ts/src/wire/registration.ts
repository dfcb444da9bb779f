import { isDeepStrictEqual } from "node:util";
import { FlyteError, formatPlace } from "../errors/index.js";
import { originalOf } from "../graph/configured-task.js";
import type { Entity, LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import type { ArrayTarget, BranchTarget, GateTarget, Graph, Node, NodeTarget } from "../graph/graph.js";
import { ConfiguredCalls } from "./configured-calls.js";

/** What is registered on Flyte for some entities: they, and all that they call, each once, what is called first. */
export interface Registration {
	readonly tasks: readonly TaskEntity[];
	readonly workflows: readonly WorkflowEntity[];
	/** Those that are asked for or called, and the default one of each workflow. */
	readonly launchPlans: readonly LaunchPlanEntity[];
	/** All of them: tasks, then workflows and launch plans such that what one refers to stands before it. */
	readonly inOrder: readonly (TaskEntity | WorkflowEntity | LaunchPlanEntity)[];
}

export interface RegistrationOptions {
	/** The launch plan that is registered with a workflow; none where it gives undefined. */
	readonly defaultPlan?: (workflow: WorkflowEntity) => LaunchPlanEntity | undefined;
	/** The workflow by which a task is launched, where it has one of its own. */
	readonly workflowOf?: (task: TaskEntity) => WorkflowEntity | undefined;
}

/** Collects what `roots` refer to. References are left out: they are registered elsewhere. A node stands for its target. */
export function registrationOf(roots: Iterable<Entity | Node>, options: RegistrationOptions = {}): Registration {
	const collector = new Collector(options);
	for (const root of roots) {
		if ("entityKind" in root) collector.add(root);
		else eachCallOf(root, collector.call);
	}
	return {
		tasks: [...collector.tasks.values()],
		workflows: [...collector.workflows.values()],
		launchPlans: [...collector.launchPlans.values()],
		inOrder: [...collector.tasks.values(), ...collector.flows.values()],
	};
}

/** A target that has an entity of Flyte's behind it. */
export type CallTarget = Exclude<NodeTarget, BranchTarget | GateTarget>;

/** Gives what a graph calls with a call of it each, those inside branches and the failure node's included; not the same again for each call of a loop. */
export function eachCall(graph: Graph, visit: (target: CallTarget, node: Node) => void): void {
	let last: NodeTarget | undefined;
	for (const node of graph.nodes) {
		// what a loop calls again and again is shown once
		if (node.target !== last) eachCallOf(node, visit);
		last = node.target;
	}
	if (graph.onFailure !== undefined) eachCallOf(graph.onFailure, visit);
}

function eachCallOf(node: Node, visit: (target: CallTarget, node: Node) => void): void {
	const { target } = node;
	if (target.kind === "branch") {
		for (const inner of target.cases) eachCallOf(inner.node, visit);
		if (target.otherwise?.kind === "node") eachCallOf(target.otherwise.node, visit);
	} else if (target.kind !== "gate") visit(target, node);
}

const arrayTasks = new WeakMap<ArrayTarget, TaskEntity>();

/**
 * The task that an array node refers to: the list-typed twin of its element, or the element itself where that is a
 * reference. Undefined where it is a launch plan, and where nobody supplied the twin.
 */
export function arrayTask(target: ArrayTarget): TaskEntity | undefined {
	const { element } = target;
	if (element.entityKind !== "task") return undefined;
	if (target.toTemplate === undefined) return element.id === undefined ? undefined : element;
	let task = arrayTasks.get(target);
	if (task === undefined) {
		task = {
			entityKind: "task",
			name: target.name,
			interface: target.interface,
			metadata: element.metadata,
			isDynamic: false,
			toTemplate: (settings) => (target.toTemplate as NonNullable<ArrayTarget["toTemplate"]>)(settings),
			...(target.id === undefined ? {} : { id: target.id }),
			...(element.location === undefined ? {} : { location: element.location }),
			...(element.docs === undefined ? {} : { docs: element.docs }),
		};
		arrayTasks.set(target, task);
	}
	return task;
}

/** Throws WIRE_DUPLICATE_ID when two plans of one name are not the same. */
function checkSame(first: LaunchPlanEntity | undefined, second: LaunchPlanEntity): void {
	if (first === undefined) return;
	const parts = ["options", "fixedInputs", "defaultInputs"] as const;
	if (first.workflow === second.workflow && parts.every((part) => isDeepStrictEqual(first[part], second[part]))) return;
	const [one, other] = [first, second].map(({ location: at, workflow }) =>
		at === undefined ? `of ${workflow.name}` : `at ${formatPlace(at)}`,
	);
	throw new FlyteError("WIRE_DUPLICATE_ID", `two launch plans are called "${second.name}": ${one} and ${other}`, {
		entity: second.name,
		...(second.location === undefined ? {} : { location: second.location }),
		wayOut: "give each a name of its own",
	});
}

/** Throws WIRE_DUPLICATE_ID when two different tasks or workflows have one name: Flyte would keep only one. */
function refuseNamesake(first: TaskEntity | WorkflowEntity | undefined, second: TaskEntity | WorkflowEntity): void {
	if (first === undefined || first === second) return;
	const [one, other] = [first, second].map(({ location: at }) => (at === undefined ? "?" : formatPlace(at)));
	const places = one === other ? `both made at ${one}` : `at ${one} and at ${other}`;
	throw new FlyteError("WIRE_DUPLICATE_ID", `two ${second.entityKind}s are called "${second.name}": ${places}`, {
		entity: second.name,
		...(second.location === undefined ? {} : { location: second.location }),
		wayOut:
			one === other && second.entityKind === "task"
				? "add tasks that are made in a loop to a StoredTaskResolver, which tells them apart by their place in it"
				: "give each a name of its own: Flyte would keep only one",
	});
}

class Collector {
	readonly tasks = new Map<string, TaskEntity>();
	readonly workflows = new Map<string, WorkflowEntity>();
	readonly launchPlans = new Map<string, LaunchPlanEntity>();
	/** By kind and name, what is called first: a launch plan that a workflow calls must be there before the workflow is. */
	readonly flows = new Map<string, WorkflowEntity | LaunchPlanEntity>();
	readonly #seen = new Set<Entity>();
	readonly #options: RegistrationOptions;
	readonly #configured = new ConfiguredCalls();

	constructor(options: RegistrationOptions) {
		this.#options = options;
	}

	add(entity: Entity): void {
		if (this.#seen.has(entity)) return;
		this.#seen.add(entity);
		switch (entity.entityKind) {
			case "task":
				// A reference, or a task that was fetched, has its place already.
				if (entity.id !== undefined) return;
				for (const hint of entity.nodeDependencyHints ?? []) this.add(hint);
				this.#addTask(this.#configured.registered(entity));
				this.#workflowOf(entity);
				return;
			case "workflow": {
				if (entity.isReference) return;
				eachCall(entity.toGraph(), this.call);
				refuseNamesake(this.workflows.get(entity.name), entity);
				this.workflows.set(entity.name, entity);
				this.flows.set(`workflow ${entity.name}`, entity);
				const plan = this.launchPlans.has(entity.name) ? undefined : this.#options.defaultPlan?.(entity);
				if (plan !== undefined) this.#addPlan(plan);
				return;
			}
			case "launchPlan":
				if (entity.isReference) return;
				this.add(entity.workflow);
				checkSame(this.launchPlans.get(entity.name), entity);
				this.#addPlan(entity);
		}
	}

	/** One of that name, which is equal, keeps its place in the order. */
	#addPlan(plan: LaunchPlanEntity): void {
		this.launchPlans.set(plan.name, plan);
		this.flows.set(`launchPlan ${plan.name}`, plan);
	}

	#addTask(task: TaskEntity): void {
		const first = this.tasks.get(task.name);
		if (first === undefined || originalOf(first) !== originalOf(task) || originalOf(task) === undefined)
			refuseNamesake(first, task);
		this.tasks.set(task.name, task);
	}

	#workflowOf(task: TaskEntity): void {
		const workflow = this.#options.workflowOf?.(task);
		if (workflow !== undefined) this.add(workflow);
	}

	readonly call = (target: CallTarget, node: Node): void => {
		switch (target.kind) {
			case "task":
				this.#configured.add(target.task, node);
				this.add(target.task);
				return;
			case "workflow":
				this.add(target.workflow);
				return;
			case "launchPlan":
				this.add(target.launchPlan);
				return;
			case "array": {
				if (target.element.entityKind === "task") this.#configured.add(target.element, node);
				this.add(target.element);
				const twin = arrayTask(target);
				// Each map makes a twin of its own; those of one name are of one element, and the same.
				if (twin !== undefined && !this.tasks.has(twin.name)) this.add(twin);
			}
		}
	};
}
