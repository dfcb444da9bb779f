import { isPlannedWorkflow, LaunchPlan } from "../authoring/launch-plan.js";
import type { Identifier, ResourceType } from "../config/identifier.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import { isFlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import { createEntity, createUploadLocation, keptEntity, listIds, setLaunchPlanState } from "../wire/admin/index.js";
import { registrationOf } from "../wire/registration.js";
import { serializedEntities } from "../wire/serialized-entities.js";
import type { Creation, RegistrationTarget } from "./registration-target.js";
import type { RemoteSession } from "./session.js";

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
	readonly creation: Creation;
}

/**
 * Registers entities and all that they call, as `settings` serialise them: tasks, then workflows, then launch plans. Code is not built or uploaded:
 * the image has it, or `settings.fast` says where it is. flytekit: register_task, register_workflow, register_launch_plan.
 */
export async function registerEntities(
	session: RemoteSession,
	roots: readonly Entity[],
	settings: SerializationSettings,
): Promise<readonly Registered[]> {
	const target = registrationTarget(session);
	const closure = registrationOf(roots, {
		defaultPlan: (workflow) => (isPlannedWorkflow(workflow) ? new LaunchPlan(workflow, {}) : undefined),
	});
	const done: Registered[] = [];
	const create = async (id: Identifier, spec: Uint8Array) => {
		done.push({ id, creation: await target.createEntity(id, spec) });
	};
	for (const { id, spec } of serializedEntities(closure, settings)) await create(id, spec);
	return done;
}
