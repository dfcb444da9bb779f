/** Launch plans. The twin of flytekit's g_launchplans.py. */
import { cron, email, every, type Inputs, type Int, launchPlan, pagerDuty, slack, workflow } from "flytekit-ts";
import { t_datetime, t_int, t_str } from "./g_tasks.js";

export const lp_wf = workflow(({ a, b = "def", c: _ }: Inputs<{ a: Int; b?: string; c?: number | null }>) => {
	t_str({ a: b });
	return t_int({ a });
});

export const lp_sched_wf = workflow(({ kickoff, a = 1 }: Inputs<{ kickoff: Date; a?: Int }>) => {
	t_datetime({ a: kickoff });
	return t_int({ a });
});

export const lp_opts_wf = workflow(
	{ defaultOptions: { labels: { wl: "1" }, annotations: { wa: "2" } } },
	({ a = 1 }: Inputs<{ a?: Int }>) => t_int({ a }),
);

export const lp_default = launchPlan(lp_wf);
export const lp_default_options = launchPlan(lp_opts_wf);
export const lp_default_inputs = launchPlan(lp_wf, { name: "lp_default_inputs", defaultInputs: { a: 5, b: "over" } });
export const lp_fixed_inputs = launchPlan(lp_wf, {
	name: "lp_fixed_inputs",
	fixedInputs: { a: 6 },
	defaultInputs: { c: 1.5 },
});
export const lp_cron = launchPlan(lp_sched_wf, {
	name: "lp_cron",
	schedule: cron("*/5 * * * *", { kickoffTimeArg: "kickoff" }),
});
export const lp_cron_alias = launchPlan(lp_sched_wf, {
	name: "lp_cron_alias",
	schedule: cron("@daily", { kickoffTimeArg: "kickoff" }),
	autoActivate: true,
});
export const lp_cron_offset = launchPlan(lp_sched_wf, {
	name: "lp_cron_offset",
	schedule: cron("0 0 * * *", { offset: "PT1H", kickoffTimeArg: "kickoff" }),
});
export const lp_rate_min = launchPlan(lp_opts_wf, { name: "lp_rate_min", schedule: every("10m") });
export const lp_rate_hour = launchPlan(lp_opts_wf, { name: "lp_rate_hour", schedule: every("3h") });
export const lp_rate_day = launchPlan(lp_opts_wf, { name: "lp_rate_day", schedule: every("2d") });
export const lp_notifications = launchPlan(lp_opts_wf, {
	name: "lp_notifications",
	notifications: [
		email({ phases: ["succeeded", "failed"], recipients: ["a@x.com"] }),
		slack({ phases: ["aborted"], recipients: ["s@x.com"] }),
		pagerDuty({ phases: ["timedOut"], recipients: ["p@x.com"] }),
	],
});
export const lp_labels = launchPlan(lp_opts_wf, {
	name: "lp_labels",
	labels: { team: "x" },
	annotations: { note: "y" },
});
export const lp_parallelism = launchPlan(lp_opts_wf, {
	name: "lp_parallelism",
	maxParallelism: 25,
	overwriteCache: true,
});
export const lp_raw = launchPlan(lp_opts_wf, { name: "lp_raw", rawOutputPrefix: "s3://bucket/raw" });
export const lp_security = launchPlan(lp_opts_wf, {
	name: "lp_security",
	securityContext: { runAs: { iamRole: "arn:role", k8sServiceAccount: "sa" } },
});
export const lp_auth_role = launchPlan(lp_opts_wf, {
	name: "lp_auth_role",
	authRole: { assumableIamRole: "arn:role2", kubernetesServiceAccount: "sa2" },
});
