import { mapTask } from "flytekit-ts";
import type { SerializationSettings } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import {
	inDynamic,
	late,
	odds,
	overridden,
	pairs,
	plans,
	plus,
	podMap,
	quotients,
	silence,
	square,
	waiting,
} from "./maps-entities.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { defaultImage: { name: "default", fqn: "app", tag: "v1" }, images: [] },
	env: {},
};
beforeAll(() => square({ n: 1 }));

describe("maps", () => {
	it("make a list of each output", async () => {
		expect(await quotients({ list: [7, 8, 9] })).toEqual({ quotient: [2, 2, 3], rest: [1, 2, 0] });
		expect(await pairs({ list: [2, 3] })).toEqual({ squares: [4, 9], names: ["2", "3"] });
		expect(await silence({ n: [1, 2] })).toBeUndefined();
	});

	it("leave undefined in every list where an element failed", async () => {
		expect(await odds({ n: [1, 2, 3] })).toEqual([
			[1, undefined, 3],
			["1", undefined, "3"],
		]);
	});

	it("run launch plans", async () => {
		expect(await plans({ n: [1, 2, 3] })).toEqual([1, 16, 81]);
		expect(plans.name).toBe("plus-plan");
		expect(() => plans.toTemplate(settings)).toThrow("mapTask(plus-plan) has no template of its own");
	});

	it("mix inside dynamics, empty ones too", async () => {
		expect(await inDynamic({ n: 3 })).toEqual([[0, 1, 4], [0, 1, 16], []]);
		expect(await inDynamic({ n: 0 })).toEqual([[], [], []]);
	});

	it("put an override on what runs for each element", () => {
		const [node] = overridden.toGraph().nodes;
		expect(node?.id).toBe("mapped");
		expect(node?.metadata).toEqual({ name: expect.stringMatching(/map_square_.*-arraynode$/) });
		expect(node?.target).toMatchObject({
			elementMetadata: { name: "shown", retries: 4 },
			elementOverrides: { limits: { cpu: "2" } },
		});
	});

	it("run in their element's pod", () => {
		const { container, k8sPod } = podMap.toTemplate(settings);
		expect(container).toBeUndefined();
		expect(k8sPod?.podSpec.containers).toMatchObject([
			{ name: "primary", args: expect.arrayContaining(["tsflyte-map-execute"]) },
		]);
	});

	it.each([
		["a dynamic", late],
		["an eager task", waiting],
		["a map", silence],
		["a workflow", plus],
	])("refuse %s", (what, entity) => {
		expect(() => mapTask(entity as never)).toThrow(`mapTask() takes a task or a launch plan, not ${what}`);
	});

	it("refuse what is no entity", () => {
		expect(() => mapTask((() => {}) as never)).toThrow("mapTask() takes a task or a launch plan, not something else");
	});
});
