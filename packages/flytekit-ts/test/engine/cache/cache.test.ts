import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemRandom } from "../../../src/context/ports/index.js";
import { cacheEntries } from "../../../src/engine/cache/table.js";
import { type RunEvent, type RunOptions, runEntity, runGraph, StoredCache } from "../../../src/engine/index.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import type { TaskEntity } from "../../../src/graph/entities.js";
import type { CacheSettings } from "../../../src/graph/task-template.js";
import { FileBlobStore } from "../../../src/storage/index.js";
import { FlyteFile, type NativeType, toLiteral } from "../../../src/types/index.js";
import type { Literal } from "../../../src/types/literal.js";
import { dynamic, graph, int, launchPlan, list, mapped, node, plain, spec, task, text, workflow } from "../build.js";
import { settle } from "../fake-clock.js";

const NONE = new Map<string, Literal>();
let folder: string;
let store: RunStore;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "cache-test-"));
	store = new RunStore(join(folder, "store.db"));
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

const cached = (of: TaskEntity, cache: Partial<CacheSettings> = {}): TaskEntity => ({
	...of,
	metadata: { ...of.metadata, cache: { version: "1", serialize: false, ignoreInputs: [], ...cache } },
});
/** Each call with a cache object of its own, as another process would have. */
const options = (more: RunOptions = {}): RunOptions => ({ cache: new StoredCache(store.path), ...more });

/** A task that counts its executions. */
function counting(cache: Partial<CacheSettings> = {}, name = "m.double") {
	const ran: unknown[] = [];
	const of = cached(
		task(name, ["x", "y?"], async ({ x }) => {
			ran.push(x);
			await settle();
			return typeof x === "number" ? x * 2 : 0;
		}),
		cache,
	);
	return { of, ran };
}

