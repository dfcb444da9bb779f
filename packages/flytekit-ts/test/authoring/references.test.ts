import {
	dynamic,
	flyte,
	type Inputs,
	type Int,
	mapTask,
	referenceLaunchPlan,
	referenceTask,
	referenceWorkflow,
	task,
	workflow,
} from "flytekit-ts";
import { encodeDynamicJobSpec, encodeWorkflowSpec, isDynamicJobSpec } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { protoJson } from "../../src/wire/json.js";

const id = { project: "rp", domain: "rd", version: "rv" };
export const remoteTask = referenceTask<{ a: Int }, Int>({ ...id, name: "ref.task" });
export const remoteFlow = referenceWorkflow<{ a: Int }, Int>({ ...id, name: "ref.wf" });
export const remotePlan = referenceLaunchPlan<{ a: Int }, Int>({ ...id, name: "ref.lp" });
export const bySchema = referenceTask({
	...id,
	name: "ref.schema",
	inputs: { a: flyte.int() },
	outputs: flyte.string(),
});
export const local = task(({ a }: { a: Int }): Int => a);

export const calls = workflow(({ a }: Inputs<{ a: Int }>) => remotePlan({ a: remoteTask({ a: local({ a }) }) }));
export const callsBySchema = workflow(({ a }: Inputs<{ a: Int }>) => bySchema({ a }));
export const callsFlow = workflow(({ a }: Inputs<{ a: Int }>) => remoteFlow({ a }));
export const callsPlan = workflow(({ a }: Inputs<{ a: Int }>) => remotePlan({ a }));
export const dynamicTask = dynamic(({ a }: { a: Int }) => remoteTask({ a }));
export const dynamicFlow = dynamic(({ a }: { a: Int }) => remoteFlow({ a }));
export const dynamicPlan = dynamic(({ a }: { a: Int }) => remotePlan({ a }));
export const wrapped = workflow(({ a }: Inputs<{ a: Int }>) => remoteTask({ a }));
export const dynamicWrapped = dynamic(({ a }: { a: Int }) => wrapped({ a }));
export const dynamicMap = dynamic(({ a }: { a: Int }) => mapTask(remoteTask)({ a: [a] }));
export const dynamicFlowBelow = dynamic(({ a }: { a: Int }) => callsFlow({ a }));
export const dynamicPlanBelow = dynamic(({ a }: { a: Int }) => callsPlan({ a }));

const settings = { project: "p", domain: "d", version: "v", imageConfig: { images: [] }, env: {} };
const context = { nodePath: "n", executionId: "e", attempt: 0, signal: new AbortController().signal };
const one = new Map([["a", { kind: "integer", value: 1n } as const]]);

beforeAll(() => prepareDeclared());

describe("references", () => {
	it("are called by their own id, without overrides", () => {
		const spec = protoJson("flyteidl.admin.WorkflowSpec", encodeWorkflowSpec(calls, settings)) as {
			template: { nodes: Record<string, unknown>[] };
		};
		expect(
			spec.template.nodes
				.slice(1)
				.map(({ taskNode, workflowNode, metadata }) => ({ taskNode, workflowNode, metadata })),
		).toEqual([
			{
				taskNode: {
					referenceId: { resourceType: "TASK", project: "rp", domain: "rd", name: "ref.task", version: "rv" },
				},
				metadata: { name: "task", retries: {} },
			},
			{
				workflowNode: {
					launchplanRef: { resourceType: "LAUNCH_PLAN", project: "rp", domain: "rd", name: "ref.lp", version: "rv" },
				},
				metadata: { name: "lp", retries: {} },
			},
		]);
	});
	it("take their interface from schemas as well", () => {
		expect(bySchema.interface.inputs.get("a")?.type.kind).toBe("int");
		expect(callsBySchema.toGraph().nodes).toHaveLength(1);
	});
	it.each([dynamicPlan, dynamicPlanBelow])("of launch plans may be called in a dynamic (%#)", async (calling) => {
		const spec = await calling.dispatchExecute(context, one);
		if (!isDynamicJobSpec(spec)) throw new Error("no graph");
		expect(encodeDynamicJobSpec(spec.graph, settings).length).toBeGreaterThan(0);
	});
});

describe("refusals of references", () => {
	const cleaned = async (make: () => unknown) => {
		try {
			await make();
		} catch (error) {
			return (error as Error).message
				.replaceAll("test.authoring.references.test.", "")
				.replace(/\/[^\s,]*\/(packages\/[^\s,:]*)(:\d+)+/g, "$1");
		}
		throw new Error("it did not throw");
	};
	it.each([
		["a task in a dynamic", () => dynamicTask.dispatchExecute(context, one)],
		["a workflow in a dynamic", () => dynamicFlow.dispatchExecute(context, one)],
		["a task in a workflow that a dynamic calls", () => dynamicWrapped.dispatchExecute(context, one)],
		["a workflow in a workflow that a dynamic calls", () => dynamicFlowBelow.dispatchExecute(context, one)],
		["a map of a task in a dynamic", () => dynamicMap.dispatchExecute(context, one)],
		["a run here of a dynamic that maps a task", () => dynamicMap({ a: 1 })],
		["a workflow as part of another", () => encodeWorkflowSpec(callsFlow, settings)],
		["a run here", () => remoteTask({ a: 1 })],
		["a run of a launch plan here", () => remotePlan({ a: 1 })],
		["no version", () => referenceTask({ ...id, name: "x", version: "" })],
	])("%s", async (_name, make) => {
		expect(await cleaned(make)).toMatchSnapshot();
	});
});
