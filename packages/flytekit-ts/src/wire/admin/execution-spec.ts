import type { Identifier } from "../../config/identifier.js";
import type { LaunchPlanOptions } from "../../graph/entities.js";
import type { SecurityContextSpec } from "../../graph/task-template.js";
import { Writer } from "../codec/writer.js";
import type { Notification } from "../gen/flyteidl/admin/common.js";
import { type ExecutionSpec, ExecutionMetadata_ExecutionMode as Mode } from "../gen/flyteidl/admin/execution.js";
import { SecurityContext } from "../gen/flyteidl/core/security.js";
import { PHASES } from "../to-proto/launch-plan.js";
import { writeSecurityContext } from "../to-proto/task.js";
import { executionIdMessage, identifierMessage } from "./identifiers.js";
import type { LaunchOptions } from "./records.js";

export function executionSpec(launched: Identifier, options: LaunchOptions): ExecutionSpec {
	const { labels, annotations, env, notifications, securityContext, parent } = options;
	return {
		launchPlan: identifierMessage(launched),
		inputs: undefined, // deprecated there: they go beside the spec
		metadata: {
			mode: parent === undefined ? Mode.MANUAL : Mode.CHILD_WORKFLOW,
			principal: "",
			nesting: 0,
			scheduledAt: undefined,
			parentNodeExecution: parent && { nodeId: parent.nodeId, executionId: executionIdMessage(parent.execution) },
			referenceExecution: undefined,
			systemMetadata: undefined,
			artifactIds: [],
		},
		notificationOverrides:
			notifications === undefined
				? undefined
				: notifications.length === 0
					? { $case: "disableAll", value: true }
					: { $case: "notifications", value: { notifications: notifications.map(notificationMessage) } },
		labels: labels && { values: new Map(Object.entries(labels)) },
		annotations: annotations && { values: new Map(Object.entries(annotations)) },
		securityContext: securityContext && securityMessage(securityContext),
		authRole: undefined,
		qualityOfService: undefined,
		maxParallelism: options.maxParallelism ?? 0,
		rawOutputDataConfig:
			options.rawOutputPrefix === undefined ? undefined : { outputLocationPrefix: options.rawOutputPrefix },
		clusterAssignment: options.clusterPool === undefined ? undefined : { clusterPoolName: options.clusterPool },
		interruptible: options.interruptible,
		overwriteCache: options.overwriteCache ?? false,
		envs: env && { values: Object.entries(env).map(([key, value]) => ({ key, value })) },
		tags: [...(options.tags ?? [])],
		executionClusterLabel:
			options.executionClusterLabel === undefined ? undefined : { value: options.executionClusterLabel },
		executionEnvAssignments: [],
	};
}

function notificationMessage(given: NonNullable<LaunchPlanOptions["notifications"]>[number]): Notification {
	const phases = given.phases.map((phase) => PHASES.indexOf(phase as (typeof PHASES)[number]));
	return {
		phases: phases as Notification["phases"],
		type: { $case: given.kind, value: { recipientsEmail: [...given.recipients], template: "" } },
	};
}

function securityMessage(context: SecurityContextSpec): SecurityContext {
	const w = new Writer();
	writeSecurityContext(w, context);
	return SecurityContext.decode(w.bytes());
}
