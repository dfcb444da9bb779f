import { literalTypeOf } from "../types/index.js";
import type { LiteralType } from "../types/literal-type.js";
import type { ConstantValue, DetectedInput, DetectedInterface, DetectedVariable } from "./detected.js";
import type { InputVariable, TypedInterface, Variable } from "./typed-interface.js";

/**
 * The interface that the rest of the package works with, from what the detector or a schema read. Literal types are worked
 * out when first asked for: a custom type may be registered after the entity is made.
 */
export function toTypedInterface(detected: DetectedInterface): TypedInterface {
	return {
		inputs: new Map(detected.inputs.map((input) => [input.name, new TypedInput(input)])),
		outputs: new Map(detected.outputs.map((output) => [output.name, new TypedVariable(output)])),
		outputShape: detected.outputShape,
	};
}

class TypedVariable implements Variable {
	readonly name: string;
	readonly type: Variable["type"];
	declare readonly description?: string;
	declare readonly location?: Variable["location"] & {};
	#literalType: LiteralType | undefined;

	constructor(variable: DetectedVariable) {
		this.name = variable.name;
		this.type = variable.type;
		if (variable.description !== undefined) this.description = variable.description;
		if (variable.location !== undefined) this.location = variable.location;
	}

	/** @throws FlyteError when the type is a custom one that nobody has registered */
	get literalType(): LiteralType {
		this.#literalType ??= literalTypeOf(this.type);
		return this.#literalType;
	}
}

class TypedInput extends TypedVariable implements InputVariable {
	readonly optional: boolean;
	declare readonly default?: ConstantValue;

	constructor(input: DetectedInput) {
		super(input);
		this.optional = input.optional;
		if (input.default !== undefined) this.default = input.default;
	}
}
