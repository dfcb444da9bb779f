import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";

/** How an execution can end. flytekit: WorkflowExecutionPhase, its terminal ones. */
export type EndPhase = "succeeded" | "failed" | "aborted" | "timedOut";

/** Whom to tell about the end of an execution. Made by {@link email}, {@link slack} and {@link pagerDuty}. */
export type Notification = NonNullable<LaunchPlanOptions["notifications"]>[number];

/** When to tell whom. */
export interface NotificationOptions {
	readonly phases: readonly EndPhase[];
	/** Mail addresses; Slack and PagerDuty have one for each channel or service. */
	readonly recipients: readonly string[];
}

const PHASES: readonly EndPhase[] = ["succeeded", "failed", "aborted", "timedOut"];

/** Tells by mail. flytekit: Email. Throws AUTHORING_OPTION for a phase that is no end, or nobody to tell. */
export function email(options: NotificationOptions): Notification {
	return notification("email", options);
}

/** Tells a Slack channel through its mail address. flytekit: Slack. Throws as {@link email}. */
export function slack(options: NotificationOptions): Notification {
	return notification("slack", options);
}

/** Tells PagerDuty through a service's mail address. flytekit: PagerDuty. Throws as {@link email}. */
export function pagerDuty(options: NotificationOptions): Notification {
	return notification("pagerDuty", options);
}

function notification(kind: Notification["kind"], { phases, recipients }: NotificationOptions): Notification {
	const wrong = phases.find((phase) => !PHASES.includes(phase));
	if (wrong !== undefined || phases.length === 0) {
		const what = wrong === undefined ? "has no phases" : `has phase "${String(wrong)}"`;
		throw new FlyteError("AUTHORING_OPTION", `${kind}() ${what}`, {
			path: "phases",
			wayOut: `an execution ends as one of ${PHASES.join(", ")}`,
		});
	}
	if (recipients.length === 0 || recipients.some((recipient) => !/^[^\s@]+@[^\s@]+$/.test(recipient))) {
		throw new FlyteError("AUTHORING_OPTION", `${kind}() has recipients that are no mail addresses`, {
			path: "recipients",
			wayOut: 'name at least one, as ["team@example.com"]',
		});
	}
	return { kind, phases: [...phases], recipients: [...recipients] };
}
