import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { type Emission, emissionLines, emitDynamic, predict } from "../../src/budget/index.js";
import { worstOf } from "../../src/budget/limits.js";
import { loadTask } from "../../src/entrypoint/load-task.js";
import type { TaskEntity } from "../../src/graph/entities.js";
import type { Graph, Node } from "../../src/graph/graph.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { SETTINGS } from "../../src/testing/to-fit-flyte.js";
import type { Literal } from "../../src/types/literal.js";
import * as folding from "../fold/entities.js";
import { graphOf, threeWays } from "../fold/three-ways.js";
import * as entities from "./entities.js";

beforeAll(prepareDeclared);

async function emission(dynamic: object, n: number, split?: number): Promise<Emission> {
	const locate = (file: string) => `s3://b/out/${file}`;
	return emitDynamic(dynamic as TaskEntity, await graphOf(dynamic, n), SETTINGS, { split, locate });
}
const ids = ({ nodes }: Graph) => nodes.map(({ id }) => id);
const node = ({ graph }: Emission, id: string) => graph.nodes.find((each) => each.id === id) as Node;
const input = (of: Emission, id: string, name: string) =>
	node(of, id).inputs.find((binding) => binding.var === name)?.data;

describe("in shares", () => {
	const { fanIn, mixed, pipeline, chain, parts, twoOutputs, oneOdd, oneNamed, sameAll, sameList } = folding;
	const { nested, cachedCalls, batched, batchedByTask, batchedMap, batchedMapOfCalls, batchedParts } = folding;
	const { decided } = folding;
	const { ten, tenInFours, silent, workflows, unfolded, optional } = entities;
	it.each(
		Object.entries({
			fanIn,
			mixed,
			pipeline,
			chain,
			parts,
			twoOutputs,
			oneOdd,
			oneNamed,
			sameAll,
			sameList,
			nested,
			cachedCalls,
			batched,
			batchedByTask,
			batchedMap,
			batchedMapOfCalls,
			batchedParts,
			ten,
			tenInFours,
			decided,
			silent,
			workflows,
			unfolded,
			optional,
		}),
	)("%s gives the same", async (_, dynamic) => {
		const [plain, , , split] = await threeWays(dynamic, 25, undefined, 9);
		expect(plain?.error).toBeUndefined();
		expect(split).toEqual(plain);
	});

	it.each(Object.entries({ failing: folding.failing, batchedFailing: folding.batchedFailing }))(
		"%s fails with the same call by the same name, and later shares do not start",
		async (_, dynamic) => {
			const [plain, , , split] = await threeWays(dynamic, 25, undefined, 9);
			expect(split?.failed).toEqual(plain?.failed);
			expect(split?.error?.split("\n")[0]).toBe(plain?.error?.split("\n")[0]);
			expect(split?.attempts).toBeLessThan(plain?.attempts ?? 0);
		},
	);

	it("equal parts, one after the other; a list of many is put together, single values are taken by their index", async () => {
		const made = await emission(entities.ten, 26);
		expect(ids(made.graph).sort()).toEqual(["dn26", "jn0", "sh0", "sh1", "sh2"]);
		expect(made.shares.map(({ id, name, calls, file }) => [id, name, calls, file])).toEqual([
			["sh0", "square [dn0-dn8]", 9, "share-0.pb"],
			["sh1", "square [dn9-dn17]", 9, "share-1.pb"],
			["sh2", "square [dn18-dn25]", 8, "share-2.pb"],
			["jn0", "list of dn26.values", 0, "join-0.pb"],
		]);
		expect(node(made, "sh2").after).toEqual(["sh1"]);
		expect(input(made, "sh1", "spec")).toEqual({
			kind: "literal",
			literal: { kind: "string", value: "s3://b/out/share-1.pb" },
		});
		expect(input(made, "dn26", "values")).toMatchObject({ kind: "promise", node: "jn0", path: [] });
		expect(made.graph.outputs[0]?.data).toMatchObject({
			items: [{ node: "dn26" }, { node: "sh2", path: [6] }, { node: "sh2", path: [7] }],
		});
		// one array in each share, of a name that no other share has
		expect(made.shares.map(({ graph }) => ids(graph))).toEqual([["sh0an0"], ["sh1an0"], ["sh2an0"], []]);
		expect(made.shares[1]?.graph.outputs[0]?.data).toMatchObject({ kind: "promise", node: "sh1an0", path: [] });
	});

	it("lists that are taken whole are one promise each in a share's file", async () => {
		const { shares } = await emission(entities.ten, 26);
		const all = (name: string) => ({ kind: "promise", node: "", var: name, path: ["[...]"] });
		expect(shares.at(-1)?.graph.outputs[0]?.data).toMatchObject({ items: [all("i0"), all("i1"), all("i2")] });
		const next = (await emission(folding.pipeline, 20, 10)).shares[3]?.graph.nodes[0]?.inputs[0]?.data;
		expect(next).toMatchObject({ kind: "collection", items: [all("i0")] });
		const turned = (await emission(folding.mixed, 20, 10)).shares.at(-1)?.graph.outputs[0]?.data;
		expect(turned).toMatchObject({ items: { length: 21, 0: { var: "i0", path: [9] } } });
	});

	it("side by side where the dynamic is unlimited", async () => {
		const made = await emission(entities.tenUnlimited, 25);
		expect(made.graph.nodes.flatMap(({ after }) => after)).toEqual([]);
	});

	it("calls that share containers are given in chunks, as their array has them", async () => {
		const { shares, graph } = await emission(entities.tenInFours, 20);
		expect(shares[0]?.graph.outputs[0]?.data).toMatchObject({ kind: "promise", node: "sh0an0", path: [] });
		expect(graph.outputs[0]?.data).toMatchObject({
			items: [{ node: "dn20" }, { node: "sh1", path: [2, 0] }, { node: "sh1", path: [2, 1] }],
		});
		const all = (name: string) => ({ kind: "promise", var: name, path: ["[...]", "[...]"] });
		expect(shares.at(-1)?.graph.outputs[0]?.data).toMatchObject({ items: [all("i0"), all("i1")] });
	});

	it("a share takes the lists of the shares that it picks from, whole", async () => {
		const made = await emission(folding.pipeline, 20, 10);
		const lists = node(made, "sh3").inputs.map(({ data }) => data);
		expect(lists).toMatchObject([{ kind: "promise", node: "sh1", path: [] }, { kind: "literal" }]);
	});

	it("a long chain in pieces that wait for each other", async () => {
		const made = await emission(folding.chain, 30, 8);
		expect(made.shares.map(({ calls }) => calls)).toEqual([8, 8, 8, 6]);
		expect(ids(made.graph)).toEqual(["sh0", "sh1", "sh2", "sh3"]);
	});

	it("launch plans, sub-workflows and dynamics too", async () => {
		const made = await emission(entities.plans, 25, 10);
		expect(made.shares.map(({ calls }) => calls)).toEqual([9, 9, 7, 0]);
		expect(made.shares[0]?.graph.nodes.map(({ target }) => target.kind)).toEqual(Array(9).fill("launchPlan"));
		expect((await emission(entities.nested, 25, 10)).shares.map(({ calls }) => calls)).toEqual([9, 9, 7, 0]);
	});

	it("containers are the dynamic's, told to read the share's graph", async () => {
		const made = await emission(entities.ten, 25);
		const { target } = node(made, "sh0");
		const template = target.kind === "task" ? target.task.toTemplate(SETTINGS) : undefined;
		expect(template?.id.name).toMatch(/^test\.split\.entities\.ten\.share_[0-9a-f]{8}$/);
		expect(template?.container?.args.slice(-4)).toEqual([
			"--resolver",
			"flytekit-ts.share",
			"--",
			"test.split.entities.ten",
		]);
		expect(template?.metadata).toEqual({ retries: 0, generatesDeck: false });
	});
});

