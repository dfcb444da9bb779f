import { type FlyteError, flyte, type Int, imperativeWorkflow, launchPlan, outputs, task } from "flytekit-ts";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { closureOf } from "../../src/remote/closure.js";

export const log: string[] = [];
export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const sum = task(({ xs }: { xs: Int[] }): Int => xs.reduce((a, b) => a + b, 0));
export const split = task(({ a }: { a: Int }) => outputs({ low: Math.min(a, 3) as Int, high: Math.max(a, 3) as Int }));
export const pair = task(({ a }: { a: Int }): [Int, string] => [a, "pair"]);
export const note = task(({ text }: { text: string }): void => {
	log.push(text);
});
export const tidy = task(({ n, err }: { n: Int; err?: FlyteError }): void => {
	log.push(`${n} ${err === undefined ? "fine" : "failed"}`);
});
export const fails = task(({ n }: { n: Int }): Int => {
	throw new Error(`no ${n}`);
});

export const built = imperativeWorkflow("test.built");
const first = built.addEntity(add, { a: built.addWorkflowInput("n", flyte.int()), b: 1 });
const second = built.addEntity(split, { a: first.outputs.o0 });
const third = built.addEntity(sum, { xs: [built.inputs.n, second.outputs.high, 5] });
const fourth = built.addEntity(pair, { a: third.outputs.o0 }).withOverrides({ nodeName: "last" });
const late = built.addEntity(note, { text: "late" });
built.addEntity(note, { text: "early" }).before(late);
built.addWorkflowOutput("total", third.outputs.o0);
built.addWorkflowOutput("word", fourth.outputs.o1);
built.addWorkflowOutput("both", [second.outputs.low, second.outputs.high], flyte.list(flyte.int()));

export const failing = imperativeWorkflow("test.failing");
failing.addEntity(fails, { n: failing.addWorkflowInput("n", flyte.int()) });
failing.addOnFailureHandler(tidy);

beforeAll(() => prepareDeclared());

describe("an imperative workflow", () => {
	it("runs what was put together", async () => {
		log.length = 0;
		expect(await built({ n: 6 })).toEqual({ total: 6 + 7 + 5, word: "pair", both: [3, 7] });
		expect(log).toEqual(["early", "late"]);
	});
	it("has names, types and nodes in the order in which they were added", () => {
		expect(built.name).toBe("test.built");
		expect([...built.interface.outputs.keys()]).toEqual(["total", "word", "both"]);
		expect(built.toGraph().nodes.map(({ id }) => id)).toEqual(["n0", "n1", "n2", "last", "n4", "n5"]);
		expect(built.ready()).toBe(true);
	});
	it("may have a failure handler", async () => {
		log.length = 0;
		await expect(failing({ n: 2 })).rejects.toThrow("no 2");
		expect(log).toEqual(["2 failed"]);
		expect(failing.toGraph().onFailure?.id).toBe("efn");
	});
	it("says what happens when a node fails, and whether its machines may be taken away", () => {
		const make = (options?: Parameters<typeof imperativeWorkflow>[1]) => {
			const made = imperativeWorkflow("test.patient", options);
			made.addEntity(note, { text: "x" });
			return made;
		};
		expect(make().toGraph()).toMatchObject({ failurePolicy: "failImmediately", interruptible: false });
		const patient = make({ failurePolicy: "failAfterExecutableNodesComplete", interruptible: true });
		expect(patient.toGraph()).toMatchObject({
			failurePolicy: "failAfterExecutableNodesComplete",
			interruptible: true,
		});
		expect(patient.constructNodeMetadata().interruptible).toBe(true);
	});
	it("has launch plans, and is registered with its default one", async () => {
		const plan = launchPlan(built, { name: "test.plan", fixedInputs: { n: 6 } });
		expect([...plan.interface.inputs.keys()]).toEqual([]);
		expect(await plan()).toEqual({ total: 6 + 7 + 5, word: "pair", both: [3, 7] });
		const { workflows, launchPlans } = closureOf([built]);
		expect(workflows.map(({ name }) => name)).toEqual(["test.built"]);
		expect(launchPlans.map(({ name }) => name)).toEqual(["test.built"]);
		expect(launchPlans[0]?.options).toEqual({});
	});
});

describe("refusals of imperative workflows", () => {
	const message = (make: () => unknown) => {
		try {
			make();
		} catch (error) {
			return (error as Error).message
				.replaceAll("test.authoring.imperative.test.", "")
				.replace(/\/[^\s,]*\/(packages\/[^\s,:]*)(:\d+)+/g, "$1");
		}
		throw new Error("it did not throw");
	};
	const empty = () => imperativeWorkflow("test.wrong");
	it.each([
		["no node", () => empty().toGraph()],
		[
			"a failure policy that does not exist",
			() => imperativeWorkflow("test.wrong", { failurePolicy: "never" as never }),
		],
		["an option that does not exist", () => imperativeWorkflow("test.wrong", { interuptible: true } as never)],
		[
			"an input that nothing uses",
			() => {
				const workflow = empty();
				workflow.addWorkflowInput("n", flyte.int());
				workflow.addEntity(note, { text: "x" });
				return workflow.toGraph();
			},
		],
		[
			"two inputs of one name",
			() => {
				const workflow = empty();
				workflow.addWorkflowInput("n", flyte.int());
				workflow.addWorkflowInput("n", flyte.int());
			},
		],
		["a list without type", () => empty().addWorkflowOutput("all", [])],
		[
			"an output that there is not",
			() => {
				const workflow = empty();
				workflow.addWorkflowOutput("x", workflow.addEntity(add, { a: 1, b: 2 }).outputs.sum);
				return workflow.toGraph();
			},
		],
		[
			"a value of another workflow",
			() => {
				const workflow = empty();
				workflow.addEntity(add, { a: first.outputs.o0, b: 2 });
				return workflow.toGraph();
			},
		],
		["something that is no entity", () => empty().addEntity((() => {}) as never)],
		[
			"the failure handler's node name",
			() => {
				const workflow = empty();
				workflow.addEntity(note, { text: "x" }).withOverrides({ nodeName: "efn" });
				return workflow.toGraph();
			},
		],
	])("%s", (_name, make) => {
		expect(message(make)).toMatchSnapshot();
	});
});
