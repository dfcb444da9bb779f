import type { Identifier, ResourceType } from "../../config/identifier.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { Writer } from "../codec/writer.js";

/** flyteidl.core.ResourceType, by position; 0 is unspecified. */
export const RESOURCE_TYPES: readonly (ResourceType | undefined)[] = [
	undefined,
	"task",
	"workflow",
	"launchPlan",
	"dataset",
];

/** The id an entity is registered under: its own where it is complete (references, fetched ones), else the settings'. */
export function entityId(
	entity: { readonly name: string; readonly id?: Identifier | undefined },
	resourceType: ResourceType,
	settings: SerializationSettings,
): Identifier {
	if (entity.id !== undefined) return entity.id;
	const { project, domain, version } = settings;
	return { resourceType, project, domain, name: entity.name, version };
}

/** One string for an id, for look-ups and messages: `task p:d:module.name@v1`. */
export function idKey(id: Identifier): string {
	const org = id.org === undefined || id.org === "" ? "" : `${id.org}/`;
	return `${id.resourceType} ${org}${id.project}:${id.domain}:${id.name}@${id.version}`;
}

/** Content of a flyteidl.core.Identifier. */
export function writeIdentifier(w: Writer, id: Identifier): void {
	w.optionalString(6, id.org);
	w.optionalString(5, id.version);
	w.optionalString(4, id.name);
	w.optionalString(3, id.domain);
	w.optionalString(2, id.project);
	w.uint32(1, RESOURCE_TYPES.indexOf(id.resourceType));
}