describe("split by itself", () => {
	it("where a limit would be broken that makes it fail, so that none is", async () => {
		const made = await emission(entities.fat, 400);
		expect(made.split).toMatchObject({ limit: { what: "futures.pb", bytes: 2 * 1024 ** 2 } });
		expect(made.split?.size).toBeGreaterThan(2 * 1024 ** 2);
		expect(worstOf(predict(made.graph, SETTINGS))).toBeUndefined();
		expect(made.shares.length).toBeGreaterThan(4);
		for (const { bytes } of made.shares) expect(bytes.length).toBeLessThan(2 * 1024 ** 2);
		const [plain, , , split] = await threeWays(entities.fat, 400, undefined, made.split?.most);
		expect(split).toEqual(plain);
	});

	it("not where it fits, and not where that is off; fold: require is held beforehand", async () => {
		expect((await emission(entities.fat, 40)).shares).toEqual([]);
		expect((await emission(entities.fatWhole, 400)).shares).toEqual([]);
		const required = await emission(entities.fatRequired, 400);
		expect(required.shares.length).toBeGreaterThan(4);
		expect(required.shares[0]?.graph.nodes).toHaveLength(1);
		await expect(emission(folding.mustChain, 30, 8)).rejects.toMatchObject({ code: "GRAPH_FOLD" });
	});

	it("as far as it goes where one call alone is too much", async () => {
		const made = await emission(entities.hopeless, 3);
		expect(made.shares.map(({ calls }) => calls)).toEqual([1, 1, 1]);
	});

	it("so that Flyte keeps what it compiled of each", async () => {
		const made = await emission(folding.fanIn, 100_000);
		const [first] = made.shares;
		const { resourceBytes } = predict(first?.graph as Graph, SETTINGS);
		expect(resourceBytes).toBeLessThan(1024 ** 2);
		expect(resourceBytes).toBeGreaterThan(500_000);
		expect(made.futures.length).toBeLessThan(10_000);
	});

	it("and says so: why, into what", async () => {
		const lines = emissionLines(await emission(entities.fat, 400)).join("\n");
		expect(lines).toMatch(/^401 calls, 2 nodes\nan0: 400 calls of test\.split\.entities\.length/);
		expect(lines).toMatch(
			/split into \d+ nested dynamics of up to \d+ calls, \d+ nodes in all: futures\.pb would have [\d,]+ bytes, and storage\.limits\.maxDownloadMBs: 2 \(the default\) takes 2,097,152/,
		);
		expect(lines).toMatch(/\nsh0: \d+ calls, length \[dn0-dn\d+\]\n/);
		expect(lines).toMatch(/\nand \d+ more$/);
		expect(emissionLines(await emission(entities.ten, 25)).join("\n")).toMatch(
			/split into 4 nested dynamics of up to 10 calls, 5 nodes in all: as the dynamic says[\s\S]*\njn0: list of dn25\.values$/,
		);
	});
});

