import { encodeWorkflowSpec, namedResolvers, type WorkflowEntity } from "flytekit-ts/plugin";
import { afterEach, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { bindEagerCleaner, type EagerCleanup } from "../../src/authoring/eager-cleanup.js";
import type { TaskContext } from "../../src/graph/entities.js";
import { closureOf } from "../../src/remote/closure.js";
import { protoJson } from "../../src/wire/json.js";
import { asWorkflow, calls, failing, fails, half, halvings, nightly } from "./eager-workflow-entities.js";

const settings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [], defaultImage: { name: "default", fqn: "app" } },
	env: {},
};
const MODULE = "test.authoring.eager-workflow-entities";
const context: TaskContext = {
	executionId: "f1",
	nodePath: "efn",
	attempt: 0,
	signal: new AbortController().signal,
};
const entity = (value: unknown) => value as WorkflowEntity;

beforeAll(() => half({ x: 1 }));
afterEach(() => bindEagerCleaner(undefined));

describe("an eager task as a workflow", () => {
	it("runs as the task does, and is typed as it is", async () => {
		expect(await asWorkflow({ start: 9 })).toEqual({ steps: 3, last: 1 });
		expect(await asWorkflow({ start: 9, least: 4 })).toEqual({ steps: 1, last: 4 });
		expect(await nightly()).toMatchObject({ steps: 6 });
		expectTypeOf(asWorkflow).parameters.toEqualTypeOf<Parameters<typeof halvings>>();
	});

	it("is one and the same each time, so that it is registered once", () => {
		expect(halvings.asWorkflow()).toBe(asWorkflow);
	});

	it("has the task's name, one node, and a handler that takes the same inputs", () => {
		const spec = protoJson("flyteidl.admin.WorkflowSpec", encodeWorkflowSpec(entity(asWorkflow), settings));
		expect(spec).toMatchObject({
			template: {
				id: { resourceType: "WORKFLOW", name: `${MODULE}.halvings` },
				nodes: [{ id: "n0", taskNode: { referenceId: { name: `${MODULE}.halvings` } } }],
				failureNode: {
					id: "efn",
					inputs: [{ var: "least" }, { var: "start" }],
					taskNode: { referenceId: { name: `${MODULE}.halvings-cleanup` } },
				},
				outputs: [{ var: "steps" }, { var: "last" }],
			},
		});
	});

	it("is registered with each eager task, with its handler and a launch plan, also where a workflow calls the task", () => {
		for (const roots of [[halvings], [halvings, asWorkflow], [calls]]) {
			const { tasks, workflows, launchPlans } = closureOf(roots.map(entity));
			expect(tasks.map(({ name }) => name).sort()).toEqual([`${MODULE}.halvings`, `${MODULE}.halvings-cleanup`]);
			expect(workflows.map(({ name }) => name)).toContain(`${MODULE}.halvings`);
			expect(launchPlans.map(({ name }) => name)).toContain(`${MODULE}.halvings`);
		}
	});

	it("fails as the task fails", async () => {
		await expect(failing({ text: "kaboom" })).rejects.toThrow("kaboom");
		expect(failing.name).toBe(fails.name);
	});
});

describe("the handler", () => {
	const cleanup = () => entity(asWorkflow).toGraph().onFailure?.target as unknown as { task: EagerCleanup };

	it("has a type of its own, and a container that finds it without a module", () => {
		const { task } = cleanup();
		const template = task.toTemplate(settings);
		expect(template).toMatchObject({ type: "eager_failure_handler_task", metadata: { retries: 0 } });
		expect(template.container?.args.slice(-5)).toEqual([
			"flytekit-ts.eager-cleanup",
			"--",
			"eager",
			"failure",
			"handler",
		]);
	});

	it("is found by its resolver, and stops what is told to be running", async () => {
		const resolver = namedResolvers.get("flytekit-ts.eager-cleanup");
		const found = (await resolver?.loadTask(["eager", "failure", "handler"], async () => ({}))) as EagerCleanup;
		expect(await found.dispatchExecute(context, new Map())).toEqual(new Map());
		const stopped: string[] = [];
		bindEagerCleaner(async ({ executionId }) => {
			stopped.push(executionId);
		});
		// its inputs are those of a workflow that it does not know
		expect(await found.dispatchExecute(context, new Map([["start", { kind: "integer", value: 9n }]]))).toEqual(
			new Map(),
		);
		expect(stopped).toEqual(["f1"]);
	});

	it("fails when what runs could not be stopped", async () => {
		bindEagerCleaner(() => Promise.reject(new Error("admin is away")));
		await expect(cleanup().task.dispatchExecute(context, new Map())).rejects.toThrow("admin is away");
	});
});
