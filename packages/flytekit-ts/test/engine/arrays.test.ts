import { describe, expect, test } from "vitest";
import { type RunEvent, runGraph } from "../../src/engine/index.js";
import { RecoverableError } from "../../src/errors/index.js";
import { graph, int, launchPlan, list, mapped, node, plain, task, workflow } from "./build.js";
import { settle } from "./fake-clock.js";

const noInputs = new Map();
const double = task("m.double", ["x"], ({ x }) => (x as number) * 2);
const numbers = (n: number) => list(...Array.from({ length: n }, (_, i) => int(i)));
/** Fails for the numbers given. */
const failsOn = (...bad: number[]) =>
	task("m.fails", ["x"], ({ x }) => {
		if (bad.includes(x as number)) throw new Error(`bad ${x}`);
		return x;
	});
const run = (target: Parameters<typeof node>[1], inputs: Parameters<typeof node>[2], options = {}) =>
	runGraph(graph([node("n0", target, inputs)], { o0: "n0.o0" }), noInputs, options);

describe("an array node", () => {
	test("runs one task for each element and keeps their order", async () => {
		const late = task("m.late", ["x"], async ({ x }) => {
			for (let i = x as number; i < 5; i++) await settle();
			return (x as number) * 2;
		});
		const result = await run(mapped(late), { x: numbers(5) });
		expect(plain(result.outputs.get("o0"))).toEqual([0, 2, 4, 6, 8]);
		expect(result.counts).toMatchObject({ succeeded: 1, attempts: 5 });
	});

	test("slices every list that is not bound, and passes the rest as it is", async () => {
		const seen: unknown[] = [];
		const t = task("m.t", ["a", "b", "c", "d"], (inputs, { arrayIndex, nodePath }) => {
			seen.push([inputs, arrayIndex, nodePath]);
			return 1;
		});
		await run(mapped(t, { bound: ["c"] }), { a: list(int(1), int(2)), b: list(int(3), int(4)), c: list(int(9)), d: 7 });
		expect(seen).toEqual([
			[{ a: 1, b: 3, c: [9], d: 7 }, 0, "main/n0[0]"],
			[{ a: 2, b: 4, c: [9], d: 7 }, 1, "main/n0[1]"],
		]);
	});

	test("an empty list gives empty lists", async () => {
		const result = await run(mapped(double), { x: list() });
		expect(plain(result.outputs.get("o0"))).toEqual([]);
	});

	test("lists of different lengths, or none, are refused", async () => {
		const differ = await run(mapped(double), { a: numbers(2), b: numbers(3) });
		expect(differ.error?.summary).toBe("main/n0: the lists given to m.double have different lengths: a has 2, b has 3");
		const none = await run(mapped(double), { x: 1 });
		expect(none.error?.message).toContain("main/n0: no list was given to m.double: there is nothing to map over");
	});

	test.each([2, 0])("more successes asked for than its %i elements are refused before any runs", async (size) => {
		const result = await run(mapped(double, { minSuccesses: 3 }), { x: numbers(size) });
		expect(result.error?.code).toBe("ENGINE_ARRAY_INPUT");
		expect(result.error?.message).toBe(
			`main/n0: 3 elements of m.double must succeed, and the list given to it has ${size}\n` +
				"  way out: give a longer list, or a smaller minSuccesses",
		);
		expect(result.counts).toMatchObject({ failed: 1, attempts: 0 });
	});

	test.each([
		[3, 3],
		[0, 8],
		[undefined, 8],
	])("parallelism %s with concurrency 8: %i at a time", async (parallelism, expected) => {
		let running = 0;
		let most = 0;
		const busy = task("m.busy", ["x"], async () => {
			most = Math.max(most, ++running);
			await settle();
			running--;
			return 1;
		});
		const target = parallelism === undefined ? mapped(busy) : mapped(busy, { parallelism });
		const result = await run(target, { x: numbers(40) }, { concurrency: 8 });
		expect(result.counts.attempts).toBe(40);
		expect(most).toBe(expected);
	});

	test("launch plans as elements", async () => {
		const wf = workflow("m.wf", graph([node("n0", double, { x: ".x" })], { o0: "n0.o0" }, { takes: ["x"] }));
		const plan = launchPlan("m.lp", wf, new Map(), new Map());
		const result = await run(mapped(plan), { x: numbers(3) });
		expect(plain(result.outputs.get("o0"))).toEqual([0, 2, 4]);
	});

	test("each element has its own retries", async () => {
		const tries = new Map<number, number>();
		const flaky = task("m.flaky", ["x"], ({ x }) => {
			const n = (tries.get(x as number) ?? 0) + 1;
			tries.set(x as number, n);
			if (n <= (x as number)) throw new RecoverableError("again");
			return n;
		});
		const result = await run(mapped(flaky, { retries: 2 }), { x: numbers(3) });
		expect(plain(result.outputs.get("o0"))).toEqual([1, 2, 3]);
	});

	test("100,000 elements", async () => {
		const result = await run(mapped(double), { x: numbers(100_000) });
		const { items } = result.outputs.get("o0") as ReturnType<typeof list> & { kind: "collection" };
		expect(items).toHaveLength(100_000);
		expect(plain(items[99_999])).toBe(199_998);
	});
});

