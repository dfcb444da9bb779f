import { tagOf } from "./show-value.js";

/** A Map, also of another realm. */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
	return (
		value instanceof Map ||
		(typeof value === "object" && value !== null && tagOf(value) === "Map" && Symbol.iterator in value)
	);
}

/** A plain object: its prototype is none, or the Object.prototype of some realm. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== "object" || value === null) return false;
	const proto: unknown = Object.getPrototypeOf(value);
	return (
		proto === null ||
		proto === Object.prototype ||
		(Object.getPrototypeOf(proto) === null &&
			tagOf(value) === "Object" &&
			Object.hasOwn(proto as object, "hasOwnProperty"))
	);
}
