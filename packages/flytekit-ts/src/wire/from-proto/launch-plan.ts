import { FlyteError } from "../../errors/index.js";
import type { LaunchPlanEntity, LaunchPlanOptions } from "../../graph/entities.js";
import type { InputVariable } from "../../interface/typed-interface.js";
import type { Literal } from "../../types/literal.js";
import type { Notification } from "../gen/flyteidl/admin/common.js";
import { LaunchPlan, type LaunchPlanSpec } from "../gen/flyteidl/admin/launch_plan.js";
import type { Schedule } from "../gen/flyteidl/admin/schedule.js";
import { PHASES, RATE_UNITS } from "../to-proto/launch-plan.js";
import { checkMessage } from "./check.js";
import { inputFrom } from "./interface.js";
import { type FromProtoOptions, Library } from "./library.js";
import { securityFrom } from "./task-template.js";
import { identifierFrom, literalFrom, maybe, named, needed, said } from "./values.js";

/**
 * A flyteidl.admin.LaunchPlan. Its interface is what it takes as parameters; its outputs are its workflow's, where
 * `options.findWorkflow` knows that. Throws WIRE_* for bytes that are none, or that lack a part.
 */
export function launchPlanFromProto(plan: Uint8Array | LaunchPlan, options: FromProtoOptions = {}): LaunchPlanEntity {
	if (plan instanceof Uint8Array) checkMessage("flyteidl.admin.LaunchPlan", plan);
	const message = plan instanceof Uint8Array ? LaunchPlan.decode(plan) : plan;
	const id = identifierFrom(message.id, "a launch plan");
	const spec = needed(message.spec, `launch plan "${id.name}"`, "spec");
	const workflow = new Library(options).workflow(identifierFrom(spec.workflowId, `launch plan "${id.name}"`));
	const inputs = new Map<string, InputVariable>();
	const defaultInputs = new Map<string, Literal>();
	for (const [name, parameter] of spec.defaultInputs?.parameters ?? []) {
		const { var: variable, behavior } = parameter;
		const input = inputFrom(name, needed(variable, `parameter "${name}"`, "type"));
		inputs.set(name, { ...input, optional: false });
		if (behavior?.$case === "default") defaultInputs.set(name, literalFrom(behavior.value));
	}
	const fixed = [...(spec.fixedInputs?.literals ?? [])].map(([name, literal]) => [name, literalFrom(literal)] as const);
	return {
		entityKind: "launchPlan",
		name: id.name,
		id,
		interface: { inputs, outputs: workflow.interface.outputs, outputShape: workflow.interface.outputShape },
		isReference: false,
		workflow,
		defaultInputs,
		fixedInputs: new Map(fixed),
		options: optionsFrom(spec),
	};
}

function optionsFrom(spec: LaunchPlanSpec): LaunchPlanOptions {
	const { schedule, notifications = [] } = spec.entityMetadata ?? {};
	const { labels, annotations, authRole, concurrencyPolicy: policy } = spec;
	return {
		...maybe("schedule", schedule && scheduleFrom(schedule)),
		...maybe("notifications", notifications.length === 0 ? undefined : notifications.map(notificationFrom)),
		...maybe("labels", recordFrom(labels?.values)),
		...maybe("annotations", recordFrom(annotations?.values)),
		...maybe("maxParallelism", spec.maxParallelism === 0 ? undefined : spec.maxParallelism),
		...maybe("rawOutputPrefix", said(spec.rawOutputDataConfig?.outputLocationPrefix ?? "")),
		...maybe("securityContext", spec.securityContext && securityFrom(spec.securityContext)),
		...maybe("overwriteCache", spec.overwriteCache || undefined),
		...maybe(
			"authRole",
			authRole && {
				...maybe("assumableIamRole", said(authRole.assumableIamRole)),
				...maybe("kubernetesServiceAccount", said(authRole.kubernetesServiceAccount)),
			},
		),
		...maybe(
			"concurrencyPolicy",
			policy && {
				max: policy.max,
				behavior: named([undefined, "skip" as const], policy.behavior, "ConcurrencyLimitBehavior"),
			},
		),
	};
}

function recordFrom(values: ReadonlyMap<string, string> | undefined): Record<string, string> | undefined {
	return values === undefined || values.size === 0 ? undefined : Object.fromEntries(values);
}

function scheduleFrom(message: Schedule): LaunchPlanOptions["schedule"] {
	const kickoff = maybe("kickoffTimeArg", said(message.kickoffTimeInputArg));
	const expression = message.ScheduleExpression;
	switch (expression?.$case) {
		case undefined:
			return undefined;
		case "rate": {
			const { value, unit } = expression.value;
			return { kind: "rate", value, unit: named(RATE_UNITS, unit, "FixedRateUnit"), ...kickoff };
		}
		case "cronSchedule": {
			const { schedule, offset } = expression.value;
			return { kind: "cron", expression: schedule, ...maybe("offset", said(offset)), ...kickoff };
		}
		case "cronExpression":
			throw new FlyteError("WIRE_UNSUPPORTED", "a schedule in the old cron_expression form", {
				wayOut: "register the launch plan again with a cron schedule",
			});
	}
}

function notificationFrom(message: Notification): NonNullable<LaunchPlanOptions["notifications"]>[number] {
	const type = needed(message.type, "a notification", "type");
	return {
		phases: message.phases.map((phase) => named(PHASES, phase, "Phase")),
		kind: type.$case,
		recipients: type.value.recipientsEmail,
	};
}