describe("elements that fail", () => {
	test("one is enough when all must succeed; no more begin", async () => {
		const result = await run(mapped(failsOn(3), { parallelism: 2 }), { x: numbers(100) });
		expect(result.error?.code).toBe("ENGINE_ARRAY_FAILED");
		expect(result.error?.message).toMatch(
			/^main\/n0: 1 of 100 elements of m\.fails failed, and 100 must succeed: 3\n {2}first: main\/n0\[3\]: task m\.fails failed: Error: bad 3\n {4}at /,
		);
		expect(result.counts.attempts).toBeLessThan(8);
	});

	test("goes on while the minimum can be reached, with none where one failed", async () => {
		const result = await run(mapped(failsOn(1, 3), { minSuccesses: 3 }), { x: numbers(5) });
		expect(plain(result.outputs.get("o0"))).toEqual([0, undefined, 2, undefined, 4]);
		const { items } = result.outputs.get("o0") as ReturnType<typeof list> & { kind: "collection" };
		expect(items[1]).toEqual({ kind: "none" });
	});

	test("stops when it cannot, and lists at most 20 indices", async () => {
		const bad = Array.from({ length: 60 }, (_, i) => i + 20);
		const ran: number[] = [];
		const fails = failsOn(...bad);
		const noting = {
			...fails,
			dispatchExecute: (...[context, inputs]: Parameters<NonNullable<typeof fails.dispatchExecute>>) => {
				ran.push(context.arrayIndex as number);
				return (fails.dispatchExecute as NonNullable<typeof fails.dispatchExecute>)(context, inputs);
			},
		};
		const result = await run(mapped(noting, { minSuccessRatio: 0.5, parallelism: 1 }), { x: numbers(100) });
		expect(ran).toHaveLength(71); // the 51st failure, at index 70, puts 50 out of reach
		const indices = bad.slice(0, 20).join(", ");
		expect(result.error?.message).toContain(
			`51 of 100 elements of m.fails failed, and 50 must succeed, ratio 0.5: ${indices}, and 31 more\n  first: main/n0[20]:`,
		);
	});

	test.each([
		[0.5, 10, 5],
		[0.9, 10, 9],
		[0.8, 10, 9], // the wire's 32-bit 0.8 is a hair more
		[0.3, 10, 4],
		[0, 10, 0],
		[1, 7, 7],
		[0.01, 0, 0],
	])("ratio %d of %i asks for %i, as Flyte's engine counts", async (minSuccessRatio, size, needed) => {
		const enough = failsOn(...Array.from({ length: size - needed }, (_, i) => i));
		expect((await run(mapped(enough, { minSuccessRatio }), { x: numbers(size) })).phase).toBe("succeeded");
		if (needed === 0) return;
		const tooFew = failsOn(...Array.from({ length: size - needed + 1 }, (_, i) => i));
		expect((await run(mapped(tooFew, { minSuccessRatio }), { x: numbers(size) })).phase).toBe("failed");
	});

	test("an array is told to stop with the rest of the run", async () => {
		const hangs = task(
			"m.hangs",
			["x"],
			(_i, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason))),
		);
		const boom = task("m.boom", [], async () => {
			await settle();
			throw new Error("boom");
		});
		const g = graph([node("n0", mapped(hangs), { x: numbers(1000) }), node("n1", boom)]);
		const result = await runGraph(g, noInputs, { concurrency: 10 });
		expect(result.failures.map((f) => f.path)).toEqual(["main/n1"]);
		expect(result.counts).toEqual({ succeeded: 0, failed: 1, aborted: 1, skipped: 0, attempts: 10 });
	});

	test("progress is told with counts", async () => {
		const events: RunEvent[] = [];
		await run(mapped(failsOn(1), { minSuccesses: 2 }), { x: numbers(3) }, { onEvent: (e: RunEvent) => events.push(e) });
		const progress = events.filter((e) => e.type === "arrayProgress");
		expect(progress.at(-1)).toMatchObject({
			path: "main/n0",
			name: "m.fails",
			total: 3,
			succeeded: 2,
			failed: 1,
			running: 0,
		});
		expect(progress).toHaveLength(3);
		expect(events.filter((e) => e.type === "attemptFailed")).toMatchObject([{ path: "main/n0[1]", willRetry: false }]);
	});
});
