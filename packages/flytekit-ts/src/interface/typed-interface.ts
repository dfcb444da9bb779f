import type { SourceLocation } from "../errors/index.js";
import type { LiteralType } from "../types/literal-type.js";
import type { NativeType } from "../types/native-type.js";
import type { ConstantValue, OutputShape } from "./detected.js";

/**
 * The inputs and outputs of an entity (flyteidl.core.TypedInterface), with the TypeScript side of each variable.
 * Every way of saying an interface (detection, schemas, a fetched template) ends in this one.
 */
export interface TypedInterface {
	/** In declaration order. */
	readonly inputs: ReadonlyMap<string, InputVariable>;
	/** In order of the returned tuple; `o0`, `o1`, ... or the names of `outputs({...})`. */
	readonly outputs: ReadonlyMap<string, Variable>;
	/** How a returned value maps to `outputs`. */
	readonly outputShape: OutputShape;
}

/** One variable: flyteidl.core.Variable. */
export interface Variable {
	readonly name: string;
	readonly type: NativeType;
	readonly literalType: LiteralType;
	/** Defaults to the variable's own name on the wire, as flytekit does. */
	readonly description?: string;
	readonly location?: SourceLocation;
}

export interface InputVariable extends Variable {
	/** May be left out of a call without a default: bound as none. */
	readonly optional: boolean;
	readonly default?: ConstantValue;
}
