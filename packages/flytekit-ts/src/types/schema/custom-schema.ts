import type { LiteralType } from "../literal-type.js";
import type { NativeType } from "../native-type.js";
import { customType } from "../registry.js";

/** The literal type a user's transformer has for a native type of kind `custom`. Throws TYPES_CUSTOM_UNKNOWN. */
export function customLiteralType(type: Extract<NativeType, { kind: "custom" }>): LiteralType {
	const { literalType } = customType(type.name);
	return typeof literalType === "function" ? literalType(type.args) : literalType;
}
