import { FlyteError } from "../../errors/index.js";
import type { CacheSettings } from "../../graph/task-template.js";
import { type CachePolicy, codePolicy, policyVersion, type VersionParameters } from "./policy.js";

/**
 * How calls of a task are cached: by a version that you change, by `true` with a version that follows the code, or more to say.
 * flytekit: Cache, cache_version, cache_serialize, cache_ignore_input_vars.
 */
export type CacheOption =
	| string
	| boolean
	| {
			readonly version?: string;
			/** Say the version when there is none; {@link codePolicy} by default. */
			readonly policies?: readonly CachePolicy[];
			/** Makes another version of the same code. */
			readonly salt?: string;
			/** Equal calls wait for the first one. */
			readonly serialize?: boolean;
			/** Inputs that do not count in the key. */
			readonly ignoreInputs?: readonly string[];
	  };

/** What is said of the cache; a version of policies is worked out when first asked for. Throws AUTHORING_OPTION. */
export function cacheSettings(
	factory: string,
	option: CacheOption | undefined,
	parameters: () => VersionParameters,
): CacheSettings | undefined {
	if (option === undefined || option === false) return undefined;
	const given = typeof option === "object" ? option : typeof option === "string" ? { version: option } : {};
	const { version, policies = [codePolicy], salt = "", serialize = false, ignoreInputs = [] } = given;
	if (version !== undefined && given.policies !== undefined) {
		throw unfit(factory, "has a version and policies", "leave one of them out");
	}
	if (version === "" || (version === undefined && policies.length === 0)) {
		throw unfit(
			factory,
			"has no version",
			'give one, as `cache: "1.0"`, or `cache: true` for one that follows the code',
		);
	}
	if (version !== undefined) return { version, serialize, ignoreInputs };
	let known: string | undefined;
	return {
		get version() {
			known ??= policyVersion(policies, salt, parameters());
			return known;
		},
		serialize,
		ignoreInputs,
	};
}

function unfit(factory: string, what: string, wayOut: string): FlyteError {
	return new FlyteError("AUTHORING_OPTION", `${factory}() option cache ${what}`, { path: "cache", wayOut });
}