describe("a cached task", () => {
	test("runs once for equal inputs, across runs", async () => {
		const { of, ran } = counting();
		const inputs = new Map([["x", int(2)]]);
		const events: RunEvent[] = [];
		const first = await runEntity(of, inputs, options());
		const second = await runEntity(of, inputs, options({ onEvent: (event) => events.push(event) }));
		expect([first, second].map(({ outputs }) => plain(outputs.get("o0")))).toEqual([4, 4]);
		expect(ran).toEqual([2]);
		expect(second.counts.attempts).toBe(0);
		expect(events).toContainEqual(
			expect.objectContaining({ type: "nodeReused", source: "cache", path: "double", name: "m.double", kind: "task" }),
		);
		await runEntity(of, new Map([["x", int(3)]]), options());
		expect(ran).toEqual([2, 3]);
	});

	test("without a store it runs each time", async () => {
		const { of, ran } = counting();
		for (let i = 0; i < 2; i++) await runEntity(of, new Map([["x", int(2)]]));
		expect(ran).toEqual([2, 2]);
	});

	test.each<[string, Partial<CacheSettings>, Map<string, Literal>, boolean]>([
		["the same", {}, new Map([["x", int(2)]]), true],
		["another version", { version: "2" }, new Map([["x", int(2)]]), false],
		["another input", {}, new Map([["x", int(3)]]), false],
		[
			"an input more",
			{},
			new Map([
				["x", int(2)],
				["y", int(1)],
			]),
			false,
		],
		[
			"an ignored input more",
			{ ignoreInputs: ["y"] },
			new Map([
				["x", int(2)],
				["y", int(1)],
			]),
			true,
		],
		["a value with a hash", {}, new Map([["x", { ...int(2), hash: "h" }]]), false],
	])("is found by version and inputs: %s", async (_, settings, inputs, isFound) => {
		const { of, ran } = counting();
		await runEntity(of, new Map([["x", int(2)]]), options());
		const again = {
			...of,
			metadata: { ...of.metadata, cache: { ...of.metadata.cache, ...settings } as CacheSettings },
		};
		await runEntity(again, inputs, options());
		expect(ran).toHaveLength(isFound ? 1 : 2);
	});

	test("a hash stands for its value, however deep", async () => {
		const { of, ran } = counting();
		const file = (uri: string, hash?: string): Literal => ({
			kind: "blob",
			uri,
			type: { kind: "blob", format: "", dimensionality: "single" },
			...(hash === undefined ? {} : { hash }),
		});
		for (const value of [
			file("s3://a/1", "h"),
			file("s3://a/2", "h"),
			list(file("s3://a/1", "h")),
			list(file("s3://b/1", "h")),
		]) {
			await runEntity(of, new Map([["x", value]]), options());
		}
		expect(ran).toHaveLength(2);
		for (const value of [file("s3://a/1"), file("s3://a/2")]) await runEntity(of, new Map([["x", value]]), options());
		expect(ran).toHaveLength(4);
	});

	test("a file in a struct counts as a file does: with what it is by now, or by its hash", async () => {
		const { of, ran } = counting();
		const file: NativeType = { kind: "file", format: "" };
		const field = (name: string, type: NativeType) => ({ name, type, optional: false });
		const boxed: NativeType = {
			kind: "struct",
			name: "Boxed",
			fields: [field("name", { kind: "string" }), field("files", { kind: "list", element: file })],
		};
		const convert = {
			blobs: new FileBlobStore(),
			rawOutputPrefix: pathToFileURL(join(folder, "raw")).href,
			random: systemRandom,
		};
		const call = async (name: string, hash?: string) => {
			const given = new FlyteFile(
				join(folder, "data.txt"),
				hash === undefined ? { remotePath: false } : { remotePath: false, hash },
			);
			const x = await toLiteral({ name, files: [given] }, boxed, convert, "x");
			expect(x).toMatchObject({ kind: "binary", tag: "msgpack" });
			await runEntity(of, new Map([["x", x]]), options());
			return ran.length;
		};
		const write = (text: string) => writeFileSync(join(folder, "data.txt"), text);
		write("one");
		expect(await call("a")).toBe(1);
		expect(await call("a")).toBe(1);
		write("another");
		expect(await call("a")).toBe(2);
		expect(await call("a", "same")).toBe(3);
		write("a third one");
		expect(await call("a", "same")).toBe(3);
		expect(await call("b", "same")).toBe(4);
		expect(await call("a", "other")).toBe(5);
	});

	test("another interface is another task", async () => {
		const { of, ran } = counting();
		await runEntity(of, new Map([["x", int(2)]]), options());
		const other = { ...of, interface: task(of.name, ["x", "z?"], () => 1).interface };
		await runEntity(other, new Map([["x", int(2)]]), options());
		expect(ran).toHaveLength(2);
	});

	test("what failed is not kept, and the next run makes it", async () => {
		let fails = true;
		const of = cached(
			task("m.flaky", ["x"], () => {
				if (fails) throw new Error("no");
				return 1;
			}),
		);
		expect((await runEntity(of, new Map([["x", int(1)]]), options())).phase).toBe("failed");
		fails = false;
		expect((await runEntity(of, new Map([["x", int(1)]]), options())).phase).toBe("succeeded");
	});

	test("nodes that want one result at once make it once", async () => {
		const { of, ran } = counting();
		const nodes = Array.from({ length: 20 }, (_, i) => node(`n${i}`, of, { x: i % 2 }));
		const outputs = Object.fromEntries(nodes.map(({ id }, i) => [`o${i}`, `${id}.o0`]));
		const result = await runGraph(graph(nodes, outputs), NONE, options({ concurrency: 3 }));
		expect([...result.outputs.values()].map(plain)).toEqual(nodes.map((_, i) => (i % 2) * 2));
		expect(ran.sort()).toEqual([0, 1]);
		expect(result.counts).toMatchObject({ succeeded: 20, attempts: 2 });
	});

	test("when the one that makes it fails, the next one tries", async () => {
		let tries = 0;
		const of = cached(
			task("m.once", ["x"], async () => {
				await settle();
				if (++tries === 1) throw new Error("first");
				return 7;
			}),
		);
		const nodes = [node("n0", of, { x: 1 }), node("n1", of, { x: 1 }), node("n2", of, { x: 1 })];
		const made = graph(nodes, {}, { failurePolicy: "failAfterExecutableNodesComplete" });
		const result = await runGraph(made, NONE, options());
		expect(result.counts).toMatchObject({ succeeded: 2, failed: 1, attempts: 2 });
	});

	test("elements of an array are cached one by one", async () => {
		const { of, ran } = counting();
		const run = (n: number) =>
			runGraph(
				graph([node("n0", mapped(of), { x: list(...Array.from({ length: n }, (_, i) => int(i))) })], { o0: "n0.o0" }),
				NONE,
				options(),
			);
		await run(3);
		const result = await run(5);
		expect(plain(result.outputs.get("o0"))).toEqual([0, 2, 4, 6, 8]);
		expect(ran).toEqual([0, 1, 2, 3, 4]);
	});

	test("of a dynamic the outputs of the whole are cached", async () => {
		const { of, ran } = counting({}, "m.inner");
		const bodies: unknown[] = [];
		const outer = cached(
			dynamic("m.outer", ["x"], ({ x }) => {
				bodies.push(x);
				return spec(graph([node("dn0", of, { x: 5 })], { o0: "dn0.o0" }));
			}),
		);
		for (let i = 0; i < 2; i++) {
			const result = await runEntity(outer, new Map([["x", int(1)]]), options());
			expect(plain(result.outputs.get("o0"))).toBe(10);
		}
		await runEntity(outer, new Map([["x", int(2)]]), options());
		expect(bodies).toEqual([1, 2]);
		expect(ran).toEqual([5]);
	});

	test("a node may switch it off, on, or give another version", async () => {
		const { of, ran } = counting();
		const plainTask = task("m.plain", ["x"], ({ x }) => ran.push(x));
		const run = (target: TaskEntity, metadata: object) => {
			const made = node("n0", target, { x: 1 });
			return runGraph(graph([{ ...made, metadata: { ...made.metadata, ...metadata } }]), NONE, options());
		};
		for (const metadata of [{ cacheable: false }, { cacheable: false }]) await run(of, metadata);
		expect(ran).toHaveLength(2);
		for (const cacheVersion of ["a", "b", "a"]) await run(of, { cacheVersion });
		expect(ran).toHaveLength(4);
		for (let i = 0; i < 2; i++) await run(plainTask, { cacheable: true, cacheVersion: "1" });
		expect(ran).toHaveLength(5);
	});

	test("a clock that jumps makes no result invalid", async () => {
		const { of, ran } = counting();
		const day = 86_400_000;
		for (const jump of [0, -day, day, 0]) {
			const cache = new StoredCache(store.path, { now: () => 1_800_000_000_000 + jump });
			await runEntity(of, new Map([["x", int(2)]]), { cache });
		}
		expect(ran).toEqual([2]);
		for (const jump of [day, -day]) {
			const cache = new StoredCache(store.path, { now: () => 1_800_000_000_000 + jump });
			await runEntity(of, new Map([["x", int(2)]]), { cache, overwriteCache: true });
			await runEntity(of, new Map([["x", int(2)]]), { cache });
		}
		expect(ran).toEqual([2, 2, 2]);
	});

	test("overwriting makes results anew, and keeps those", async () => {
		const { ran } = counting();
		let answer = 1;
		const of = cached(task("m.now", ["x"], () => ran.push(0) * 0 + answer));
		const run = async (more: RunOptions = {}) =>
			plain((await runEntity(of, new Map([["x", int(1)]]), options(more))).outputs.get("o0"));
		expect(await run()).toBe(1);
		answer = 2;
		expect(await run()).toBe(1);
		expect(await run({ overwriteCache: true })).toBe(2);
		expect(await run()).toBe(2);
		expect(ran).toHaveLength(2);
	});

	test("a launch plan that overwrites does so for all inside it, and for nothing beside it", async () => {
		const { of, ran } = counting();
		const inner = workflow("m.inner", graph([node("n0", mapped(of), { x: list(int(1), int(2)) })]));
		const overwriting = { ...launchPlan("m.lp", inner, NONE, NONE), options: { overwriteCache: true } };
		await runEntity(inner, NONE, options());
		await runEntity(inner, NONE, options());
		expect(ran).toHaveLength(2);
		await runEntity(overwriting, NONE, options());
		expect(ran).toHaveLength(4);
		await runGraph(graph([node("n0", overwriting), node("n1", inner)]), NONE, options());
		expect(ran).toHaveLength(6);
	});

	test("a run that is stopped gives its claims back", async () => {
		const stop = new AbortController();
		const hangs = cached(
			task("m.t", ["x"], async (_, { signal }) => {
				stop.abort();
				signal.throwIfAborted();
			}),
		);
		const nodes = [node("n0", hangs, { x: 1 }), node("n1", hangs, { x: 1 })];
		const result = await runGraph(graph(nodes), NONE, options({ signal: stop.signal }));
		expect(result.phase).toBe("aborted");
		expect(result.counts).toMatchObject({ aborted: 2, attempts: 1 });
		expect(store.database.all("select * from claims")).toEqual([]);
	});

	test("cached dynamics that wait for each other's results are told so", async () => {
		const calls = new Map<string, TaskEntity>();
		const of = (name: string, other: string) =>
			cached(
				dynamic(name, ["x"], async () => {
					await settle();
					return spec(graph([node("dn0", calls.get(other) as TaskEntity, { x: 1 })], { o0: "dn0.o0" }));
				}),
			);
		calls.set("a", of("m.a", "b")).set("b", of("m.b", "a"));
		const nodes = [
			node("n0", calls.get("a") as TaskEntity, { x: 1 }),
			node("n1", calls.get("b") as TaskEntity, { x: 1 }),
		];
		const running = runGraph(graph(nodes), NONE, options());
		await new Promise((resolve) => setTimeout(resolve, 50));
		process.emit("beforeExit", 0); // what Node says when nothing is left that could go on
		const result = await running;
		expect(result.error?.code).toBe("ENGINE_CACHE_WAIT");
	});

	test("says of each result where it came from and what it is known by", async () => {
		const { of } = counting();
		await runEntity(
			of,
			new Map([
				["x", int(2)],
				["y", text("why")],
			]),
			options({ executionId: "run1" }),
		);
		expect(cacheEntries(store.database)).toMatchObject([
			{
				task: "m.double",
				version: "1",
				run: "run1",
				path: "double",
				inputs: [
					{ name: "x", shown: "the integer 2" },
					{ name: "y", shown: 'the string "why"' },
				],
			},
		]);
	});
});
