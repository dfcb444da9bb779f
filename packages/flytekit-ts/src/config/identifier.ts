/** flyteidl.core.ResourceType, by its lower camel name. */
export type ResourceType = "task" | "workflow" | "launchPlan" | "dataset";

/** flyteidl.core.Identifier: what names an entity on a Flyte deployment. */
export interface Identifier {
	readonly resourceType: ResourceType;
	readonly project: string;
	readonly domain: string;
	readonly name: string;
	readonly version: string;
	/** "" outside multi-tenant deployments. */
	readonly org?: string;
}
