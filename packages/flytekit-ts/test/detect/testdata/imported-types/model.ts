import type { Int } from "flytekit-ts";

export type Level = "low" | "high";

/** Somebody. */
export interface Person {
	/** In years. */
	age: Int;
	level: Level;
}

export function describe(person: Person) {
	return { text: String(person.age), person };
}
