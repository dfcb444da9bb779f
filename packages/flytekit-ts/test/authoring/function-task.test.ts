import { dynamic, type FlyteError, mapTask, task } from "flytekit-ts";
import {
	type FunctionTask,
	isDynamicJobSpec,
	type Literal,
	type LiteralMap,
	type SerializationSettings,
} from "flytekit-ts/plugin";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closureOf } from "../../src/remote/closure.js";
import * as entities from "./function-task-entities.js";
import {
	around,
	byHand,
	divided,
	double,
	forgets,
	forgetsLater,
	greeted,
	ignoresBy,
	ignoresRequired,
	ignoresTyped,
	inPod,
	launching,
	pickles,
	picklesNot,
	plan,
	quadruple,
	quiet,
	resolvedByHand,
	shout,
	spreads,
	withDeck,
} from "./function-task-entities.js";

const other = { name: "other", fqn: "ghcr.io/acme/other", tag: "v2" };
const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" }, images: [other] },
	env: { MODE: "settings", ZONE: "1" },
};
const MODULE = "test.authoring.function-task-entities";
const integer = (value: bigint): Literal => ({ kind: "integer", value });
const plain = (task: unknown) => task as FunctionTask;

// names and interfaces are known after the first awaited call
beforeAll(() => double({ n: 1 }));
beforeEach(() => {
	around.length = 0;
});

describe("what a task knows of itself", () => {
	it("knows name, place and kind", () => {
		expect(double.name).toBe(`${MODULE}.double`);
		expect(double.instantiatedIn).toBe(MODULE);
		expect(double.lhs).toBe("double");
		expect(double.findLhs()).toBe("double");
		expect(double.location?.file).toMatch(/function-task-entities\.ts$/);
		expect(double.executionMode).toBe("default");
		expect(launching.executionMode).toBe("dynamic");
		expect(double.taskType).toBe("python-task");
		expect(double.taskTypeVersion).toBe(0);
		expect(double.taskConfig).toBeUndefined();
		expect(shout.taskConfig).toEqual({ workers: 2 });
		expect(shout.taskType).toBe("surrounded-task");
		expect(double.taskFunction({ n: 2, by: 4 })).toBe(8);
	});

	it("knows its interface on both sides", () => {
		expect([...double.interface.inputs.keys()]).toEqual(["n", "by"]);
		expect(double.interface.outputs.get("o0")?.literalType).toEqual({ kind: "simple", simple: "integer" });
		expect(double.nativeInterface.outputs.get("o0")).toEqual(double.getTypeForOutputVar("o0"));
		expect([...double.getInputTypes().keys()]).toEqual(["n", "by"]);
		expect(double.getTypeForInputVar("n").kind).toBe("int");
		expect(() => double.getTypeForInputVar("m")).toThrow(`${MODULE}.double has no input "m"`);
		expect(() => double.getTypeForOutputVar("m")).toThrow(`${MODULE}.double has no output "m"`);
	});

	it("knows what the author said", () => {
		expect(double.docs).toEqual({ shortDescription: "Doubles.", longDescription: "And says so at length." });
		expect(double.environment).toEqual({ MODE: "test" });
		expect(quiet.environment).toEqual({});
		expect(double.resources).toEqual({ requests: { cpu: 1 } });
		expect(double.containerImage).toBe("{{.images.other}}");
		expect(double.securityContext).toEqual({ secrets: [{ group: "db", key: "password" }] });
		expect(quiet.securityContext).toBeUndefined();
		expect(double.metadata).toEqual({ retries: 0, generatesDeck: false });
		expect(double.taskResolver.location).toBe("flytekit-ts.default");
		expect(resolvedByHand.taskResolver).toBe(byHand);
		expect([withDeck.enableDeck, withDeck.disableDeck, withDeck.deckFields]).toEqual([true, false, ["input"]]);
		expect([quiet.enableDeck, quiet.disableDeck, quiet.deckFields]).toEqual([false, true, []]);
		expect(withDeck.metadata.generatesDeck).toBe(true);
		expect(launching.nodeDependencyHints).toEqual([plan]);
		expect(double.nodeDependencyHints).toEqual([]);
	});
});

