import { isEntity } from "../../authoring/callable.js";
import type { Identifier } from "../../config/identifier.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";

/** What a call of an eager task launches: a task alone, or a launch plan. */
export interface Callee {
	readonly id: Identifier;
	readonly entity: Entity;
	/** Whether it comes from the program that runs, so that it can be registered from here. */
	readonly own: boolean;
}

/**
 * How an entity is launched: a task by itself, a workflow by its default launch plan, and so is an eager task, whose workflow stops
 * what it leaves running. What the program declares has the version that runs. Throws REMOTE_INPUT for what is no entity of Flyte's.
 */
export function calleeOf(entity: Entity, settings: SerializationSettings): Callee {
	const isTask = entity.entityKind === "task";
	const resourceType = isTask && entity.metadata?.isEager !== true ? "task" : "launchPlan";
	if (entity.id !== undefined) return { id: { ...entity.id, resourceType }, entity, own: false };
	if (!isEntity(entity)) {
		throw new FlyteError("REMOTE_INPUT", `${entity.name} cannot be called by an eager task on Flyte`, {
			entity: entity.name,
			wayOut: "a map runs as a node of a graph: call it in a workflow or a dynamic, and call that",
		});
	}
	const { project, domain, version } = settings;
	return { id: { resourceType, project, domain, name: entity.name, version }, entity, own: true };
}
