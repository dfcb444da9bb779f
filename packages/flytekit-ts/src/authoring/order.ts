import { FlyteError } from "../errors/index.js";
import { currentCompilation } from "../graph/compilation.js";
import type { NodeHandle } from "./api-types.js";
import { isEntity } from "./callable.js";

/**
 * Orders calls that no data orders: each runs after the one before it. flytekit: `a >> b >> c`.
 * Throws AUTHORING_LATE_CALL outside a body, GRAPH_NOT_PROMISED for what no call returned.
 */
export function before(...calls: NodeHandle[]): void {
	const state = currentCompilation();
	if (state === undefined) {
		throw new FlyteError("AUTHORING_LATE_CALL", "before() was called where no graph is being made", {
			wayOut: "call it inside a workflow's or dynamic's body",
		});
	}
	for (let i = 1; i < calls.length; i++) state.draftOf(calls[i]).runAfter(state.draftOf(calls[i - 1]));
}

/**
 * A node for a call of `entity`, as calling it gives one. flytekit: create_node.
 * Throws AUTHORING_LATE_CALL outside a body, AUTHORING_ARGUMENTS for what is no entity.
 */
export function createNode<I extends object, T>(entity: (inputs: I) => T, inputs: I): T {
	if (currentCompilation() === undefined) {
		throw new FlyteError("AUTHORING_LATE_CALL", "createNode() was called where no graph is being made", {
			wayOut: "call it inside a workflow's or dynamic's body; elsewhere call the entity itself",
		});
	}
	if (!isEntity(entity)) {
		throw new FlyteError(
			"AUTHORING_ARGUMENTS",
			`createNode() takes an entity, got ${entity === null ? "null" : typeof entity}`,
			{
				wayOut: "give it a task, workflow or launch plan; what is none cannot run on a cluster",
			},
		);
	}
	return entity(inputs);
}