describe("what goes onto the wire", () => {
	it("fills in the image", () => {
		expect(double.getImage(settings)).toBe("ghcr.io/acme/other:v2");
		expect(quiet.getImage(settings)).toBe("ghcr.io/acme/app:v1");
		expect(() => quiet.getImage({ ...settings, imageConfig: { images: [] } })).toThrow(
			`no container image is known for task ${MODULE}.quiet`,
		);
	});

	it("says how the container is started", () => {
		const command = double.getDefaultCommand(settings);
		expect(command).toEqual([
			"tsflyte-execute",
			"--inputs",
			"{{.input}}",
			"--output-prefix",
			"{{.outputPrefix}}",
			"--raw-output-data-prefix",
			"{{.rawOutputDataPrefix}}",
			"--checkpoint-path",
			"{{.checkpointOutputPrefix}}",
			"--prev-checkpoint",
			"{{.prevCheckpointPrefix}}",
			"--resolver",
			"flytekit-ts.default",
			"--",
			"task-module",
			MODULE,
			"task-name",
			"double",
		]);
		expect(double.getCommand(settings)).toEqual(command);
		expect(double.getContainer(settings)).toMatchObject({
			image: "ghcr.io/acme/other:v2",
			command: [],
			args: command,
			env: new Map([
				["MODE", "test"],
				["ZONE", "1"],
			]),
			requests: { cpu: "1" },
			limits: {},
		});
	});

	it("takes another command, and gives up on it", () => {
		quiet.setCommandFn((given) => ["mine", given.version]);
		expect(quiet.getCommand(settings)).toEqual(["mine", "v1"]);
		expect(quiet.getContainer(settings)?.args).toEqual(["mine", "v1"]);
		quiet.resetCommandFn();
		expect(quiet.getCommand(settings)[0]).toBe("tsflyte-execute");
	});

	it("takes another resolver", () => {
		expect(resolvedByHand.getCommand(settings).slice(-6)).toEqual([
			"my.resolver",
			"--",
			"where",
			MODULE,
			"what",
			"resolvedByHand",
		]);
		const own = task({ inputs: {} }, () => {});
		own.setResolver({ location: "else.where", loaderArgs: () => ["x"], loadTask: async () => own });
		expect(own.taskResolver.location).toBe("else.where");
	});

	it("has nothing of what only other task types have", () => {
		expect(double.getCustom(settings)).toBeUndefined();
		expect(double.getSql(settings)).toBeUndefined();
		expect(double.getConfig(settings)).toBeUndefined();
		expect(double.getK8sPod(settings)).toBeUndefined();
		expect(quiet.getExtendedResources(settings)).toBeUndefined();
		expect(double.getExtendedResources(settings)).toEqual({ gpuAccelerator: { device: "nvidia-tesla-t4" } });
	});

	it("writes its container into its pod", () => {
		expect(inPod.getContainer(settings)).toBeUndefined();
		expect(inPod.getConfig(settings)).toEqual(new Map([["primary_container_name", "primary"]]));
		expect(inPod.getK8sPod(settings)).toEqual({
			labels: {},
			annotations: {},
			podSpec: {
				hostNetwork: true,
				containers: [
					{ name: "sidecar", image: "ghcr.io/acme/other:v2" },
					{
						name: "primary",
						image: "ghcr.io/acme/app:v1",
						command: [],
						args: inPod.getCommand(settings),
						env: [
							{ name: "MODE", value: "settings" },
							{ name: "ZONE", value: "1" },
						],
						resources: { limits: { memory: "1Gi" }, requests: {} },
					},
				],
			},
		});
	});

	it("names a node after itself", () => {
		expect(double.constructNodeMetadata()).toEqual({ name: "double", retries: 0 });
	});
});

describe("running", () => {
	it("dispatches literals, always to a map of literals", async () => {
		expect(
			await double.sandboxExecute(
				new Map([
					["n", integer(4n)],
					["by", integer(3n)],
				]),
			),
		).toEqual(new Map([["o0", integer(12n)]]));
		expect(await quiet.sandboxExecute(new Map([["n", integer(4n)]]))).toEqual(new Map());
		const { signal } = new AbortController();
		const context = { executionId: "e", nodePath: "n0", attempt: 0, signal };
		expect(
			await divided.dispatchExecute(
				context,
				new Map([
					["a", integer(7n)],
					["b", integer(2n)],
				]),
			),
		).toEqual(
			new Map([
				["quotient", integer(3n)],
				["rest", integer(1n)],
			]),
		);
	});

	it("executes with native values", () => {
		expect(double.execute({ n: 4, by: 2 })).toBe(8);
	});

	it("runs here with native values, by name too", async () => {
		expect(double.localExecutionMode()).toBe("localTask");
		expect(await double.localExecute({ n: 4 })).toBe(8);
		await expect(double.localExecute({})).rejects.toThrow(`${MODULE}.double was called without n: Int`);
	});

	it("hands a dynamic's graph back", async () => {
		const made = await launching.sandboxExecute(new Map([["n", integer(1n)]]));
		expect(isDynamicJobSpec(made) && made.graph.nodes.map(({ id }) => id)).toEqual(["dn0"]);
		const again = await launching.dynamicExecute({ n: 1 });
		expect(isDynamicJobSpec(again)).toBe(true);
		expect([...((await launching.compileIntoWorkflow({ n: 0 })) as LiteralMap)]).toEqual([["o0", integer(0n)]]);
	});

	it("calls preExecute and postExecute around the body, and keeps what they return", async () => {
		expect(await shout({ text: "hey" })).toBe("hey!");
		expect(around).toEqual(["before", "body hey", "after hey of from-pre"]);
	});

	it("hands the body what preExecute added to its context", async () => {
		expect(await greeted({ text: "there" })).toBe("hi there 0!");
	});

	it.each([
		["forgets", forgets, "undefined"],
		["forgetsLater", forgetsLater, "undefined"],
		["spreads", spreads, "an object with facts"],
	])("refuses what preExecute of %s returned: it is no context", async (name, entity, said) => {
		const error = await entity({ n: 1 }).catch((thrown: FlyteError) => thrown.cause as FlyteError);
		expect(error).toMatchObject({ code: "AUTHORING_PRE_EXECUTE" });
		expect((error as FlyteError).message).toContain(`preExecute of ${MODULE}.${name} returned ${said}`);
		expect((error as FlyteError).message).toContain("`context.with({ ... })`");
	});

	it("does so for each element of a map, where flytekit leaves postExecute out", async () => {
		expect(await mapTask(shout)({ text: ["a", "b"] })).toEqual(["a!", "b!"]);
		expect(around.filter((what) => what.startsWith("after")).sort()).toEqual([
			"after a of from-pre",
			"after b of from-pre",
		]);
	});

	it("compiles to a node only where a graph is made", () => {
		expect(quadruple.toGraph().nodes.map(({ id }) => id)).toEqual(["n0", "n1"]);
		expect(() => double.compile({ n: 1 })).toThrow(
			`${MODULE}.double.compile() was called where no graph is being made`,
		);
	});
});

