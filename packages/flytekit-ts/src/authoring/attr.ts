import { promisedPart } from "../graph/promised.js";
import type { Promised, PromisedValue } from "./api-types.js";

/** The type of the part `K` of a T: an element, a map's value, a field. */
type Part<T, K> = T extends readonly (infer E)[]
	? E
	: T extends ReadonlyMap<string, infer V>
		? V
		: K extends keyof T
			? Exclude<T[K], undefined>
			: never;

/**
 * Part of a promised value by name or index, also where the name is one of the handle's own (`then`, `before`, `withOverrides`):
 * `attr(person, "before")`. Throws GRAPH_NOT_PROMISED for what no call returned, GRAPH_NO_ATTRIBUTE where there is no such part.
 */
export function attr<T, const K extends string | number>(value: PromisedValue<T, any>, step: K): Promised<Part<T, K>> {
	return promisedPart(value, step) as never;
}