describe("a share's container", () => {
	const code = { importModule: async () => ({}) };
	const run = async (inputs: readonly (readonly [string, Literal])[], blobs = new MemoryBlobStore()) => {
		const { task } = await loadTask(code as never, "flytekit-ts.share", ["m.dyn"]);
		const convert = { blobs, rawOutputPrefix: "mem://raw", random: { uuid: () => "" } as never };
		const { signal } = new AbortController();
		return task.dispatchExecute({ nodePath: "", executionId: "e", attempt: 0, signal, convert }, new Map(inputs));
	};

	it("gives constants the types that they are bound to: a field of a struct is no struct", async () => {
		const graph = await graphOf(folding.parts, 20);
		const made = await emission(folding.parts, 20, 10);
		const share = made.shares.find(({ graph: { nodes }, name }) => nodes.length > 0 && /^square/.test(name));
		const field = share?.graph.nodes[0]?.inputs[0]?.data;
		expect(field?.kind === "collection" && field.items[0]).toMatchObject({ node: "", path: [0, "x"] });
		const point = new Uint8Array([0x82, 0xa1, 0x78, 7, 0xa1, 0x79, 1]);
		const points: Literal = {
			kind: "collection",
			items: Array.from({ length: 10 }, () => ({ kind: "binary", value: point, tag: "msgpack" })),
		};
		const blobs = new MemoryBlobStore();
		await blobs.write("mem://share", share?.bytes as Uint8Array);
		const result = await run(
			[
				["spec", { kind: "string", value: "mem://share" }],
				["i0", points],
			],
			blobs,
		);
		const { nodes } = (result as { readonly graph: Graph }).graph;
		expect(nodes[0]?.inputs[0]?.data).toMatchObject({
			literal: { kind: "collection", items: Array(10).fill({ kind: "integer", value: 7n }) },
		});
		expect(graph.nodes.length).toBe(60);
	});

	it("of a list gives the values, of those kept in files too", async () => {
		const made = await emission(entities.ten, 25);
		const [join] = made.shares.slice(-1);
		const blobs = new MemoryBlobStore();
		await blobs.write("s3://b/out/join-0.pb", join?.bytes as Uint8Array);
		const list = (from: number, to: number): Literal => ({
			kind: "collection",
			items: Array.from({ length: to - from }, (_, i) => ({ kind: "integer", value: BigInt(from + i) })),
		});
		const result = await run(
			[
				["spec", { kind: "string", value: "s3://b/out/join-0.pb" }],
				["i0", list(0, 9)],
				["i1", list(9, 18)],
				["i2", list(18, 25)],
			],
			blobs,
		);
		expect((result as Map<string, Literal>).get("o0")).toEqual(list(0, 25));
	});

	it("says what is missing", async () => {
		await expect(run([])).rejects.toMatchObject({
			code: "ENTRYPOINT_INPUTS",
			message: expect.stringMatching(/a share of m\.dyn was not told where its graph is/),
		});
		await expect(run([["spec", { kind: "string", value: "mem://gone" }]])).rejects.toMatchObject({
			code: "STORAGE_NOT_FOUND",
		});
	});
});
