import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunOptions, runEntity } from "../../src/engine/index.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import type { TaskContext, TaskEntity } from "../../src/graph/entities.js";
import type { Graph, NodeTarget } from "../../src/graph/graph.js";
import { sampleHeader } from "../proof/sample-run.js";
import { dynamic, graph, int, launchPlan, mapped, node, plain, spec, task, workflow } from "./build.js";
import { deferred } from "./fake-clock.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-equal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Tasks of a program: `give` gives 7 for whatever it gets, and seven of them for `gives`; `lot` gives another text in each of its calls. */
interface Tasks {
	readonly give: TaskEntity;
	readonly gives: TaskEntity;
	readonly lot: TaskEntity;
}

interface Life {
	readonly program: (tasks: Tasks) => Graph;
	readonly versionOf?: (name: string) => string;
	/** A `lot` at one of these paths is under way when the process is gone. */
	readonly hangs?: (path: string) => boolean;
	/** `give(x)` does not end before a `lot` at this path is committed. */
	readonly waits?: { readonly x: number; readonly for: string };
	readonly options?: Partial<RunOptions>;
}

/** Rejects when the process is gone. */
const untilGone = (signal: AbortSignal) =>
	new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** Lives of one run, each of which but the last ends with the process. Of each: what ran, with its keys; and the outputs of the last. */
async function lives(...all: readonly Life[]) {
	const path = join(folder, "store.db");
	const keys: Map<string, string>[] = [];
	const stop = new AbortController();
	const gone: (() => Promise<void>)[] = [];
	let outputs: unknown;
	for (const [nth, { program, versionOf, hangs, waits, options }] of all.entries()) {
		const own = new Map<string, string>();
		keys.push(own);
		const hung = deferred();
		let committed: (path: string) => void = () => {};
		const waited = deferred();
		const given = async (x: unknown, signal: AbortSignal) => {
			if (x === waits?.x) await Promise.race([waited.promise, untilGone(signal)]);
		};
		const tasks: Tasks = {
			give: task("m.give", ["x"], async ({ x }, { signal }) => {
				await given(x, signal);
				return 7;
			}),
			gives: task("m.gives", ["x"], async ({ x }, { signal }) => {
				await given(x, signal);
				return [7, 7, 7];
			}),
			lot: task("m.lot", ["x"], async (_, { nodePath, callKey, signal }: TaskContext) => {
				own.set(nodePath, callKey ?? "");
				if (hangs?.(nodePath) === true) {
					hung.resolve();
					await untilGone(signal);
				}
				return `${nth} ${nodePath}`;
			}),
		};
		const store = new RunStore(path, { commit: { records: 1 } });
		const journal = nth === 0 ? store.begin(sampleHeader("r")) : store.recover("r").journal;
		committed = (path) => path === waits?.for && waited.resolve();
		for (const name of ["append", "appendCall"] as const) {
			const append = journal[name].bind(journal) as (...args: unknown[]) => unknown;
			Object.assign(journal, {
				[name]: (...args: unknown[]) => {
					const result = append(...args);
					const [{ path, outside, step }] = args as [{ path?: string; outside?: { path: string }; step?: string }];
					committed(outside === undefined ? (path ?? "") : outside.path + step);
					return result;
				},
			});
		}
		const isLast = nth === all.length - 1;
		const entity = dynamic("m.main", [], () => spec(program(tasks)));
		const result = runEntity(entity, new Map(), {
			journal,
			executionId: "r",
			...(versionOf === undefined ? {} : { versionOf }),
			...(isLast ? {} : { signal: stop.signal }),
			...options,
		});
		if (isLast) {
			const { outputs: given, error } = await result;
			if (error !== undefined) throw error;
			outputs = plain(given.get("o0"));
		} else {
			await hung.promise;
			await new Promise((resolve) => setImmediate(resolve));
			store.database.run("update runs set owner = null");
		}
		gone.push(async () => {
			await result;
			store.close();
		});
	}
	stop.abort(new Error("gone"));
	for (const end of gone) await end();
	return { keys, outputs };
}

