import type { InputVariable, TypedInterface, Variable } from "../../interface/typed-interface.js";
import { guessNativeType } from "../../types/index.js";
import type { LiteralType } from "../../types/literal-type.js";
import type {
	TypedInterface as InterfaceMessage,
	Variable as VariableMessage,
} from "../gen/flyteidl/core/interface.js";
import { literalTypeFrom, maybe, needed, said } from "./values.js";

/** The interface of something fetched; its TypeScript types are guessed from the wire's. */
export function interfaceFrom(message: InterfaceMessage | undefined): TypedInterface {
	const inputs = new Map<string, InputVariable>();
	for (const [name, variable] of message?.inputs?.variables ?? []) inputs.set(name, inputFrom(name, variable));
	const outputs = new Map<string, Variable>();
	for (const [name, variable] of message?.outputs?.variables ?? []) outputs.set(name, variableFrom(name, variable));
	return { inputs, outputs, outputShape: shapeOf([...outputs.keys()]) };
}

export function inputFrom(name: string, message: VariableMessage): InputVariable {
	const variable = variableFrom(name, message);
	return { ...variable, optional: isOptional(variable.literalType) };
}

function variableFrom(name: string, message: VariableMessage): Variable {
	const literalType = literalTypeFrom(needed(message.type, `variable "${name}"`, "type"));
	const type = guessNativeType(literalType);
	// The wire says a variable's own name where nobody described it.
	const description = message.description === name ? undefined : said(message.description);
	return { name, type, literalType, ...maybe("description", description) };
}

function isOptional(type: LiteralType): boolean {
	return type.kind === "union" && type.variants.some((v) => v.kind === "simple" && v.simple === "none");
}

/** Outputs called o0, o1, ... are a tuple's; any other name was given by someone. */
function shapeOf(names: readonly string[]): TypedInterface["outputShape"] {
	if (names.length === 0) return "none";
	const sorted = new Set(names);
	if (!names.every((_, i) => sorted.has(`o${i}`))) return "named";
	return names.length === 1 ? "single" : "tuple";
}
