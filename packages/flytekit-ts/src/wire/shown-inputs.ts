import type { Literal, LiteralMap } from "../types/literal.js";
import { shown } from "./codec/writer.js";

/** Inputs of a call for a message: `n = 3412, name = "abc"`. Short; what is large is only named by its kind. */
export function shownInputs(inputs: LiteralMap): string {
	return [...inputs].map(([name, literal]) => `${name} = ${text(literal)}`).join(", ") || "none";
}

function text(literal: Literal): string {
	switch (literal.kind) {
		case "integer":
		case "float":
		case "boolean":
			return String(literal.value);
		case "string":
			return shown(literal.value);
		case "none":
			return "none";
		case "union":
			return text(literal.value);
		case "blob":
		case "structuredDataset":
			return literal.uri;
		case "collection":
			return `a list of ${literal.items.length}`;
		default:
			return `a ${literal.kind}`;
	}
}
