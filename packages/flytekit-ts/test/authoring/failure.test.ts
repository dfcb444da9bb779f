import { dynamic, type FlyteError, type Inputs, type Int, isFlyteError, task, workflow } from "flytekit-ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";

export const told: unknown[] = [];
export const fails = task(({ a }: { a: Int }): Int => {
	if (a > 3) throw new Error(`${a} is too much`);
	return a;
});
export const cleanup = task(({ a, err }: { a: Int; err?: FlyteError }): void => {
	told.push([a, isFlyteError(err), err?.message, err?.details.node]);
});
export const blind = task(({ a }: { a: Int }): void => {
	told.push(a);
});
export const failsToo = task(({ a: _ }: { a: Int }): void => {
	throw new Error("no cleaning today");
});
export const needsMore = task(({ a: _, b: __ }: { a: Int; b: string }): void => {});
export const otherType = task(({ a: _ }: { a: string }): void => {});
export const takesNothing = task((): void => {});

export const handled = workflow({ onFailure: cleanup }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const handledBlind = workflow({ onFailure: blind }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const cleanupFlow = workflow(({ a, err }: Inputs<{ a: Int; err?: FlyteError }>) => {
	cleanup({ a, err });
});
export const handledByFlow = workflow({ onFailure: cleanupFlow }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const handlerFails = workflow({ onFailure: failsToo }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const unmet = workflow({ onFailure: needsMore }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const mistyped = workflow({ onFailure: otherType }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const deaf = workflow({ onFailure: takesNothing }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const keepsGoing = workflow(
	{ failurePolicy: "failAfterExecutableNodesComplete", interruptible: true },
	({ a }: Inputs<{ a: Int }>) => {
		blind({ a: fails({ a: 1 }) });
		return fails({ a });
	},
);

export const ping = workflow(({ a }: Inputs<{ a: Int }>): Int => pong({ a }) as never);
export const pong = workflow(({ a }: Inputs<{ a: Int }>): Int => ping({ a }) as never);
export const self = workflow(({ a }: Inputs<{ a: Int }>): Int => self({ a }) as never);
export const endless = dynamic(({ a }: { a: Int }): Int => endless({ a: a + 1 }) as never);

beforeAll(() => prepareDeclared());
beforeEach(() => {
	told.length = 0;
});

describe("workflow({ onFailure })", () => {
	it("tells the handler what failed, and fails all the same", async () => {
		await expect(handled({ a: 4 })).rejects.toThrow("4 is too much");
		expect(told).toEqual([[4, true, expect.stringContaining("4 is too much"), "handled/n0"]]);
	});
	it("leaves the handler alone when nothing fails", async () => {
		expect(await handled({ a: 1 })).toBe(1);
		expect(told).toEqual([]);
	});
	it("needs no error to be asked for", async () => {
		await expect(handledBlind({ a: 5 })).rejects.toThrow("5 is too much");
		expect(told).toEqual([5]);
	});
	it("runs a workflow as handler", async () => {
		await expect(handledByFlow({ a: 6 })).rejects.toThrow("6 is too much");
		expect(told).toEqual([[6, true, expect.stringContaining("6 is too much"), "handledByFlow/n0"]]);
	});
	it("reports both when the handler fails too", async () => {
		await expect(handlerFails({ a: 7 })).rejects.toThrow(/7 is too much[\s\S]*no cleaning today/);
	});
	it("keeps the handler's node apart from the others", () => {
		const graph = handled.toGraph();
		expect(graph.nodes.map(({ id }) => id)).toEqual(["n0"]);
		expect(graph.onFailure).toMatchObject({ id: "fn0", metadata: { name: "cleanup" } });
		expect(graph.onFailure?.inputs.map(({ var: name }) => name)).toEqual(["a", "err"]);
	});
});

describe("failurePolicy and interruptible", () => {
	it("run what can run although a node failed", async () => {
		await expect(keepsGoing({ a: 9 })).rejects.toThrow("9 is too much");
		expect(told).toEqual([1]);
		expect(keepsGoing.toGraph()).toMatchObject({
			failurePolicy: "failAfterExecutableNodesComplete",
			interruptible: true,
		});
	});
});

const message = (make: () => unknown) => {
	try {
		make();
	} catch (error) {
		return (error as Error).message
			.replaceAll("test.authoring.failure.test.", "")
			.replace(/\/[^\s,]*\/(packages\/[^\s,:]*)(:\d+)+/g, "$1");
	}
	throw new Error("it did not throw");
};

describe("refusals", () => {
	it.each([
		["a handler that wants what there is not", unmet],
		["a handler with another type", mistyped],
		["a handler without the workflow's inputs", deaf],
		["workflows that call each other", ping],
		["a workflow that calls itself", self],
	])("%s", (_name, entity) => {
		const first = message(() => entity.toGraph());
		expect(first).toMatchSnapshot();
		expect(message(() => entity.toGraph())).toBe(first); // and again: nothing of a failed compile is left
	});
	it("what is no task or workflow as handler", () => {
		expect(message(() => workflow({ onFailure: (() => {}) as never }, () => {}))).toMatchInlineSnapshot(`
			"workflow() option onFailure is neither a task nor a workflow
			  way out: give a task or workflow that takes the workflow's inputs"
		`);
	});
	it("a dynamic that calls itself for ever, at the depth limit", async () => {
		await expect(endless({ a: 1 })).rejects.toThrow(/endless/);
		await expect(endless({ a: 1 })).rejects.toMatchObject({ message: expect.stringContaining("100") });
	});
});
