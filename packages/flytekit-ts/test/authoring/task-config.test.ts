import { type DynamicJobSpec, encodeDynamicJobSpec, type FunctionTask, type WorkflowEntity } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { closureOf } from "../../src/remote/closure.js";
import { protoJson } from "../../src/wire/json.js";
import { alike, atRunTime, differing, fit, mapped, narrow, own, plain, twice, wide } from "./task-config-entities.js";

const settings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [], defaultImage: { name: "default", fqn: "app" } },
	env: {},
};
/** How many workers each registered task asks for. */
function workers(...roots: unknown[]): Record<string, unknown> {
	const { tasks } = closureOf(roots as WorkflowEntity[]);
	return Object.fromEntries(tasks.map((task) => [task.name.split(".").at(-1), task.toTemplate(settings).custom]));
}
const FILE = String.raw`packages/flytekit-ts/test/authoring/task-config-entities\.ts`;

beforeAll(() => plain({ x: 1 }));

describe("a call's taskConfig", () => {
	it("is what is registered for the task, whether or not the task is exported too", () => {
		for (const roots of [[wide], [fit, wide], [wide, fit], [fit, wide, twice, fit]])
			expect(workers(...roots)).toEqual({ fit: { workers: 4 } });
		expect(workers(fit)).toEqual({ fit: { workers: 1 } });
		expect(workers(narrow, own)).toEqual({ fit: { workers: 1 } });
	});

	it("leaves the task, and local calls of it, as they are", async () => {
		expect(fit.taskConfig).toEqual({ workers: 1 });
		expect(await wide({ x: 1 })).toBe(2);
		expect(await differing({ x: 1 })).toBe(3);
	});

	it.each([
		["of one workflow", [differing]],
		["of two", [wide, narrow]],
		["of two, the plain one first", [narrow, wide]],
		["of a map and a task", [mapped, wide]],
	])("is refused when calls differ, with both places: %s", (_, roots) => {
		expect(() => workers(...roots)).toThrow(
			expect.objectContaining({
				code: "WIRE_TASK_CONFIG",
				summary: expect.stringMatching(
					new RegExp(
						String.raw`^two calls of task "\S+\.fit" give it different taskConfigs: at ${FILE}:\d+:\d+( \(the task's own\))? and at ${FILE}:\d+:\d+( \(the task's own\))?$`,
					),
				),
			}),
		);
	});

	it("says which of them is the task's own", () => {
		expect(() => workers(narrow, wide)).toThrow(/:\d+ \(the task's own\) and at \S+:\d+$/m);
		expect(() => workers(wide, narrow)).toThrow(/:\d+ and at \S+:\d+ \(the task's own\)$/m);
	});

	it("travels in a dynamic's graph, and is refused there too when calls differ", async () => {
		const spec = async (dynamic: unknown) => {
			const made = await (dynamic as FunctionTask).sandboxExecute(new Map([["x", { kind: "integer", value: 1n }]]));
			const { graph } = made as DynamicJobSpec;
			return protoJson("flyteidl.core.DynamicJobSpec", encodeDynamicJobSpec(graph, settings));
		};
		expect(await spec(alike)).toMatchObject({ tasks: [{ custom: { workers: 4 } }] });
		await expect(spec(atRunTime)).rejects.toMatchObject({ code: "WIRE_TASK_CONFIG" });
	});
});
