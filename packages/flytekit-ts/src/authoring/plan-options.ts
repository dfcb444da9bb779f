import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";
import type { SecurityContextSpec } from "../graph/task-template.js";
import type { Notification } from "./notification.js";
import { checkOptions, checkSwitches, checkTexts, wholeNumber } from "./options.js";
import type { Schedule } from "./schedule.js";

/** How executions are launched, whatever their inputs. flytekit: Options. */
export interface LaunchOptions {
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	/** Task nodes at a time; 0 leaves it to the deployment. */
	readonly maxParallelism?: number;
	/** Where files and datasets of the execution go: `s3://bucket/prefix`. flytekit: raw_output_data_config. */
	readonly rawOutputPrefix?: string;
	/** Whom the execution runs as, and its secrets. */
	readonly securityContext?: SecurityContextSpec;
	/** Runs what is cached again, and stores that. */
	readonly overwriteCache?: boolean;
}

/** What `launchPlan(workflow, { ... })` takes. flytekit: LaunchPlan.get_or_create. */
export interface PlanOptions<D = {}, F = {}> extends LaunchOptions {
	/** `module.name` of the workflow when left out: the default launch plan, which has no other options. */
	readonly name?: string;
	/** Values for inputs that a call may leave out. */
	readonly defaultInputs?: D;
	/** Values for inputs that a call cannot give. */
	readonly fixedInputs?: F;
	/** `cron("0 6 * * *")` or `every("10m")`. */
	readonly schedule?: Schedule;
	/** `email({ phases: ["failed"], recipients: ["team@example.com"] })`. */
	readonly notifications?: readonly Notification[];
	/** Whom the execution runs as; the older way to say `securityContext.runAs`, which it becomes. */
	readonly authRole?: { readonly assumableIamRole?: string; readonly kubernetesServiceAccount?: string };
	/** At most `max` executions of the plan at a time; what is launched beyond is not started. */
	readonly concurrencyPolicy?: { readonly max: number; readonly behavior?: "skip" };
	/** Makes the plan active when it is registered: its schedule starts. */
	readonly autoActivate?: boolean;
}

const LAUNCH_OPTIONS = [
	"labels",
	"annotations",
	"maxParallelism",
	"rawOutputPrefix",
	"securityContext",
	"overwriteCache",
] as const;
const OPTIONS = [
	...LAUNCH_OPTIONS,
	"name",
	"defaultInputs",
	"fixedInputs",
	"schedule",
	"notifications",
	"authRole",
	"concurrencyPolicy",
	"autoActivate",
] as const;

/** Throws AUTHORING_OPTION for an option of a workflow's default launch plan that does not exist or fit. */
export function checkLaunchOptions(factory: string, options: LaunchOptions): void {
	checkOptions(factory, options, LAUNCH_OPTIONS);
	checkLaunch(factory, options);
}

/** Throws AUTHORING_OPTION for an option that does not exist or fit, AUTHORING_LAUNCH_PLAN for options without a name. */
export function checkPlanOptions(options: PlanOptions): void {
	checkOptions("launchPlan", options, OPTIONS);
	checkLaunch("launchPlan", options);
	if (options.authRole !== undefined && options.securityContext !== undefined) {
		throw new FlyteError("AUTHORING_OPTION", "launchPlan() has options authRole and securityContext", {
			path: "authRole",
			wayOut: "say it in securityContext.runAs only",
		});
	}
	if (options.concurrencyPolicy !== undefined) {
		const { max, behavior = "skip" } = options.concurrencyPolicy;
		if (wholeNumber("launchPlan", "concurrencyPolicy.max", max) === 0 || behavior !== "skip") {
			throw new FlyteError("AUTHORING_OPTION", "launchPlan() option concurrencyPolicy is not one that Flyte knows", {
				path: "concurrencyPolicy",
				wayOut: 'write it as `{ max: 1, behavior: "skip" }`, with max from 1',
			});
		}
	}
	const { name, ...others } = options;
	if (name === undefined && Object.values(others).some((value) => value !== undefined)) {
		throw new FlyteError("AUTHORING_LAUNCH_PLAN", "a launch plan with options of its own needs a name", {
			wayOut: 'give one: `launchPlan(wf, { name: "nightly", ... })`; without a name it is the default launch plan',
		});
	}
}

function checkLaunch(factory: string, options: LaunchOptions): void {
	if (options.maxParallelism !== undefined) wholeNumber(factory, "maxParallelism", options.maxParallelism);
	checkSwitches(factory, options, ["overwriteCache"]);
	for (const name of ["labels", "annotations"] as const)
		checkTexts(factory, name, options[name], "Kubernetes' labels and annotations are text");
}

/** The options as they go onto the wire. */
export function launchPlanOptions(given: PlanOptions): LaunchPlanOptions {
	const { name: _, defaultInputs: _d, fixedInputs: _f, authRole, concurrencyPolicy: policy, ...rest } = given;
	const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
	return {
		...(present as LaunchPlanOptions),
		...(authRole === undefined ? {} : { securityContext: { runAs: identity(authRole) } }),
		...(policy === undefined ? {} : { concurrencyPolicy: { max: policy.max, behavior: "skip" } }),
	};
}

function identity(role: NonNullable<PlanOptions["authRole"]>): NonNullable<SecurityContextSpec["runAs"]> {
	const { assumableIamRole, kubernetesServiceAccount } = role;
	return {
		...(assumableIamRole === undefined ? {} : { iamRole: assumableIamRole }),
		...(kubernetesServiceAccount === undefined ? {} : { k8sServiceAccount: kubernetesServiceAccount }),
	};
}
