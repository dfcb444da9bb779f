import { createHash } from "node:crypto";
import type { Identifier, ResourceType } from "../config/identifier.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import { createEntity, createUploadLocation, keptEntity, listIds, setLaunchPlanState } from "../wire/admin/index.js";
import { type SerializedEntity, serializedEntities } from "../wire/serialized-entities.js";
import { closureOf } from "./closure.js";
import type { Creation, RegistrationTarget } from "./registration-target.js";
import type { RemoteSession } from "./session.js";
import { WORDS } from "./words.js";

/** The deployment as registering sees it. */
export function registrationTarget({ transport }: Pick<RemoteSession, "transport">): RegistrationTarget {
	return {
		endpoint: transport.endpoint,
		async createEntity(id, spec) {
			try {
				await createEntity(transport, id, spec);
				return "created";
			} catch (error) {
				return creationOf(error);
			}
		},
		async getEntity(id) {
			try {
				return await keptEntity(transport, id);
			} catch (error) {
				if (isFlyteError(error, "REMOTE_NOT_FOUND")) return undefined;
				throw error;
			}
		},
		async latestVersion({ resourceType, project, domain, name }) {
			const { items } = await listIds(transport, resourceType as ResourceType, { project, domain, name }, { limit: 1 });
			return items[0]?.version;
		},
		async activateLaunchPlan(id) {
			await setLaunchPlanState(transport, id, "active");
		},
		async createUploadLocation(request) {
			const { signedUrl, nativeUrl, headers } = await createUploadLocation(transport, request);
			return { signedUrl, nativeUrl, headers: Object.fromEntries(headers) };
		},
	};
}

/** flyteadmin says ALREADY_EXISTS for the same content, and INVALID_ARGUMENT with these words for another. */
function creationOf(error: unknown): Creation {
	if (isFlyteError(error, "REMOTE_EXISTS")) return "same";
	if (
		isFlyteError(error, "REMOTE_REFUSED") &&
		/already exists|registered already|different structure/i.test(error.message)
	) {
		return "different";
	}
	throw error;
}

/** What registering came to, entity by entity, in the order of registering. */
export interface Registered {
	readonly id: Identifier;
	/** "same" when that version was there with the same content. */
	readonly creation: Exclude<Creation, "different">;
}

/**
 * Registers entities and all that they call, as `settings` serialise them: tasks, then workflows and launch plans after what they refer to. Code is
 * not built or uploaded: the image has it, or `settings.fast` says where it is. Throws REMOTE_EXISTS for a version that is there with other
 * content. flytekit: register_task, register_workflow, register_launch_plan.
 */
export async function registerEntities(
	session: RemoteSession,
	roots: readonly Entity[],
	settings: SerializationSettings,
): Promise<readonly Registered[]> {
	return createAll(session, serializedEntities(closureOf(roots), settings));
}

/** A version made of what is registered, with what it is registered with: it changes with them and with nothing else. */
export function versionOf(roots: readonly Entity[], settings: Omit<SerializationSettings, "version">): string {
	const hash = createHash("sha256");
	for (const { id, spec } of serializedEntities(closureOf(roots), { ...settings, version: "" })) {
		hash.update(`\0${id.resourceType} ${id.name} ${spec.length} `).update(spec);
	}
	return hash.digest("base64url").slice(0, 22).replace(/^[-_]/, "0");
}

async function createAll(session: RemoteSession, items: readonly SerializedEntity[]): Promise<readonly Registered[]> {
	const target = registrationTarget(session);
	const done: Registered[] = [];
	for (const { id, spec } of items) {
		const creation = await target.createEntity(id, spec);
		if (creation === "different") {
			throw new FlyteError(
				"REMOTE_EXISTS",
				`${target.endpoint} has ${WORDS[id.resourceType]} ${id.name} at version ${id.version} already, with other content`,
				{ entity: id.name, wayOut: "register under another version" },
			);
		}
		done.push({ id, creation });
	}
	return done;
}
