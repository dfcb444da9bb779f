import { readFileSync } from "node:fs";
import { cron, email, launchPlan, pagerDuty, slack, task, workflow } from "flytekit-ts";
import { encodeLaunchPlan, type LaunchPlanEntity } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { closureOf } from "../../src/remote/closure.js";
import { protoJson } from "../../src/wire/json.js";
import {
	again,
	full,
	labelled,
	missingInput,
	namesake,
	scheduled,
	sum,
	wrongKickoff,
} from "./launch-plans-entities.js";

const settings = { project: "p", domain: "d", version: "v1", imageConfig: { images: [] }, env: {} };
beforeAll(() => sum({ a: 1 }));

describe("launch plans", () => {
	it("run here with their fixed and default inputs", async () => {
		expect(await full()).toBe(9);
		expect(await full({ b: 1 })).toBe(5);
		expect(await scheduled({ at: new Date("2024-05-06") })).toBe("2024 1");
	});

	it("carry what is said about launching", () => {
		expect(full.options).toEqual({
			schedule: { kind: "rate", value: 2, unit: "hour" },
			notifications: [{ kind: "email", phases: ["failed"], recipients: ["team@example.com"] }],
			securityContext: { runAs: { k8sServiceAccount: "runner" } },
			concurrencyPolicy: { max: 1, behavior: "skip" },
			autoActivate: true,
		});
		const { spec } = protoJson("flyteidl.admin.LaunchPlan", encodeLaunchPlan(full, settings)) as {
			spec: Record<string, unknown>;
		};
		expect(spec.concurrencyPolicy).toEqual({ max: 1, behavior: "CONCURRENCY_LIMIT_BEHAVIOR_SKIP" });
		expect(spec.securityContext).toEqual({ runAs: { k8sServiceAccount: "runner" } });
	});

	it("have their workflow's options only when they are its default one", () => {
		expect(launchPlan(labelled).options).toEqual({ labels: { team: "x" }, maxParallelism: 3 });
		expect(launchPlan(labelled, { name: "other" }).options).toEqual({});
	});

	it("know where they are made", () => {
		const { file = "", line = 0 } = full.location ?? {};
		expect(readFileSync(file, "utf8").split("\n")[line - 1]).toContain("full = launchPlan(");
		expect([full.isDefault, launchPlan(sum).isDefault]).toEqual([false, true]);
	});
});

describe("names", () => {
	const plain = (...plans: unknown[]) => plans as LaunchPlanEntity[];

	it("are refused for two plans that differ, with both places", () => {
		const place = "\\S+launch-plans-entities\\.ts:\\d+:\\d+";
		expect(() => closureOf(plain(full, namesake))).toThrow(
			new RegExp(`two launch plans are called "full": at ${place} and at ${place}\\n`),
		);
	});

	it("may be said twice for the same plan", () => {
		expect(closureOf(plain(scheduled, again, launchPlan(sum), launchPlan(sum))).launchPlans).toHaveLength(3);
	});
});

describe("refusals", () => {
	it.each([
		[
			() => wrongKickoff.interface,
			'launch plan wrongKickoff has kickoffTimeArg "n", which is no input that takes a time',
		],
		[() => missingInput.interface, 'launch plan missingInput has a schedule but no value for input "a"'],
		[
			() => launchPlan(sum, { name: "x", fixedInputs: { nope: 1 } as never }).interface,
			'launch plan x has no input "nope"',
		],
		[
			() => launchPlan(sum, { name: "x", fixedInputs: { a: 1 }, defaultInputs: { a: 1 } }).interface,
			'launch plan x gives input "a" as fixed and as default',
		],
		[() => launchPlan(sum, { maxParallelism: 2 }), "a launch plan with options of its own needs a name"],
		[
			() => launchPlan(sum, { name: "x", authRole: {}, securityContext: {} }),
			"launchPlan() has options authRole and securityContext",
		],
		[
			() => launchPlan(sum, { name: "x", concurrencyPolicy: { max: 0 } }),
			"launchPlan() option concurrencyPolicy is not one that Flyte knows",
		],
		[() => launchPlan(sum, { name: "x", labels: { n: 1 as never } }), "launchPlan() option labels.n is no text"],
		[
			() => launchPlan(sum, { name: "x", overwriteCache: 1 as never }),
			"launchPlan() option overwriteCache is number 1",
		],
		[() => launchPlan(sum, { name: "x", scedule: 1 } as never), 'launchPlan() has no option "scedule"'],
		[() => workflow({ defaultOptions: { schedule: 1 } as never }, () => {}), 'workflow() has no option "schedule"'],
		[() => cron("61 nope"), 'cron("61 nope") is no schedule'],
		[() => cron("@daily", { offset: "1h" }), 'cron() option offset is "1h", which is no duration'],
		[() => email({ phases: ["running" as never], recipients: ["a@x.com"] }), 'email() has phase "running"'],
		[() => slack({ phases: [], recipients: ["a@x.com"] }), "slack() has no phases"],
		[
			() => pagerDuty({ phases: ["failed"], recipients: ["me"] }),
			"pagerDuty() has recipients that are no mail addresses",
		],
		[() => launchPlan((() => {}) as never), "launchPlan() takes a workflow"],
		[
			() => launchPlan(task(() => {}) as never),
			"launchPlan() takes a workflow\n  way out: wrap a task or dynamic in a workflow that calls it",
		],
	])("refusal %#", (make, message) => {
		expect(make).toThrow(message);
	});
});
