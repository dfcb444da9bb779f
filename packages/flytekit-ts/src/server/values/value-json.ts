import { type ConvertContext, fromLiteral, guessNativeTypeOfLiteral, type Literal } from "../../types/index.js";
import type { JsonRules } from "./json-rules.js";

/** A literal as the inputs' JSON has it, of what the literal itself says of its type. */
export async function literalJson(
	literal: Literal,
	convert: ConvertContext,
	path: string,
	json: JsonRules,
): Promise<unknown> {
	const type = guessNativeTypeOfLiteral(literal);
	return json.toJson(await fromLiteral(literal, type, convert, path), type);
}
