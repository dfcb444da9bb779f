import { isFlyteError } from "../../errors/index.js";
import {
	type ConvertContext,
	fromLiteral,
	guessNativeTypeOfLiteral,
	type Literal,
	type LiteralMap,
	type NativeType,
} from "../../types/index.js";
import type { JsonRules } from "./json-rules.js";

/** A literal as the inputs' JSON has it: of the type that is declared for it, or of what the literal itself says of its type. */
export async function literalJson(
	literal: Literal,
	convert: ConvertContext,
	path: string,
	json: JsonRules,
	declared?: NativeType,
): Promise<unknown> {
	const of = async (type: NativeType) => json.toJson(await fromLiteral(literal, type, convert, path), type);
	if (declared === undefined) return of(guessNativeTypeOfLiteral(literal));
	try {
		return await of(declared);
	} catch (error) {
		// the program may have changed since the value was made
		if (!isFlyteError(error)) throw error;
		return of(guessNativeTypeOfLiteral(literal));
	}
}

/** Types of inputs, by name. */
export type InputTypes = ReadonlyMap<string, NativeType>;

/** Values by name as the inputs' JSON has them. */
export async function inputsJson(
	literals: LiteralMap,
	convert: ConvertContext,
	json: JsonRules,
	types: InputTypes,
): Promise<Readonly<Record<string, unknown>>> {
	const found: Record<string, unknown> = Object.create(null);
	for (const [name, literal] of literals)
		found[name] = await literalJson(literal, convert, name, json, types.get(name));
	return found;
}
