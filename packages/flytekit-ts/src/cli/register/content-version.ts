import { createHash } from "node:crypto";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { Registration } from "../../wire/registration.js";
import { serializedEntities } from "../../wire/serialized-entities.js";

/**
 * A version made of what is registered: 22 characters that change with the code, the entities, the image, the environment and the
 * options of launch plans, and with nothing else. flytekit: _version_from_hash.
 *
 * @param codeDigest of the archive of code
 * @param settings its version and distribution do not count
 */
export function contentVersion(
	codeDigest: string,
	registration: Pick<Registration, "inOrder">,
	settings: SerializationSettings,
): string {
	const { fast, ...rest } = settings;
	const without: SerializationSettings = {
		...rest,
		version: "",
		...(fast === undefined
			? {}
			: {
					fast: {
						enabled: fast.enabled,
						...(fast.destinationDir === undefined ? {} : { destinationDir: fast.destinationDir }),
					},
				}),
	};
	const hash = createHash("sha256").update(codeDigest);
	for (const { id, spec } of serializedEntities(registration, without)) {
		hash.update(`\0${id.resourceType} ${id.name} ${spec.length} `).update(spec);
	}
	// flags must not start with a dash, nor does anybody like to type one
	return hash.digest("base64url").slice(0, 22).replace(/^[-_]/, "0");
}
