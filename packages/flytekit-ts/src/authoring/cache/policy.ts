import { createHash } from "node:crypto";
import { describeThrown, FlyteError, isFlyteError } from "../../errors/index.js";
import type { PodTemplate } from "../../graph/pod-template.js";
import { codeDigest } from "./code-digest.js";

/** What a policy is told of a task. flytekit: VersionParameters. */
export interface VersionParameters {
	/** `module.exportName`. */
	readonly task: string;
	/** The function's text. */
	readonly source: string;
	/** The file it is written in; undefined where the source is not at hand. */
	readonly file: string | undefined;
	/** The task's image, where it has one of its own. */
	readonly containerImage: string | undefined;
	readonly podTemplate: PodTemplate | undefined;
	readonly podTemplateName: string | undefined;
}

/** Says a part of a cache's version. flytekit: CachePolicy. */
export interface CachePolicy {
	/** The same text as long as the task computes the same; not empty where it is the only policy. */
	getVersion(parameters: VersionParameters): string;
}

/**
 * Changes with the task's own file, with each file of the project that it imports, however far, and with the versions of the
 * packages that these import. Comments count, and other tasks of the file do: it changes too often rather than too rarely. What is
 * found only while it runs (files that are read, computed imports) it does not see: add a `salt` or a policy of your own.
 * flytekit: CacheFunctionBody, and CachePrivateModules of its auto-cache plugin.
 */
export const codePolicy: CachePolicy = {
	getVersion({ task, file }) {
		if (file !== undefined) return codeDigest(file);
		throw new FlyteError("AUTHORING_CACHE", `the source of ${task} is not here, so its cache has no version`, {
			entity: task,
			wayOut: 'give one: `cache: "1.0"`',
		});
	},
};

/** Changes with the task's own image. */
export const imagePolicy: CachePolicy = {
	getVersion: ({ containerImage }) => containerImage ?? "",
};

/** The version that policies say together: a hash of theirs, and of `salt`. Throws AUTHORING_CACHE where one cannot say. */
export function policyVersion(policies: readonly CachePolicy[], salt: string, parameters: VersionParameters): string {
	const hash = createHash("sha256").update(salt);
	for (const [i, policy] of policies.entries()) hash.update("\0").update(partOf(policy, i, parameters));
	return hash.digest("base64url").slice(0, 22);
}

function partOf(policy: CachePolicy, index: number, parameters: VersionParameters): string {
	const refusal = (what: string, cause?: unknown) =>
		new FlyteError("AUTHORING_CACHE", `cache policy ${index} of ${parameters.task} ${what}`, {
			entity: parameters.task,
			path: `cache.policies[${index}]`,
			wayOut: 'mend the policy, or give a version: `cache: { version: "1.0" }`',
			...(cause === undefined ? {} : { cause }),
		});
	let part: unknown;
	try {
		part = policy.getVersion(parameters);
	} catch (thrown) {
		if (isFlyteError(thrown)) throw thrown;
		throw refusal(`failed: ${describeThrown(thrown).message}`, thrown);
	}
	if (typeof part === "string") return part;
	throw refusal(
		part instanceof Promise ? "gave a promise: it has to say its version at once" : `gave ${typeof part}, not text`,
	);
}
