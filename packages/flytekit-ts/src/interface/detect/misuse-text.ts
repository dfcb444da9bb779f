import type { Node } from "typescript-native/unstable/ast";
import type { Region } from "./misuse-regions.js";
import type { Use, UseKind } from "./misuse-uses.js";
import type { Refusal } from "./refusal.js";

const WHY: Record<UseKind, string> = {
	test: "a promise is always truthy",
	default: "a promise is never null or undefined, so the right side is never taken",
	equality: "a promise is equal to nothing but itself",
	typeof: "it says what the promise is, not the value",
	kind: "it asks the promise, not the value",
	switch: "a promise matches no case",
	arithmetic: "there is no value to compute with",
	text: "there is no value to write",
	iteration: "there is nothing to loop over yet",
	index: "there is no value to look up",
	length: "there is nothing to count yet",
	method: "there is no value to call it on",
	outcome: "it has no outcome while the graph is made",
	argument: "there is no value to pass",
};

/** What to do about a promised output that is used so. */
function wayOut(region: Region, kind: UseKind): string {
	if (kind === "default" && region.kind === "workflow") {
		return "give the input a default, `({ n = 3 }: Inputs<{ n?: Int }>) => ...`, or choose inside a task";
	}
	if (kind === "outcome")
		return "give the workflow an onFailure handler, or make the call in an eager task, where it is a promise";
	if (kind === "typeof" || kind === "kind") return "look at the value inside a task that takes it as an input";
	return "hand it to a task that decides, or to a dynamic that does: their inputs are values";
}

/** The refusal of a promised output used as a value. */
export function promisedRefusal(region: Region, use: Use): Refusal {
	return {
		code: "INTERFACE_PROMISE_AS_VALUE",
		text: `${region.subject}: \`${quote(use.operand)}\` is what a node will output, not a value: ${WHY[use.kind]}`,
		wayOut: wayOut(region, use.kind),
	};
}

/** The refusal of an awaited output used as a value. */
export function awaitedRefusal(region: Region, use: Use): Refusal {
	return {
		code: "INTERFACE_AWAITED_AS_VALUE",
		text: `${region.subject}: \`${quote(use.operand)}\` was awaited, but the nodes of a ${region.kind} run after its body: ${WHY[use.kind]}`,
		wayOut: "hand it to a task that takes it as an input, or to another dynamic: their inputs are values",
	};
}

function quote(node: Node): string {
	const text = node.getText().replace(/\s+/g, " ");
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
