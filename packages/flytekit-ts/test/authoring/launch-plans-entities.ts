import { cron, email, every, type Inputs, type Int, launchPlan, task, workflow } from "flytekit-ts";

export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const sum = workflow(({ a, b = 2 }: Inputs<{ a: Int; b?: Int }>) => add({ a, b }));
export const when = task(({ at, n }: { at: Date; n: Int }) => `${at.getUTCFullYear()} ${n}`);
export const timed = workflow(({ at, n = 1 }: Inputs<{ at: Date; n?: Int }>) => when({ at, n }));

export const full = launchPlan(sum, {
	name: "full",
	fixedInputs: { a: 4 },
	defaultInputs: { b: 5 },
	schedule: every("2h"),
	notifications: [email({ phases: ["failed"], recipients: ["team@example.com"] })],
	authRole: { kubernetesServiceAccount: "runner" },
	concurrencyPolicy: { max: 1 },
	autoActivate: true,
});
export const scheduled = launchPlan(timed, { name: "scheduled", schedule: cron("@daily", { kickoffTimeArg: "at" }) });
export const wrongKickoff = launchPlan(timed, {
	name: "wrongKickoff",
	schedule: cron("@daily", { kickoffTimeArg: "n" }),
});
export const namesake = launchPlan(sum, { name: "full", fixedInputs: { a: 3 } });
export const again = launchPlan(timed, { name: "scheduled", schedule: cron("@daily", { kickoffTimeArg: "at" }) });
export const missingInput = launchPlan(sum, { name: "missingInput", schedule: every("1d") });
export const labelled = workflow({ defaultOptions: { labels: { team: "x" }, maxParallelism: 3 } }, () =>
	add({ a: 1, b: 2 }),
);
