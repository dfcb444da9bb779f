import { FlyteError } from "../errors/index.js";
import { placeOf, userFrames } from "../errors/stack-frames.js";
import type { NativeType } from "../types/index.js";
import type { NodeDraft } from "./node-draft.js";

/** What a call's result carries beside its outputs: the node's methods, and those of a promise, which a node cannot keep. */
export const HANDLE_METHODS = ["withOverrides", "before", "catch", "finally"] as const;
export type HandleMethod = (typeof HANDLE_METHODS)[number];

/** Whether reading `key` of an output of that type means the node, not a field of the value. */
export function isHandleMethod(key: string, type: NativeType): key is HandleMethod {
	if (key === "withOverrides" || key === "before") return true;
	if (key !== "catch" && key !== "finally") return false;
	return type.kind !== "struct" || !type.fields.some(({ name }) => name === key);
}

/** The refusal of `.catch()` and `.finally()` in a body, thrown when they are called. */
export function noOutcome(name: "catch" | "finally", node: NodeDraft): () => never {
	return () => {
		throw new FlyteError(
			"GRAPH_PROMISE_AS_VALUE",
			`.${name}() of node ${node.id}: a body makes the graph, in it no call has an outcome yet`,
			{
				node: node.id,
				location: placeOf(userFrames(new Error().stack ?? "")) ?? node.location,
				wayOut: "give the workflow an onFailure handler, or make the call in an eager task, where it is a promise",
			},
		);
	};
}
