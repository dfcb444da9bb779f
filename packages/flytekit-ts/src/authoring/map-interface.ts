import type { Entity } from "../graph/entities.js";
import type { InputVariable, TypedInterface, Variable } from "../interface/typed-interface.js";
import { literalTypeOf, type NativeType } from "../types/index.js";

/** The element's interface with lists in place of what is mapped; `partial`: failed elements are undefined in them. */
export function listInterface(
	element: Pick<Entity, "interface">,
	bound: readonly string[],
	partial: boolean,
): TypedInterface {
	const inputs = new Map<string, InputVariable>();
	for (const [name, variable] of element.interface.inputs) {
		if (bound.includes(name)) {
			inputs.set(name, variable);
			continue;
		}
		const type: NativeType = { kind: "list", element: variable.type };
		const { default: _, ...rest } = variable;
		inputs.set(name, { ...rest, type, literalType: literalTypeOf(type), optional: false });
	}
	const outputs = new Map<string, Variable>();
	for (const [name, variable] of element.interface.outputs) {
		const type: NativeType = { kind: "list", element: partial ? optional(variable.type) : variable.type };
		outputs.set(name, { ...variable, type, literalType: literalTypeOf(type) });
	}
	return { inputs, outputs, outputShape: element.interface.outputShape };
}

function optional(type: NativeType): NativeType {
	const none: NativeType = { kind: "none", native: "undefined" };
	if (type.kind === "none") return type;
	if (type.kind !== "union") return { kind: "union", variants: [type, none] };
	return type.variants.some((variant) => variant.kind === "none")
		? type
		: { ...type, variants: [...type.variants, none] };
}
