import type { InputVariable, TypedInterface, Variable } from "../interface/typed-interface.js";
import { literalTypeOf, type NativeType, orNone } from "../types/index.js";

/**
 * An element's interface with lists in place of what is mapped, as an array node has it; inputs in `bound` keep their type.
 * `partial`: elements may fail, and are undefined in the lists of outputs.
 */
export function listInterface(face: TypedInterface, bound: readonly string[], partial = false): TypedInterface {
	const inputs = new Map<string, InputVariable>();
	for (const [name, variable] of face.inputs) {
		const { default: _, ...rest } = variable;
		inputs.set(name, bound.includes(name) ? variable : { ...rest, ...listOf(variable), optional: false });
	}
	const outputs = new Map<string, Variable>();
	for (const [name, variable] of face.outputs) outputs.set(name, { ...variable, ...listOf(variable, partial) });
	return { inputs, outputs, outputShape: face.outputShape };
}

/** The literal type of what came over the wire says more than the guessed native type: it is kept. */
export function listOf(variable: Variable, partial = false): Pick<Variable, "type" | "literalType"> {
	const item = partial ? orNone(variable.type) : variable.type;
	const type: NativeType = { kind: "list", element: item };
	if (item !== variable.type) return { type, literalType: literalTypeOf(type) };
	return { type, literalType: { kind: "collection", element: variable.literalType } };
}
