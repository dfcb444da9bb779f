import type { Identifier, ResourceType } from "../../config/identifier.js";
import { identifierFrom, needed } from "../from-proto/values.js";
import type { NamedEntityIdentifier } from "../gen/flyteidl/admin/common.js";
import type {
	Identifier as IdentifierMessage,
	NodeExecutionIdentifier,
	WorkflowExecutionIdentifier,
} from "../gen/flyteidl/core/identifier.js";
import { RESOURCE_TYPES } from "../to-proto/identifier.js";
import type { EntityName, ExecutionId, NodeExecutionId } from "./records.js";

export { identifierFrom };

export function identifierMessage(id: Identifier): IdentifierMessage {
	const { project, domain, name, version, org = "" } = id;
	const resourceType = RESOURCE_TYPES.indexOf(id.resourceType) as IdentifierMessage["resourceType"];
	return { resourceType, project, domain, name, version, org };
}

export function resourceTypeNumber(type: ResourceType): IdentifierMessage["resourceType"] {
	return RESOURCE_TYPES.indexOf(type) as IdentifierMessage["resourceType"];
}

export function nameMessage({ project, domain, name = "", org = "" }: EntityName): NamedEntityIdentifier {
	return { project, domain, name, org };
}

export function executionIdMessage({ project, domain, name, org = "" }: ExecutionId): WorkflowExecutionIdentifier {
	return { project, domain, name, org };
}

export function executionIdFrom(message: WorkflowExecutionIdentifier | undefined, owner: string): ExecutionId {
	const { project, domain, name, org } = needed(message, owner, "id");
	return { project, domain, name, ...(org === "" ? {} : { org }) };
}

export function nodeIdMessage({ execution, nodeId }: NodeExecutionId): NodeExecutionIdentifier {
	return { nodeId, executionId: executionIdMessage(execution) };
}

export function nodeIdFrom(message: NodeExecutionIdentifier | undefined, owner: string): NodeExecutionId {
	const { nodeId, executionId } = needed(message, owner, "id");
	return { nodeId, execution: executionIdFrom(executionId, owner) };
}

/** One string for an execution, for messages: `project:domain:name`. */
export function executionKey({ project, domain, name }: ExecutionId): string {
	return `${project}:${domain}:${name}`;
}
