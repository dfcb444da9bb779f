import { createHash } from "node:crypto";
import { FlyteError } from "../../errors/index.js";
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
}

/** Says a part of a cache's version. flytekit: CachePolicy. */
export interface CachePolicy {
	/** The same text as long as the task computes the same. */
	getVersion(parameters: VersionParameters): string;
}

/**
 * Changes with the task's own file, with each file of the project that it imports, however far, and with the versions of the
 * packages that these import. More changes than must be are seen, never fewer. flytekit: CacheFunctionBody, CachePrivateModules.
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

/** The version that policies say together: a hash of theirs, and of `salt`. */
export function policyVersion(policies: readonly CachePolicy[], salt: string, parameters: VersionParameters): string {
	const hash = createHash("sha256").update(salt);
	for (const policy of policies) hash.update("\0").update(policy.getVersion(parameters));
	return hash.digest("base64url").slice(0, 22);
}
