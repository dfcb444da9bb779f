import { type Int, task } from "flytekit-ts";

/** A place on a map. */
export interface Place {
	/** Degrees north. */
	readonly lat: number;
	readonly lon: number;
}
interface City extends Place {
	name: string;
	/** Inhabitants. */
	people?: Int;
	"postal code": string;
}

export const biggest = task(({ cities }: { cities: City[] }): City => cities[0] as City);