/** `late` waits for give(1), `early` for give(2), and both are given the same. */
function twoChains(
	target: (tasks: Tasks) => TaskEntity | NodeTarget | ReturnType<typeof workflow>,
	give: "give" | "gives" = "give",
) {
	return (tasks: Tasks) =>
		graph(
			[
				node("dn0", tasks[give], { x: 1 }),
				node("dn1", tasks[give], { x: 2 }),
				node("dn2", target(tasks), { x: "dn0.o0" }),
				node("dn3", target(tasks), { x: "dn1.o0" }),
			],
			{ o0: ["dn2.o0", "dn3.o0"] },
		);
}

const inside = ({ lot }: Tasks) =>
	graph([node("n0", lot, { x: ".x" }), node("n1", lot, { x: ".x" })], { o0: ["n0.o0", "n1.o0"] }, { takes: ["x"] });

describe("equal calls that become ready in another order after a crash", () => {
	test.each<{ what: string; program: Life["program"]; early: string; late: string; wanted: unknown }>([
		{
			what: "nodes",
			program: twoChains(({ lot }) => lot),
			early: "main/dn3",
			late: "main/dn2",
			wanted: ["1 main/dn2", "0 main/dn3"],
		},
		{
			what: "elements of maps, which are equal among themselves as well",
			program: twoChains(({ lot }) => mapped(lot), "gives"),
			early: "main/dn3[2]",
			late: "main/dn2[1]",
			wanted: [
				["0 main/dn2[0]", "1 main/dn2[1]", "0 main/dn2[2]"],
				["0 main/dn3[0]", "0 main/dn3[1]", "0 main/dn3[2]"],
			],
		},
		{
			what: "calls of nested dynamics",
			program: twoChains((tasks) => dynamic("m.inner", ["x"], () => spec(twoInside(tasks, "dn")))),
			early: "main/dn3/dn1",
			late: "main/dn2/dn1",
			wanted: [
				["0 main/dn2/dn0", "1 main/dn2/dn1"],
				["0 main/dn3/dn0", "0 main/dn3/dn1"],
			],
		},
		{
			what: "calls of workflows",
			program: twoChains((tasks) => workflow("m.flow", inside(tasks))),
			early: "main/dn3/n1",
			late: "main/dn2/n1",
			wanted: [
				["0 main/dn2/n0", "1 main/dn2/n1"],
				["0 main/dn3/n0", "0 main/dn3/n1"],
			],
		},
		{
			what: "calls of launch plans",
			program: twoChains((tasks) => ({
				kind: "launchPlan",
				launchPlan: launchPlan("m.plan", workflow("m.flow", inside(tasks)), new Map(), new Map()),
			})),
			early: "main/dn3/n1",
			late: "main/dn2/n1",
			wanted: [
				["0 main/dn2/n0", "1 main/dn2/n1"],
				["0 main/dn3/n0", "0 main/dn3/n1"],
			],
		},
		{
			what: "cases of conditionals",
			program: twoChains(({ lot }) => ({
				kind: "branch",
				name: "which",
				cases: [
					{
						condition: {
							kind: "compare",
							operator: "eq",
							left: { kind: "var", var: "x" },
							right: { kind: "constant", literal: int(7) },
						},
						node: node("n0", lot, { x: 5 }),
					},
				],
			})),
			early: "main/dn3/n0",
			late: "main/dn2/n0",
			wanted: ["1 main/dn2/n0", "0 main/dn3/n0"],
		},
	])("$what", async ({ program, early, late, wanted }) => {
		const { keys, outputs } = await lives(
			{ program, waits: { x: 1, for: early }, hangs: (path) => path === late },
			{ program },
		);
		const [first, second] = keys as [Map<string, string>, Map<string, string>];
		expect(outputs).toEqual(wanted);
		expect([...second]).toEqual([[late, first.get(late)]]);
		expect(new Set(first.values()).size).toBe(first.size);
	});

	test("a call that began first and is not committed has the same key again, though another begins before it", async () => {
		const program = twoChains(({ lot }) => lot);
		// what gives them their inputs is made again, and in another order
		const versionOf = (name: string) => (name === "m.give" ? "2" : "1");
		const first = await lives(
			{ program, waits: { x: 1, for: "none" }, hangs: () => true, versionOf: () => "1" },
			{ program, waits: { x: 2, for: "main/dn2" }, versionOf },
		);
		const [before, after] = first.keys as [Map<string, string>, Map<string, string>];
		expect([...before.keys()]).toEqual(["main/dn3"]);
		expect([...after.keys()]).toEqual(["main/dn2", "main/dn3"]);
		expect(after.get("main/dn3")).toBe(before.get("main/dn3"));
		expect(after.get("main/dn2")).not.toBe(before.get("main/dn3"));
	});

	test("over several crashes, and with few at a time", async () => {
		const program = ({ give, lot }: Tasks) =>
			graph(
				[0, 1, 2, 3].flatMap((i) => [
					node(`dn${2 * i}`, give, { x: i }),
					node(`dn${2 * i + 1}`, lot, { x: `dn${2 * i}.o0` }),
				]),
				{ o0: [1, 3, 5, 7].map((i) => `dn${i}.o0`) },
			);
		const { keys, outputs } = await lives(
			{ program, waits: { x: 0, for: "main/dn7" }, hangs: (path) => path === "main/dn1" },
			{ program, hangs: (path) => path === "main/dn1", options: { concurrency: 1 } },
			{ program, options: { concurrency: 2, maxParallelism: 1 } },
		);
		expect(outputs).toEqual(["2 main/dn1", "0 main/dn3", "0 main/dn5", "0 main/dn7"]);
		expect(new Set(keys.map((one) => one.get("main/dn1"))).size).toBe(1);
	});
});

