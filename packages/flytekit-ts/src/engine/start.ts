import type { AbortScope } from "../attempt/abort-scope.js";
import { FlyteError } from "../errors/index.js";
import type { Entity, LaunchPlanEntity, TaskEntity } from "../graph/entities.js";
import type { Graph, Node } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { ArrayRun } from "./array-run.js";
import { CachedCall } from "./cache/cached-call.js";
import { cacheKey } from "./cache/key.js";
import { cachingOf } from "./cache/settings.js";
import type { NodeKind } from "./events.js";
import { nodeFailure } from "./failure.js";
import { startGate } from "./gate.js";
import { checkInputs } from "./inputs.js";
import type { Recorder } from "./journal/recorder.js";
import { type Called, calledAs, type Recording } from "./journal/recording.js";
import type { SiblingCalls } from "./journal/sibling-calls.js";
import { type Launch, launchOf } from "./launch.js";
import { Level } from "./level.js";
import type { Owner } from "./owner.js";
import type { Scheduler } from "./scheduler.js";
import { TaskRun, type TaskSpec } from "./task-run.js";

/** Where a piece of work stands in the run. */
export interface Place {
	readonly scheduler: Scheduler;
	readonly owner: Owner;
	readonly slot: number;
	readonly path: string;
	/** What its path adds to that of the recorded call around it, where it begins with that. */
	readonly step?: string | undefined;
	readonly scope: AbortScope;
	/** Graphs above it. */
	readonly depth: number;
	/** The recorded call that it is inside of, where the run has a journal. */
	readonly around?: Recording | undefined;
	/** The launch plan that it is inside of. */
	readonly within?: Launch | undefined;
	/** Where it comes from, and what else its graph calls, of a node: see SiblingCalls. */
	readonly from?: number | undefined;
	readonly beside?: SiblingCalls | undefined;
	/** The inputs as they count for which call it is, where that is not what they are. */
	readonly said?: LiteralMap | undefined;
	/** Its place among equal calls, where that does not follow from when they begin. */
	readonly ordinal?: number | undefined;
}

/**
 * Begins a node of any kind but a branch, unless the run's journal knows how it ended. Throws what a call could not even begin
 * with; whatever comes later fails its slot.
 */
export function startNode(place: Place, node: Node, inputs: LiteralMap): void {
	const { recorder } = place.scheduler;
	if (recorder === undefined) beginNode(place, node, inputs);
	else recorded(recorder, place, calledNode(recorder, node), inputs, (at) => beginNode(at, node, inputs));
}

/** Begins what is no node: an element of an array, the run itself. Otherwise as {@link startNode}. */
export function startCall(
	place: Place,
	entity: Entity,
	inputs: LiteralMap,
	spec?: TaskSpec,
	arrayIndex?: number,
): void {
	startBy(place, entity, inputs, (at) => startEntity(at, entity, inputs, spec, arrayIndex));
}

/** As {@link startCall}, where `start` is what begins it. */
export function startBy(place: Place, entity: Entity, inputs: LiteralMap, start: (place: Place) => void): void {
	const { recorder } = place.scheduler;
	if (recorder === undefined) start(place);
	else recorded(recorder, place, recorder.calledEntity(entity), inputs, start);
}

/** Begins a graph that nothing called. Otherwise as {@link startNode}. */
export function startGraph(place: Place, called: Called, graph: Graph, inputs: LiteralMap): void {
	const { recorder } = place.scheduler;
	if (recorder === undefined) new Level(place, graph, inputs).start();
	else recorded(recorder, place, called, inputs, (at) => new Level(at, graph, inputs).start());
}

/** Begins what `start` begins, in a record of its own; not when it is over already. */
function recorded(
	recorder: Recorder,
	place: Place,
	called: Called,
	inputs: LiteralMap,
	start: (place: Place) => void,
): void {
	const recording = recorder.open(place, called, inputs);
	if (recording === undefined) return;
	try {
		start(recording);
		if (!recording.isOver) recorder.goesOn(recording);
	} catch (thrown) {
		recording.failed(place.slot, nodeFailure(place.path, called.name, thrown));
	}
}

/** What records say of a node. Those of one task have one object, which tells them from others. */
function calledNode(recorder: Recorder, node: Node): Called {
	const { target } = node;
	return target.kind === "task" ? recorder.calledEntity(target.task) : calledAs(nodeKind(node), nodeName(node));
}

function beginNode(place: Place, node: Node, inputs: LiteralMap): void {
	const { target } = node;
	switch (target.kind) {
		case "task":
			startTask(place, target.task, inputs, node, undefined);
			break;
		case "workflow":
			startEntity(place, target.workflow, inputs, node);
			break;
		case "launchPlan":
			startEntity(place, target.launchPlan, inputs, node);
			break;
		case "array":
			new ArrayRun(place, target, inputs, node).start();
			break;
		case "gate":
			startGate(place, target, node, inputs);
			break;
		case "branch":
			throw new FlyteError("ENGINE_INTERNAL", `${place.path}: a conditional was started before its case was chosen`);
	}
}

