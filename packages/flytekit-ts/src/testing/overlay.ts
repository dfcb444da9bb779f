import { compileWorkflow } from "../graph/compile.js";
import type { Entity, LaunchPlanEntity, TaskContext, WorkflowEntity } from "../graph/entities.js";
import { currentConvert } from "../graph/runner-port.js";
import type { LiteralMap } from "../types/index.js";
import { type Stand, StandIn } from "./stand-in.js";

/*
 * What stands over entities. Each has a stack: the last patch put on is the one in force, and taking one off, in whatever
 * order, leaves the others. The entity itself gets own properties that hide its class's, or replace its own, until its last patch goes.
 */
const stacks = new WeakMap<Entity, Stand[]>();

/** Puts `stand` over an entity. @returns takes it off again; more than once does nothing */
export function overlay(entity: Entity, stand: Stand): () => void {
	const stack = stacks.get(entity) ?? [];
	stacks.set(entity, stack);
	if (stack.length === 0) cover(entity, (inputs) => (stack.at(-1) as Stand)(inputs));
	stack.push(stand);
	return () => {
		const index = stack.indexOf(stand);
		if (index < 0) return;
		stack.splice(index, 1);
		if (stack.length === 0) uncover(entity);
	};
}

/** What is covered of entities, with the property of their own that stood there. */
const covered = new WeakMap<Entity, Map<string, PropertyDescriptor | undefined>>();

function cover(entity: Entity, stand: Stand): void {
	const before = new Map<string, PropertyDescriptor | undefined>();
	covered.set(entity, before);
	const hide = (name: "dispatchExecute" | "toGraph" | "isReference" | "workflow", value: unknown) => {
		before.set(name, Object.getOwnPropertyDescriptor(entity, name));
		Object.defineProperty(entity, name, { value, configurable: true });
	};
	const standIn = new StandIn(entity, stand);
	switch (entity.entityKind) {
		case "task":
			hide("dispatchExecute", (context: TaskContext, inputs: LiteralMap) => standIn.dispatchExecute(context, inputs));
			return;
		case "workflow":
			hide("isReference", false);
			hide("toGraph", () => onlyNode(entity, standIn));
			return;
		case "launchPlan": {
			hide("workflow", workflowOf(entity, stand));
			hide("isReference", false);
			return;
		}
	}
}

function uncover(entity: Entity): void {
	for (const [name, own] of covered.get(entity) ?? []) {
		if (own === undefined) Reflect.deleteProperty(entity, name);
		else Object.defineProperty(entity, name, own);
	}
}

/**
 * A launch plan adds its defaults and fixed inputs: what stands under it takes all of its workflow's inputs. A reference has no
 * workflow here; its own inputs are all there is to know.
 */
function workflowOf(plan: LaunchPlanEntity, stand: Stand): WorkflowEntity {
	const under = plan.isReference ? undefined : plan.workflow;
	const inside = {
		entityKind: "workflow" as const,
		get name() {
			return plan.name; // a default plan's is its workflow's, which may not have been read yet
		},
		get interface() {
			return (under ?? plan).interface;
		},
	};
	return Object.create(under ?? inside, {
		isReference: { value: false },
		toGraph: { value: () => onlyNode(inside, new StandIn(inside, stand)) },
	}) as WorkflowEntity;
}

/** The graph of a workflow that is one call. */
function onlyNode(entity: Pick<Entity, "name" | "interface">, standIn: StandIn) {
	return compileWorkflow(
		{ kind: "workflow", name: entity.name, interface: entity.interface, convert: currentConvert() },
		(inputs) => {
			const called = (standIn as unknown as (inputs: object) => unknown)(inputs);
			return entity.interface.outputShape === "none" ? undefined : called;
		},
	);
}
