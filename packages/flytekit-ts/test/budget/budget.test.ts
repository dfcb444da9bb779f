import type { Int } from "flytekit-ts";
import { flyteBudget, flyteMatchers } from "flytekit-ts/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { predict } from "../../src/budget/index.js";
import { foldGraph } from "../../src/graph/fold/index.js";
import { SETTINGS } from "../../src/testing/to-fit-flyte.js";
import * as entities from "../fold/entities.js";
import { graphOf } from "../fold/three-ways.js";
import * as splitting from "../split/entities.js";

beforeAll(prepareDeclared);
expect.extend(flyteMatchers);
const fits = (dynamic: object, inputs: object, options?: object) =>
	(expect(dynamic) as never as { toFitFlyte(...given: unknown[]): Promise<void> }).toFitFlyte(inputs, options);

/** Bytes of futures.pb, closure and resource, as flytepropeller 1.16.8's compiler said (e2e/flytelab/compile). */
const COMPILED = [
	["fanIn", 300, "off", 46515, 62727, 146711],
	["fanIn", 300, "auto", 6760, 6953, 30124],
	["pipeline", 200, "off", 83635, 112273, 247802],
	["pipeline", 200, "auto", 5528, 5747, 22766],
	["parts", 80, "off", 36149, 49524, 113087],
	["parts", 80, "auto", 10801, 13400, 50230],
	["chain", 100, "off", 14606, 17905, 42200],
	["twoOutputs", 60, "off", 11885, 16891, 39325],
	["twoOutputs", 60, "auto", 3786, 5126, 18254],
	["batched", 120, "off", 37998, 52326, 122868],
	["batched", 120, "auto", 5948, 8284, 32451],
	["oneOdd", 50, "off", 7164, 10633, 25000],
	["oneOdd", 50, "auto", 3189, 4246, 15340],
] as const;

const within = (part: number, got: number, wanted: number) => expect(Math.abs(got / wanted - 1)).toBeLessThan(part);

describe("what a graph will cost", () => {
	it.each(COMPILED)(
		"%s of %i, fold %s: sizes are those of Flyte's compiler",
		async (name, n, mode, futures, closure, resource) => {
			// biome-ignore lint/performance/noDynamicNamespaceImportAccess: a table of programs by name
			const { graph } = foldGraph(await graphOf(entities[name], n), { mode });
			const prediction = predict(graph, SETTINGS);
			within(0.02, prediction.futuresBytes, futures);
			within(0.1, prediction.closureBytes, closure);
			within(0.1, prediction.resourceBytes, resource);
		},
	);

	it("the compiler's time grows with the square of the width, and of folded calls with their number", async () => {
		const seconds = async (n: number, mode: "off" | "auto") =>
			predict(foldGraph(await graphOf(entities.fanIn, n), { mode }).graph, SETTINGS).compileSeconds;
		const [small, large] = [await seconds(2000, "off"), await seconds(4000, "off")];
		expect(large / small).toBeGreaterThan(3.4);
		expect((await seconds(4000, "auto")) / (await seconds(2000, "auto"))).toBeLessThan(2.1);
		expect(large / (await seconds(4000, "auto"))).toBeGreaterThan(50);
	});

	it("says which limit is met first, at how many calls, and compares with nodes", async () => {
		const budget = await flyteBudget(entities.fanIn as never, { n: 3000 as Int } as never);
		expect(budget).toMatchObject({ calls: 3001, emitted: { nodes: 2, elements: 3000 }, unfolded: { nodes: 3001 } });
		const [first] = budget.limits;
		expect(first?.limit.setting).toMatch(/max_size_mbs: 10 /);
		const fatal = budget.limits.filter(({ limit }) => limit.isFatal);
		expect(fatal.every(({ isOver }) => !isOver)).toBe(true);
		expect(fatal[0]?.callsAt).toBeGreaterThan(50_000);
		expect(budget.advice.join("\n")).toMatch(/3000 containers start.*batch: "auto" makes 30 of them/);
	});

	it("says where a workflow with a map would do", async () => {
		const text = async (dynamic: object) =>
			(await flyteBudget(dynamic as never, { n: 20 as Int } as never)).advice.join("\n");
		expect(await text(entities.fanIn)).toMatch(
			/it only calls .*entities\.plus for each item of a list that is known beforehand, .* \(.*entities\.ts:\d+:\d+\): a workflow with mapTask over an input/,
		);
		expect(await text(entities.pipeline)).not.toMatch(/mapTask over an input/);
	});

	it("of a graph that is split is that of its parts", async () => {
		const budget = await flyteBudget(splitting.fat as never, { n: 400 as Int } as never);
		expect(budget.emission.shares.length).toBeGreaterThan(4);
		expect(budget.emitted.futuresBytes).toBeLessThan(20_000);
		expect(budget.largest?.futuresBytes).toBeGreaterThan(500_000);
		expect(budget.limits.filter(({ isOver, limit }) => isOver && limit.isFatal)).toEqual([]);
		const off = await flyteBudget(splitting.fatWhole as never, { n: 400 as Int } as never);
		expect(off.limits.find(({ isOver, limit }) => isOver && limit.isFatal)?.limit.what).toBe("futures.pb");
		expect(off.advice.join("\n")).toMatch(/split: "auto", on the dynamic, makes nested dynamics of it/);
	});

	it("advises to fold where that is off, and names calls that cannot", async () => {
		const off = await flyteBudget(entities.neverFolded as never, { n: 500 as Int } as never);
		expect(off.advice.join("\n")).toMatch(/fold: "auto" makes 1 nodes of these 500/);
		const chained = await flyteBudget(entities.chain as never, { n: 200 as Int } as never);
		expect(chained.advice.join("\n")).toMatch(/200 calls of .*plus stay nodes \(call dn1 at .* waits for dn0/);
	});
});

describe("toFitFlyte", () => {
	it("passes what runs, and names the limit of what does not", async () => {
		await fits(entities.fanIn, { n: 5000 }, { slow: false });
		await fits(entities.neverFolded, { n: 4000 });
		await expect(fits(entities.neverFolded, { n: 4000 }, { slow: false })).rejects.toThrow(
			/does not fit Flyte with these inputs[\s\S]*slow\s+the workflow's resource[\s\S]*max_size_mbs: 1024/,
		);
	});

	it("is for dynamics", async () => {
		await expect(fits(entities.square, { x: 3 })).rejects.toMatchObject({ code: "BUDGET_NO_GRAPH" });
	});
});