/**
 * Begins a task, workflow or launch plan. What cannot begin fails its slot; nothing is thrown. `spec` says
 * what the call says; without it a task's own metadata count. `arrayIndex` is of a task's call.
 */
export function startEntity(
	place: Place,
	entity: Entity,
	inputs: LiteralMap,
	spec?: TaskSpec,
	arrayIndex?: number,
): void {
	if (entity.entityKind === "task") {
		startTask(place, entity, inputs, spec, arrayIndex);
		return;
	}
	const { scheduler, owner, slot, path } = place;
	try {
		const workflow = entity.entityKind === "workflow" ? entity : workflowOf(entity);
		const given = entity.entityKind === "workflow" ? inputs : launchPlanInputs(entity, inputs);
		// its parameters come from three places: together they must be what the workflow takes
		if (entity.entityKind === "launchPlan") checkInputs(entity.name, workflow.interface, given, true);
		const at = entity.entityKind === "workflow" ? place : { ...place, within: launchOf(entity, place.within) };
		new Level(at, scheduler.graphOf(workflow), given).start();
	} catch (thrown) {
		owner.failed(slot, nodeFailure(path, entity.name, thrown, { location: spec?.location ?? entity.location }));
	}
}

function startTask(
	place: Place,
	task: TaskEntity,
	inputs: LiteralMap,
	spec: TaskSpec | undefined,
	arrayIndex: number | undefined,
): void {
	const { cache } = place.scheduler.settings;
	try {
		const caching = cache === undefined ? undefined : cachingOf(task, spec);
		if (cache !== undefined && caching !== undefined) {
			const key = cacheKey(task, caching, inputs);
			new CachedCall(place, task, inputs, cache, key, (at) => launchTask(at, task, inputs, spec, arrayIndex)).start();
			return;
		}
	} catch (thrown) {
		place.owner.failed(place.slot, nodeFailure(place.path, task.name, thrown)); // the version's policies are the caller's code
		return;
	}
	launchTask(place, task, inputs, spec, arrayIndex);
}

function launchTask(
	place: Place,
	task: TaskEntity,
	inputs: LiteralMap,
	spec: TaskSpec | undefined,
	arrayIndex: number | undefined,
): void {
	let call: TaskRun;
	try {
		call = new TaskRun(place, task, inputs, spec, arrayIndex);
	} catch (thrown) {
		place.owner.failed(place.slot, nodeFailure(place.path, task.name, thrown)); // resolveTask is the caller's code
		return;
	}
	place.scheduler.launch(call);
}

function workflowOf(plan: LaunchPlanEntity) {
	if (!plan.isReference) return plan.workflow;
	throw new FlyteError("ENGINE_REFERENCE", `launch plan ${plan.name} is a reference: there is nothing to run here`, {
		entity: plan.name,
		wayOut: "run it on the cluster where it is registered, or patch it in a test",
	});
}

/** The inputs of a launch plan's workflow: its defaults, what the call gives, and what it fixes. Throws ENGINE_FIXED_INPUT. */
export function launchPlanInputs(plan: LaunchPlanEntity, given: LiteralMap): LiteralMap {
	const inputs = new Map<string, Literal>(plan.defaultInputs);
	for (const [name, value] of given) {
		if (plan.fixedInputs.has(name)) {
			throw new FlyteError("ENGINE_FIXED_INPUT", `launch plan ${plan.name} fixes its input "${name}"`, {
				entity: plan.name,
				path: `inputs.${name}`,
				wayOut: `leave "${name}" out, or make it a default input of the launch plan`,
			});
		}
		inputs.set(name, value);
	}
	for (const [name, value] of plan.fixedInputs) inputs.set(name, value);
	return inputs;
}

/** Whether a node takes a place among the running tasks by itself. */
export function isTaskNode(node: Node): boolean {
	return node.target.kind === "task";
}

/** How events call a node. */
export function nodeKind(node: Node): NodeKind {
	const { target } = node;
	return target.kind === "task" && target.task.isDynamic ? "dynamic" : target.kind;
}

/** Name of what a node calls; of the conditional or gate itself. */
export function nodeName(node: Node): string {
	const { target } = node;
	switch (target.kind) {
		case "task":
			return target.task.name;
		case "workflow":
			return target.workflow.name;
		case "launchPlan":
			return target.launchPlan.name;
		case "array":
			return target.element.name;
		case "branch":
			return target.name;
		case "gate":
			return target.gate === "sleep" ? "sleep" : target.signal;
	}
}
