import type { SerializationSettings } from "../config/serialization-settings.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../graph/entities.js";
import type { Graph } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { Json, LiteralType } from "../types/literal-type.js";
import { encodeDynamicJobSpec, encodeLaunchPlan, encodeTaskSpec, encodeWorkflowSpec } from "./encode.js";
import { protoJson } from "./json.js";
import { encodeLiteral, encodeLiteralMap, encodeLiteralType } from "./literals.js";

/** flyteidl.admin.TaskSpec in protobuf JSON, as `serialize --json` prints it. */
export function taskSpecToJson(task: TaskEntity, settings: SerializationSettings): Json {
	return protoJson("flyteidl.admin.TaskSpec", encodeTaskSpec(task, settings));
}

/** flyteidl.admin.WorkflowSpec in protobuf JSON. */
export function workflowSpecToJson(workflow: WorkflowEntity, settings: SerializationSettings): Json {
	return protoJson("flyteidl.admin.WorkflowSpec", encodeWorkflowSpec(workflow, settings));
}

/** flyteidl.admin.LaunchPlan in protobuf JSON. */
export function launchPlanToJson(plan: LaunchPlanEntity, settings: SerializationSettings): Json {
	return protoJson("flyteidl.admin.LaunchPlan", encodeLaunchPlan(plan, settings));
}

/** flyteidl.core.DynamicJobSpec in protobuf JSON. */
export function dynamicJobSpecToJson(graph: Graph, settings: SerializationSettings): Json {
	return protoJson("flyteidl.core.DynamicJobSpec", encodeDynamicJobSpec(graph, settings));
}

/** flyteidl.core.Literal in protobuf JSON. */
export function literalToJson(literal: Literal): Json {
	return protoJson("flyteidl.core.Literal", encodeLiteral(literal));
}

/** flyteidl.core.LiteralMap in protobuf JSON. */
export function literalMapToJson(map: LiteralMap): Json {
	return protoJson("flyteidl.core.LiteralMap", encodeLiteralMap(map));
}

/** flyteidl.core.LiteralType in protobuf JSON. */
export function literalTypeToJson(type: LiteralType): Json {
	return protoJson("flyteidl.core.LiteralType", encodeLiteralType(type));
}
