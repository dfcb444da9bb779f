import { accelerators, conditional, gt, type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";
import { FunctionTask, type Node } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";

export const square = task(({ x }: { x: Int }): Int => x * x);
export const inner = workflow(({ x }: Inputs<{ x: Int }>) => square({ x }));
class Settings {
	readonly workers: number;
	constructor(workers: number) {
		this.workers = workers;
	}
}
/** As a plugin's factory would. */
export function configured(fn: (inputs: { x: Int }) => Int): FunctionTask<{ x: Int }, Int> {
	const setup = { taskFunction: fn as never, options: {}, factory: "configured", above: configured };
	return new FunctionTask({ ...setup, taskConfig: new Settings(1) });
}
export const withSettings = configured(({ x }: { x: Int }): Int => x);

export const everything = workflow(({ x }: Inputs<{ x: Int }>) =>
	square({ x }).withOverrides({
		nodeName: "all",
		name: "everything",
		resources: { cpu: ["1", "2"], mem: "1Gi" },
		retries: 2,
		timeout: "30s",
		interruptible: true,
		cache: { version: "v2", serialize: true },
		containerImage: "ghcr.io/acme/over:1",
		accelerator: accelerators.T4,
		sharedMemory: "2Gi",
		podTemplate: { podSpec: { containers: [{ name: "main" }] }, primaryContainerName: "main", labels: { a: "b" } },
		aliases: { o0: "squared" },
	}),
);
export const element = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(square)({ x: xs }).withOverrides({ retries: 4, requests: { cpu: 2 }, sharedMemory: true, nodeName: "many" }),
);
export const configuredCall = workflow(({ x }: Inputs<{ x: Int }>) =>
	withSettings({ x }).withOverrides({ taskConfig: new Settings(8) }),
);
export const noConfig = workflow(() => square({ x: 1 }).withOverrides({ taskConfig: {} }));
export const otherConfig = workflow(() => withSettings({ x: 1 }).withOverrides({ taskConfig: new Date() }));
export const bothWays = workflow(() => square({ x: 1 }).withOverrides({ resources: {}, limits: {} }));
export const ofWorkflow = workflow(() =>
	inner({ x: 1 }).withOverrides({ requests: { cpu: 1 }, containerImage: "ghcr.io/acme/other:1" }),
);
export const ofConditional = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("c")
		.if(gt(x, 1), () => square({ x }))
		.else(() => square({ x }))
		.withOverrides({ sharedMemory: true }),
);
export const noAlias = workflow(() => square({ x: 1 }).withOverrides({ aliases: { result: "r" } }));
export const badQuantity = workflow(() => square({ x: 1 }).withOverrides({ resources: { mem: "much" } }));

beforeAll(() => prepareDeclared());

const node = (entity: { toGraph(): { nodes: readonly Node[] } }) => entity.toGraph().nodes[0] as Node;

describe("withOverrides", () => {
	it("says what flytekit's with_overrides says", () => {
		const { id, metadata, overrides, outputAliases } = node(everything);
		expect(id).toBe("all");
		expect(metadata).toEqual({
			name: "everything",
			retries: 2,
			timeoutMs: 30_000,
			interruptible: true,
			cacheable: true,
			cacheVersion: "v2",
			cacheSerializable: true,
		});
		expect(overrides).toEqual({
			requests: { cpu: "1", memory: "1Gi" },
			limits: { cpu: "2" },
			containerImage: "ghcr.io/acme/over:1",
			extendedResources: {
				gpuAccelerator: accelerators.T4,
				sharedMemory: { mountName: "flyte-shared-memory", mountPath: "/dev/shm", sizeLimit: "2Gi" },
			},
			podTemplate: {
				labels: { a: "b" },
				annotations: {},
				podSpec: { containers: [{ name: "main" }] },
				primaryContainerName: "main",
			},
		});
		expect(outputAliases).toEqual(new Map([["o0", "squared"]]));
	});
	it("reaches the elements of a map, and names its node", () => {
		const { id, target, overrides } = node(element);
		if (target.kind !== "array") throw new Error("no map");
		expect(id).toBe("many");
		expect(overrides).toBeUndefined();
		expect(target.elementMetadata.retries).toBe(4);
		expect(target.elementOverrides).toMatchObject({ requests: { cpu: "2" }, extendedResources: {} });
	});
	it("gives a call another configuration, and leaves the task as it is", () => {
		const { target } = node(configuredCall);
		if (target.kind !== "task") throw new Error("no task");
		expect((target.task as unknown as FunctionTask).taskConfig).toEqual(new Settings(8));
		expect(target.task.name).toBe(withSettings.name);
		expect(withSettings.taskConfig).toEqual(new Settings(1));
	});
	it.each([
		["a taskConfig where there is none", noConfig],
		["a taskConfig of another class", otherConfig],
		["resources beside limits", bothWays],
		["a container of a workflow", ofWorkflow],
		["a container of a conditional", ofConditional],
		["an alias of no output", noAlias],
		["a bad quantity", badQuantity],
	])("refuses %s", (_name, entity) => {
		let text = "";
		try {
			entity.toGraph();
		} catch (error) {
			text = (error as Error).message.replace(/\/\S*\/(packages\/\S*?)(:\d+)+/g, "$1");
		}
		expect(text).toMatchSnapshot();
	});
});
