import { FlyteError } from "../../errors/index.js";
import { resourceList } from "../../graph/resources.js";
import type { Resources } from "../api-types.js";

/** One amount, or what is asked for and the most that may be used. */
export type Amount = string | number | readonly [request: string | number, limit: string | number];

/** Both sides of each resource in one place. flytekit: `resources=Resources(cpu=("1", "2"))`. */
export interface ResourcePairs {
	readonly cpu?: Amount;
	readonly mem?: Amount;
	readonly gpu?: Amount;
	readonly ephemeralStorage?: Amount;
}

/** What a task asks for, and the most it may use. flytekit: ResourceSpec. */
export interface ResourceSpec {
	readonly requests?: Resources;
	readonly limits?: Resources;
}

const NAMES: readonly (keyof ResourcePairs)[] = ["cpu", "mem", "gpu", "ephemeralStorage"];

/**
 * Requests and limits of a task's options. An amount that is no pair is a request only, as flytekit emits it.
 * Throws AUTHORING_OPTION when both ways are used or a pair is none, GRAPH_RESOURCES for a bad quantity.
 */
export function resourceSpec(
	factory: string,
	given: ResourceSpec & { readonly resources?: ResourcePairs },
): ResourceSpec {
	const { requests, limits, resources } = given;
	const spec = resources === undefined ? { requests, limits } : splitPairs(factory, resources, requests ?? limits);
	for (const side of [spec.requests, spec.limits]) if (side !== undefined) resourceList(side);
	return {
		...(spec.requests === undefined ? {} : { requests: spec.requests }),
		...(spec.limits === undefined ? {} : { limits: spec.limits }),
	};
}

function splitPairs(factory: string, resources: ResourcePairs, other: Resources | undefined) {
	if (other !== undefined) {
		throw new FlyteError("AUTHORING_OPTION", `${factory}() has option resources beside requests or limits`, {
			path: "resources",
			wayOut: 'write both sides in resources, as `cpu: ["1", "2"]`, or leave resources out',
		});
	}
	const requests: { -readonly [K in keyof Resources]: Resources[K] } = {};
	const limits: { -readonly [K in keyof Resources]: Resources[K] } = {};
	for (const name of NAMES) {
		const amount = resources[name];
		if (amount === undefined) continue;
		if (typeof amount !== "object") {
			requests[name] = amount;
			continue;
		}
		if (!Array.isArray(amount) || amount.length !== 2) {
			throw new FlyteError("AUTHORING_OPTION", `${factory}() option resources.${name} is no pair`, {
				path: `resources.${name}`,
				wayOut: 'give one amount, or the request and the limit: ["1", "2"]',
			});
		}
		requests[name] = amount[0];
		limits[name] = amount[1];
	}
	return { requests, limits: Object.keys(limits).length === 0 ? undefined : limits };
}