describe("options of the constructor", () => {
	it("leaves ignored inputs to their defaults", async () => {
		expect([...ignoresBy.interface.inputs.keys()]).toEqual(["n"]);
		expect(await ignoresBy({ n: 4 })).toBe(40);
		expect([...plain(ignoresTyped).interface.inputs.keys()]).toEqual(["n"]);
		expect(() => plain(ignoresRequired).interface).toThrow(
			`task ${MODULE}.ignoresRequired ignores input "n", which has no default`,
		);
	});

	it("stores what has no type as a pickle, where it is told to", async () => {
		const value = new Map([["when", [new Date(5), 1n]]]);
		expect(await pickles({ value })).toEqual(value);
		expect(plain(pickles).interface.inputs.get("value")?.literalType).toMatchObject({ kind: "blob" });
		expect(() => plain(picklesNot).interface).toThrow("set `pickleUntyped: true` in the options");
	});

	it("registers what a dynamic hints at", () => {
		const closure = closureOf([plain(entities.launching)]);
		expect(closure.workflows).toEqual([quadruple]);
		expect(closure.launchPlans.map(({ name }) => name).sort()).toEqual([`${MODULE}.quadruple`, "of-quadruple"].sort());
		expect(closure.tasks.map(({ name }) => name)).toContain(`${MODULE}.launching`);
	});
});

describe("refusals", () => {
	const body = () => {};
	it.each([
		[{ nodeDependencyHints: [] }, 'task() has no option "nodeDependencyHints"'],
		[{ secrets: [{ key: "k" }] }, "task() option secrets[0] names no group"],
		[{ retries: "3" }, 'task() option retries is string "3"'],
		[{ interruptible: 1 }, "task() option interruptible is number 1"],
		[{ enableDeck: "yes" }, 'task() option enableDeck is string "yes"'],
		[{ environment: { A: 1 } }, "task() option environment.A is no text"],
		[{ deckFields: ["input"] }, "task() option deckFields is given while decks are off"],
		[{ enableDeck: true, deckFields: ["nope"] }, 'task() option deckFields has "nope"'],
		[{ resources: { cpu: ["1"] } }, "task() option resources.cpu is no pair"],
		[{ resources: { cpu: "1" }, limits: { cpu: "1" } }, "task() has option resources beside requests or limits"],
		[{ requests: { cpu: "one" } }, 'resource cpu is "one", which is no Kubernetes quantity'],
		[{ sharedMemory: "lots" }, 'resource sharedMemory is "lots", which is no Kubernetes quantity'],
		[{ podTemplate: { podSpec: {} } }, "podTemplate.podSpec has no list of named containers"],
		[{ podTemplate: { podSpec: { containers: [], x: 1n } } }, "podTemplate.podSpec is no plain data"],
		[{ accelerator: {} }, "accelerator names no device"],
		[
			{ accelerator: { device: "x", partitionSize: "1", unpartitioned: true } },
			"accelerator x is asked for whole and as a part of it",
		],
	])("refuses options %#", (options, message) => {
		expect(() => task(options as never, body)).toThrow(message);
	});

	it("takes hints that are entities only", () => {
		expect(() => dynamic({ nodeDependencyHints: [body as never] }, body)).toThrow(
			"dynamic() option nodeDependencyHints[0] is no entity",
		);
	});
});
