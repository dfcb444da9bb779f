import { eager, mapTask } from "flytekit-ts";
import { encodeTaskSpec } from "flytekit-ts/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { runEntity } from "../../src/engine/index.js";
import { protoJson } from "../../src/wire/json.js";
import {
	attempts,
	caught,
	doesNotWait,
	failsBeside,
	flaky,
	gate,
	inDynamic,
	inWorkflow,
	log,
	nested,
	places,
	uncaught,
	until,
	waits,
} from "./eager-entities.js";

const settings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [], defaultImage: { name: "default", fqn: "app" } },
	env: {},
};

beforeEach(() => {
	log.length = 0;
	gate.opened = new Promise((resolve) => {
		gate.open = resolve;
	});
});

describe("an eager task", () => {
	it("decides by values that its calls gave", async () => {
		expect(await until({ start: 3 })).toBe(6561);
		expect(await until({ start: 3, limit: 9 })).toBe(9);
	});

	it("calls eager tasks, at the same time, and dynamics", async () => {
		expect(await nested({ starts: [2, 3, 10] })).toEqual([256, 6561, 100, 0, 1, 4]);
	});

	it("is a node of workflows and dynamics", async () => {
		expect(await inWorkflow({ n: 2 })).toBe(256);
		expect(await inDynamic({ n: 2 })).toEqual([256, 6561]);
	});

	it("catches what a call failed with", async () => {
		expect(await caught()).toContain("kaboom");
	});

	it("fails with what it does not catch, naming itself and the task", async () => {
		const message = await uncaught().then(String, (error: unknown) => (error as Error).message);
		expect(message).toContain("kaboom");
		expect(message).toContain("broken");
		expect(message).toContain("uncaught");
	});

	it("is tried again as any task", async () => {
		attempts.made = 0;
		expect(await flaky()).toBe(9);
	});

	it("stops the calls under way when its body throws, and ends after them", async () => {
		await expect(failsBeside({ count: 12 })).rejects.toThrow("the body gave up");
		expect(log.filter((line) => line.endsWith("stopped"))).toHaveLength(12);
	});

	it("stops them when the run is stopped", async () => {
		const controller = new AbortController();
		const run = runEntity(waits as never, new Map(), { signal: controller.signal });
		while (log.length === 0) await new Promise((resolve) => setImmediate(resolve));
		controller.abort();
		expect((await run).phase).toBe("aborted");
		expect(log).toEqual(["awaited started", "awaited stopped"]);
	});

	it("waits for calls that its body left", async () => {
		expect(await doesNotWait()).toBe("returned");
		expect(log).toEqual(["left started", "left ended"]);
	});

	it("gives its calls its execution, and paths in the order of calls", async () => {
		const [first = "", second = ""] = await places();
		expect(first.split(" ")[0]).toBe(second.split(" ")[0]);
		expect([first, second].map((text) => text.split(" ")[1])).toEqual(["places/en0", "places/en1"]);
	});
});

describe("on the wire", () => {
	it("says that it is eager and has a deck", () => {
		const spec = protoJson("flyteidl.admin.TaskSpec", encodeTaskSpec(until, settings)) as {
			template: { metadata: object; type: string };
		};
		expect(spec.template.metadata).toMatchObject({ isEager: true, generatesDeck: true });
		expect(spec.template.type).toBe("python-task");
	});
});

describe("refused", () => {
	it("a call of a wrong type, before the body runs on", async () => {
		await expect(until({ start: 1.5 as never })).rejects.toThrow(/until input start/);
	});

	it("options that do not exist", () => {
		expect(() => eager({ retry: 1 } as never, async () => {})).toThrow('eager() has no option "retry"');
	});
	it("options after the function", () => {
		expect(() => eager((async () => {}) as never, {} as never)).toThrow(
			"eager() takes a function, or options and a function",
		);
	});
	it("a map over it: it is no plain task", () => {
		expect(() => mapTask(until as never)).toThrow("mapTask() takes a task");
	});
});
