import type { Entity } from "../../graph/entities.js";
import type { Node } from "../../graph/graph.js";
import { type NamedEntity, runnableOf } from "../entities.js";

/** What stands for an export: itself, or, as a map alone is no entity of Flyte's, the node of a call of it. */
export function registrable(entity: NamedEntity): readonly (Entity | Node)[] {
	const runnable = runnableOf(entity);
	return runnable === entity || runnable.entityKind !== "workflow" ? [entity] : runnable.toGraph().nodes;
}
