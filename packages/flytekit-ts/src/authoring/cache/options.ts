import { FlyteError } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import type { CacheSettings } from "../../graph/task-template.js";
import { packagedVersion } from "./packaged-versions.js";
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
	const given = checked(factory, option);
	const { version, policies = [codePolicy], salt = "", serialize = false, ignoreInputs = [] } = given;
	if (version !== undefined && given.policies !== undefined) {
		throw unfit(factory, "has a version and policies", "leave one of them out");
	}
	if (version !== undefined && given.salt !== undefined) {
		throw unfit(factory, "has a version and a salt", "leave the salt out: it is for versions that policies say");
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
			if (known === undefined) {
				const given = parameters();
				known = packagedVersion(given.task) ?? policyVersion(policies, salt, given);
			}
			return known;
		},
		serialize,
		ignoreInputs,
	};
}

type Given = Extract<CacheOption, object>;

/** The option as an object, its parts of the types that they must have. */
function checked(factory: string, option: Exclude<CacheOption, false>): Given {
	if (option === true) return {};
	if (typeof option === "string") return { version: option };
	if (typeof option !== "object" || option === null) {
		throw unfit(factory, `is ${String(option)}`, 'write `cache: true`, or a version as text: `cache: "1.0"`');
	}
	for (const name of Object.keys(option)) {
		if (name in PARTS) continue;
		const near = nearest(name, Object.keys(PARTS));
		const hint = near === undefined ? "" : `did you mean "${near}"? `;
		throw unfit(factory, `has no part "${name}"`, `${hint}it takes ${Object.keys(PARTS).join(", ")}`);
	}
	for (const [name, [isFit, what]] of Object.entries(PARTS)) {
		const value = option[name as keyof Given];
		if (value !== undefined && !isFit(value)) throw unfit(factory, `has an unfit ${name}`, `give ${what}`);
	}
	return option;
}

const PARTS: Readonly<Record<keyof Given, readonly [isFit: (value: unknown) => boolean, what: string]>> = {
	version: [(value) => typeof value === "string", 'text, as `version: "1.0"`'],
	policies: [
		(value) => Array.isArray(value) && value.every((policy) => typeof policy?.getVersion === "function"),
		"a list of policies, each with a getVersion function",
	],
	salt: [(value) => typeof value === "string", "text"],
	serialize: [(value) => typeof value === "boolean", "true or false"],
	ignoreInputs: [
		(value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
		"a list of the inputs' names",
	],
};

/** Throws AUTHORING_OPTION when an input that does not count for the cache is none of the task's. */
export function checkIgnored(
	task: string,
	cache: CacheSettings | undefined,
	inputs: ReadonlyMap<string, unknown>,
): void {
	const unknown = cache?.ignoreInputs.find((name) => !inputs.has(name));
	if (unknown === undefined) return;
	const near = nearest(unknown, [...inputs.keys()]);
	throw new FlyteError("AUTHORING_OPTION", `the cache of ${task} ignores input "${unknown}", which it does not have`, {
		entity: task,
		path: "cache.ignoreInputs",
		wayOut: `${near === undefined ? "" : `did you mean "${near}"? `}its inputs are ${[...inputs.keys()].join(", ") || "none"}`,
	});
}

function unfit(factory: string, what: string, wayOut: string): FlyteError {
	return new FlyteError("AUTHORING_OPTION", `${factory}() option cache ${what}`, { path: "cache", wayOut });
}
