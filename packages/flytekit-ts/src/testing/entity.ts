import { type CallableEntity, isEntity } from "../authoring/callable.js";
import { FlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";

/** The entity behind a callable, or TESTING_ENTITY saying what was given instead. */
export function entityOf(value: unknown, who: string): CallableEntity & Entity {
	if (isEntity(value) && value.entityKind !== undefined) return value;
	const map = isEntity(value);
	throw new FlyteError(
		"TESTING_ENTITY",
		`${who} takes a task, workflow or launch plan, got ${map ? "a map" : kindOf(value)}`,
		{
			wayOut: map
				? "patch the task that is mapped: each element calls it"
				: "give it what task(), workflow() and the like returned",
		},
	);
}

/** What the engine runs for a call of it: itself, or a workflow around a map. */
export function runnableOf(value: unknown): Entity {
	if (!isEntity(value)) entityOf(value, "runLocal()");
	return (value as unknown as { runnable(): Entity }).runnable();
}

function kindOf(value: unknown): string {
	if (value === null || value === undefined) return String(value);
	return typeof value === "function" ? "a plain function" : `a value of type ${typeof value}`;
}