function twoInside({ lot }: Tasks, prefix: string): Graph {
	return graph([node(`${prefix}0`, lot, { x: 3 }), node(`${prefix}1`, lot, { x: 3 })], {
		o0: [`${prefix}0.o0`, `${prefix}1.o0`],
	});
}

describe("equal calls in changed code", () => {
	test("stay with what gives them their inputs when others come before them", async () => {
		const program = twoChains(({ lot }) => lot);
		const changed = ({ give, lot }: Tasks) =>
			graph(
				[
					node("dn0", give, { x: 5 }),
					node("dn1", lot, { x: "dn0.o0" }),
					node("dn2", give, { x: 1 }),
					node("dn3", give, { x: 2 }),
					node("dn4", lot, { x: "dn2.o0" }),
					node("dn5", lot, { x: "dn3.o0" }),
				],
				{ o0: ["dn1.o0", "dn4.o0", "dn5.o0"] },
			);
		const { keys, outputs } = await lives(
			{ program, waits: { x: 1, for: "main/dn3" }, hangs: (path) => path === "main/dn2" },
			{ program: changed },
		);
		expect(outputs).toEqual(["1 main/dn1", "1 main/dn4", "0 main/dn3"]);
		expect(keys[1]?.get("main/dn4")).toBe(keys[0]?.get("main/dn2"));
	});

	test("are not made again when what gives them their inputs is another call now", async () => {
		const program = twoChains(({ lot }) => lot);
		const changed = ({ give, lot }: Tasks) =>
			graph(
				[
					node("dn0", give, { x: 3 }),
					node("dn1", give, { x: 4 }),
					node("dn2", lot, { x: "dn0.o0" }),
					node("dn3", lot, { x: "dn1.o0" }),
				],
				{ o0: ["dn2.o0", "dn3.o0"] },
			);
		const { keys, outputs } = await lives(
			{ program, waits: { x: 1, for: "main/dn3" }, hangs: (path) => path === "main/dn2" },
			{ program: changed },
		);
		expect(outputs).toEqual(["1 main/dn2", "0 main/dn3"]);
		expect([...(keys[1] as Map<string, string>).keys()]).toEqual(["main/dn2"]);
	});

	test("one that stands alone now is given what one gave that is gone; never two the same", async () => {
		const program = twoChains(({ lot }) => lot);
		const one = ({ lot }: Tasks) => graph([node("dn9", lot, { x: 7 })], { o0: ["dn9.o0"] });
		const three = ({ lot }: Tasks) =>
			graph(
				["dn7", "dn8", "dn9"].map((id) => node(id, lot, { x: 7 })),
				{ o0: ["dn7.o0", "dn8.o0", "dn9.o0"] },
			);
		const first: Life = { program, waits: { x: 1, for: "main/dn3" }, hangs: (path) => path === "main/dn2" };
		expect((await lives(first, { program: one })).outputs).toEqual(["0 main/dn3"]);
		rmSync(join(folder, "store.db"));
		const { keys, outputs } = await lives(first, { program: three });
		expect(outputs).toEqual(["0 main/dn3", "1 main/dn8", "1 main/dn9"]);
		expect(new Set(keys.flatMap((of) => [...of.values()])).size).toBe(4);
	});

	test("what is committed inside of one goes with it", async () => {
		const inner = (tasks: Tasks) => dynamic("m.inner", ["x"], () => spec(twoInside(tasks, "dn")));
		const alone = (tasks: Tasks) =>
			graph([node("dn0", tasks.give, { x: 1 }), node("dn1", inner(tasks), { x: "dn0.o0" })], { o0: "dn1.o0" });
		const two = (tasks: Tasks) =>
			graph(
				[
					node("dn0", tasks.give, { x: 1 }),
					node("dn1", inner(tasks), { x: "dn0.o0" }),
					node("dn2", inner(tasks), { x: "dn1.o0" }),
					node("dn3", inner(tasks), { x: 8 }),
				],
				{ o0: ["dn1.o0", "dn3.o0"] },
			);
		const { keys, outputs } = await lives(
			{ program: alone, hangs: (path) => path === "main/dn1/dn1" },
			{ program: two },
		);
		expect(outputs).toEqual([
			["0 main/dn1/dn0", "1 main/dn1/dn1"],
			["1 main/dn3/dn0", "1 main/dn3/dn1"],
		]);
		expect(keys[1]?.get("main/dn1/dn1")).toBe(keys[0]?.get("main/dn1/dn1"));
	});

	test("whatever became of the graph, nothing is given to two calls, and no two have one key", async () => {
		/** Of each call of `lot` the node of `give` that it waits for; none where it waits for nothing. */
		const calls = fc.array(fc.option(fc.nat(3)), { minLength: 1, maxLength: 6 });
		const made =
			(of: readonly (number | null)[]) =>
			({ give, lot }: Tasks) =>
				graph(
					[
						...[0, 1, 2, 3].map((x) => node(`g${x}`, give, { x })),
						...of.map((from, i) => node(`dn${i}`, lot, { x: from === null ? 7 : `g${from}.o0` })),
					],
					{ o0: of.map((_, i) => `dn${i}.o0`) },
				);
		await fc.assert(
			fc.asyncProperty(calls, fc.option(calls), fc.nat(5), async (before, changed, at) => {
				const after = changed ?? before;
				const { keys, outputs } = await lives(
					{ program: made(before), hangs: (path) => path === `main/dn${at % before.length}` },
					{ program: made(after) },
				);
				rmSync(join(folder, "store.db"));
				const [first, second] = keys as [Map<string, string>, Map<string, string>];
				const given = (outputs as string[]).map((text) => {
					const [nth, path = ""] = text.split(" ");
					return (nth === "0" ? first : second).get(path);
				});
				expect(new Set(outputs as string[]).size).toBe(after.length);
				expect(new Set(given).size).toBe(after.length);
				if (changed === null) for (const [path, key] of second) expect(first.get(path) ?? key).toBe(key);
			}),
			{ numRuns: 60 },
		);
	});
});
