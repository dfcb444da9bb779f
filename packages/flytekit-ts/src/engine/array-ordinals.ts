import type { Literal } from "../types/literal.js";
import { literalMapText } from "../wire/literals.js";
import { type ElementInput, inputsOf } from "./array-inputs.js";
import { CallKeys } from "./journal/call-keys.js";

/**
 * Of each element of an array, how many before it have the same inputs: its place among equal calls, whichever begins first.
 * Undefined where no two are equal.
 */
export function ordinalsOf(size: number, inputs: readonly ElementInput[]): Uint32Array | undefined {
	if (inputs.some(({ items }) => items !== undefined && areDistinct(items))) return undefined;
	const keys = new CallKeys("");
	const ordinals = Uint32Array.from({ length: size }, (_, i) =>
		keys.begin("", literalMapText(inputsOf(i, inputs), "inputs"), 0),
	);
	return ordinals.some((ordinal) => ordinal > 0) ? ordinals : undefined;
}

/** Whether no two can be the same: seen at a glance of numbers and texts, which most lists are of, and in a row mostly. */
function areDistinct(items: readonly Literal[]): boolean {
	const values: (bigint | number | string)[] = new Array(items.length);
	let isRising = true;
	for (let i = 0; i < items.length; i++) {
		const literal = items[i] as Literal;
		const { kind } = literal;
		if (kind !== "integer" && kind !== "string" && kind !== "float") return false;
		const { value } = literal;
		values[i] = value;
		if (isRising && i > 0) {
			const before = values[i - 1] as typeof value;
			isRising = typeof before === typeof value && before < value;
		}
	}
	return isRising || new Set(values).size === values.length;
}
