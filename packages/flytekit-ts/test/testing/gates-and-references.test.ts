import { mock, patch, runLocal } from "flytekit-ts/testing";
import { describe, expect, it } from "vitest";
import { defaultPlan, gated, planRef, taskRef, viaReferences, workflowRef } from "./cluster-entities.js";

describe("a patch", () => {
	it("may come before anything of the file was read", async () => {
		using _ = patch(defaultPlan, ({ n }) => n * 100);
		expect(await defaultPlan({ n: 2 })).toBe(200);
	});
});

describe("a run with gates", () => {
	it("is answered by the gates' names", async () => {
		const asked: string[] = [];
		const signals = {
			limit: 4,
			"good-enough": ({ nodePath, kind }: { nodePath: string; kind: string }) => {
				asked.push(`${kind} ${nodePath}`);
				return true;
			},
		};
		expect(await runLocal(gated, { n: 3 }, { signals })).toBe(7);
		expect(asked).toEqual(["approve gated/n2"]);
	});

	it("fails when an approval is refused, and when a gate has no answer", async () => {
		await expect(runLocal(gated, { n: 3 }, { signals: { limit: 4, "good-enough": false } })).rejects.toThrow(
			"good-enough",
		);
		await expect(runLocal(gated, { n: 3 }, { signals: { limit: 4 } })).rejects.toThrow('gate "good-enough"');
		await expect(runLocal(gated, { n: 3 }, { signals: { limit: "four", "good-enough": true } })).rejects.toThrow(
			"limit",
		);
	});
});

describe("references to a cluster", () => {
	it("cannot run here unless they are replaced", async () => {
		await expect(viaReferences({ n: 1 })).rejects.toThrow(
			"task remote.task is a reference: there is nothing to run here",
		);
		using _ = patch(taskRef, ({ n }) => n + 1);
		using plans = mock(planRef).does(({ n }) => n * 10);
		expect(await viaReferences({ n: 1 })).toBe(20);
		expect(plans.calls).toEqual([{ n: 2 }]);
		using __ = patch(workflowRef, ({ n }) => -n);
		expect(await workflowRef({ n: 5 })).toBe(-5);
	});
	it("are references again afterwards", async () => {
		await expect(viaReferences({ n: 1 })).rejects.toThrow(
			"task remote.task is a reference: there is nothing to run here",
		);
		await expect(workflowRef({ n: 1 })).rejects.toThrow("workflow remote.workflow is a reference");
		await expect(planRef({ n: 1 })).rejects.toThrow("launch plan remote.plan is a reference");
		expect([taskRef, workflowRef, planRef].map((reference) => reference.isReference)).toEqual([true, true, true]);
	});
});
