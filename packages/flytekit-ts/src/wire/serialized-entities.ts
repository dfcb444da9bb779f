import type { Identifier } from "../config/identifier.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import { encodeLaunchPlan, encodeTaskSpec, encodeWorkflowSpec } from "./encode.js";
import type { Registration } from "./registration.js";
import { entityId } from "./to-proto/identifier.js";

/** What is registered: a task, workflow or launch plan. */
export type RegistrableEntity = TaskEntity | WorkflowEntity | LaunchPlanEntity;

/** An entity as it is registered. */
export interface SerializedEntity {
	readonly id: Identifier;
	readonly entity: RegistrableEntity;
	/** flyteidl.admin.TaskSpec, WorkflowSpec or LaunchPlan. */
	readonly spec: Uint8Array;
}

/** Ids and bytes of all that is registered, in the order in which it has to be. Throws as the encoders do. */
export function serializedEntities(
	registration: Pick<Registration, "inOrder">,
	settings: SerializationSettings,
): SerializedEntity[] {
	return registration.inOrder.map((entity) => ({
		id: entityId(entity, entity.entityKind, settings),
		entity,
		spec: specOf(entity, settings),
	}));
}

function specOf(entity: RegistrableEntity, settings: SerializationSettings): Uint8Array {
	if (entity.entityKind === "task") return encodeTaskSpec(entity, settings);
	return entity.entityKind === "workflow" ? encodeWorkflowSpec(entity, settings) : encodeLaunchPlan(entity, settings);
}
