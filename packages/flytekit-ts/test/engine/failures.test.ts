import { describe, expect, test } from "vitest";
import { outputsOrThrow, type RunEvent, runEntity, runGraph } from "../../src/engine/index.js";
import { FlyteError, RecoverableError } from "../../src/errors/index.js";
import { dynamic, graph, int, mapped, node, plain, spec, task, workflow } from "./build.js";
import { deferred, FakeClock, settle } from "./fake-clock.js";

const noInputs = new Map();
const one = task("m.one", [], () => 1);
const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
const boom = task("m.boom", ["x?"], () => {
	throw new TypeError("boom");
});

describe("failImmediately", () => {
	test("starts nothing more, stops what runs, waits for it, and reports the first failure", async () => {
		const ran: string[] = [];
		let told: unknown;
		const failing = deferred();
		const slow = task("m.slow", [], async (_i, { signal }) => {
			ran.push("slow");
			await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
		});
		const late = task("m.late", [], async (_i, { signal, nodePath }) => {
			await new Promise<void>((done) => signal.addEventListener("abort", () => done()));
			told = (signal.reason as Error).message;
			await settle();
			ran.push(`${nodePath} ended`);
			return 1;
		});
		const fails = task("m.fails", [], async () => {
			await failing.promise;
			throw new Error("no disk");
		});
		const never = task("m.never", ["x"], () => ran.push("never"));
		const g = graph([node("n0", slow), node("n1", fails), node("n2", late), node("n3", never, { x: "n2.o0" })]);
		const run = runGraph(g, noInputs);
		await settle();
		failing.resolve();
		const result = await run;
		expect(ran).toEqual(["slow", "main/n2 ended"]);
		expect(told).toBe("stopped because main/n1 failed");
		expect(result.phase).toBe("failed");
		expect(result.error?.code).toBe("ENGINE_TASK_FAILED");
		expect(result.error?.summary).toMatch(
			/^main\/n1: task m\.fails failed: Error: no disk\n {4}at .*failures\.test\.ts:\d+:\d+/,
		);
		expect(result.counts).toEqual({ succeeded: 1, failed: 1, aborted: 1, skipped: 1, attempts: 3 });
	});

	test("tasks in line when it happens never start", async () => {
		let started = 0;
		const t = task("m.t", ["x"], async ({ x }) => {
			started++;
			await settle();
			if (x === 0) throw new Error("first");
			return 1;
		});
		const g = graph(Array.from({ length: 50 }, (_, i) => node(`n${i}`, t, { x: i })));
		const result = await runGraph(g, noInputs, { concurrency: 4 });
		expect(started).toBe(4);
		expect(result.counts).toEqual({ succeeded: 3, failed: 1, aborted: 0, skipped: 46, attempts: 4 });
	});

	test("several that fail: the first in full, the others named", async () => {
		const t = task("m.t", ["x"], async ({ x }) => {
			throw new Error(`bad ${x}`);
		});
		const g = graph([0, 1, 2].map((i) => node(`n${i}`, t, { x: i })));
		const result = await runGraph(g, noInputs);
		expect(result.failures.map((f) => f.path)).toEqual(["main/n0", "main/n1", "main/n2"]);
		expect(result.error?.message).toMatch(/^main\/n0: task m\.t failed: Error: bad 0\n/);
		expect(result.error?.message).toMatch(
			/\n2 other nodes failed too:\n {2}main\/n1: task m\.t failed: Error: bad 1\n {2}main\/n2: task m\.t failed: Error: bad 2$/,
		);
	});

	test("a nested failure is named once, by its whole path", async () => {
		const inner = dynamic("m.inner", [], () => spec(graph([node("dn0", boom)])));
		const outer = dynamic("m.outer", [], () => spec(graph([node("dn0", one), node("dn1", inner)])));
		const result = await runGraph(graph([node("n0", outer)]), noInputs);
		const message = result.error?.message ?? "";
		expect(message).toMatch(/^main\/n0\/dn1\/dn0: task m\.boom failed: TypeError: boom\n {4}at /);
		expect(message.match(/boom/g)).toHaveLength(2); // the task's name and the text
		expect(result.error?.details).toMatchObject({ node: "main/n0/dn1/dn0", entity: "m.boom" });
		expect(result.error?.cause).toBeInstanceOf(TypeError);
	});

	test("outputsOrThrow throws the run's error", async () => {
		const result = await runEntity(boom, noInputs);
		expect(() => outputsOrThrow(result)).toThrow("boom: task m.boom failed: TypeError: boom");
		expect(plain(outputsOrThrow(await runEntity(one, noInputs)).get("o0"))).toBe(1);
	});
});

describe("failAfterExecutableNodesComplete", () => {
	const policy = { failurePolicy: "failAfterExecutableNodesComplete" } as const;

	test("runs all that does not need what failed, and reports every failure", async () => {
		const events: RunEvent[] = [];
		const g = graph(
			[
				node("n0", boom),
				node("n1", inc, { x: "n0.o0" }),
				node("n2", one),
				node("n3", inc, { x: "n2.o0" }),
				node("n4", boom, { x: "n3.o0" }),
				node("n5", inc, { x: "n1.o0" }),
			],
			{},
			policy,
		);
		const result = await runGraph(g, noInputs, { onEvent: (e) => events.push(e) });
		expect(result.counts).toEqual({ succeeded: 2, failed: 2, aborted: 0, skipped: 2, attempts: 4 });
		expect(result.failures.map((f) => f.path)).toEqual(["main/n0", "main/n4"]);
		expect(result.error?.message).toContain("another node failed too:\n  main/n4: task m.boom failed: TypeError: boom");
		expect(events.filter((e) => e.type === "nodeSkipped")).toMatchObject([
			{ path: "main/n1", reason: "upstreamFailed" },
			{ path: "main/n5", reason: "upstreamFailed" },
		]);
	});

	test("a sub-workflow that fails at once stops only itself", async () => {
		const go = deferred();
		let aborted = false;
		const sibling = task("m.sibling", [], async (_i, { signal }) => {
			await go.promise;
			aborted = signal.aborted;
			return 1;
		});
		const hangs = task(
			"m.hangs",
			[],
			(_i, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason))),
		);
		const sub = workflow("m.sub", graph([node("n0", hangs), node("n1", boom)]));
		const run = runGraph(graph([node("n0", sub), node("n1", sibling)], {}, policy), noInputs);
		await settle();
		go.resolve();
		const result = await run;
		expect(aborted).toBe(false);
		expect(result.counts).toEqual({ succeeded: 1, failed: 2, aborted: 1, skipped: 0, attempts: 3 });
		expect(result.failures.map((f) => f.path)).toEqual(["main/n0/n1"]);
	});

	test("more failures than are listed are counted", async () => {
		const g = graph(
			Array.from({ length: 50 }, (_, i) => node(`n${i}`, boom)),
			{},
			policy,
		);
		const result = await runGraph(g, noInputs);
		expect(result.failures).toHaveLength(20);
		expect(result.error?.message).toContain("49 other nodes failed too:");
		expect(result.error?.message).toMatch(/and 30 more$/);
	});
});

describe("retries", () => {
	const flaky = (retries: number, failures: number, error: (n: number) => unknown) => {
		let calls = 0;
		const t = task(
			"m.flaky",
			[],
			(_i, { attempt }) => {
				if (calls++ < failures) throw error(calls);
				return attempt;
			},
			retries,
		);
		return { t, calls: () => calls };
	};

	test("a recoverable failure is tried again, as often as the task says", async () => {
		const { t, calls } = flaky(2, 2, () => new RecoverableError("try again"));
		const result = await runEntity(t, noInputs);
		expect(plain(result.outputs.get("o0"))).toBe(2);
		expect(calls()).toBe(3);
	});

	test("and fails with the last one when they are used up", async () => {
		const { t, calls } = flaky(2, 9, (n) => new RecoverableError(`no ${n}`));
		const result = await runEntity(t, noInputs);
		expect(calls()).toBe(3);
		expect(result.error?.message).toMatch(/^flaky: task m\.flaky failed in attempt 3 of 3: RecoverableError: no 3\n/);
	});

	test("any other failure is final, as on Flyte", async () => {
		const { t, calls } = flaky(5, 9, () => new Error("plain"));
		await runEntity(t, noInputs);
		expect(calls()).toBe(1);
	});

	test("a recoverable one inside an error of ours counts", async () => {
		const wrap = () => new FlyteError("ENGINE_TASK_FAILED", "outer", { cause: new RecoverableError("inner") });
		const { t, calls } = flaky(1, 9, wrap);
		await runEntity(t, noInputs);
		expect(calls()).toBe(2);
	});

	test("the node's own number wins over the task's", async () => {
		const { t, calls } = flaky(5, 9, () => new RecoverableError("x"));
		await runGraph(graph([node("n0", t, {}, { retries: 1 })]), noInputs);
		expect(calls()).toBe(2);
	});

	test("waits by the run's clock, and tells", async () => {
		const clock = new FakeClock();
		const events: RunEvent[] = [];
		const { t, calls } = flaky(2, 2, () => new RecoverableError("later"));
		const run = runEntity(t, noInputs, {
			clock,
			retryDelayMs: (attempt) => attempt * 1000,
			onEvent: (e) => events.push(e),
		});
		await settle();
		expect(calls()).toBe(1);
		await clock.advance(1000);
		expect(calls()).toBe(2);
		await clock.advance(1999);
		expect(calls()).toBe(2);
		await clock.advance(1);
		expect((await run).phase).toBe("succeeded");
		expect(events.filter((e) => e.type === "attemptFailed")).toMatchObject([
			{ path: "flaky", attempt: 0, maxAttempts: 3, willRetry: true, thrown: { message: "later" } },
			{ path: "flaky", attempt: 1, maxAttempts: 3, willRetry: true },
		]);
	});
});

describe("stopping from outside", () => {
	test("aborts what runs, starts nothing more, and says so", async () => {
		const control = new AbortController();
		const hangs = task(
			"m.hangs",
			[],
			(_i, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason))),
		);
		const sub = workflow("m.sub", graph([node("n0", hangs), node("n1", inc, { x: "n0.o0" })]));
		const run = runGraph(graph([node("n0", sub), node("n1", hangs)]), noInputs, { signal: control.signal });
		await settle();
		control.abort(new Error("Ctrl-C"));
		const result = await run;
		expect(result.phase).toBe("aborted");
		expect(result.error?.message).toBe("main: the run was stopped before it ended");
		expect(result.error?.code).toBe("ENGINE_ABORTED");
		expect(result.error?.cause).toEqual(new Error("Ctrl-C"));
		expect(result.counts).toEqual({ succeeded: 0, failed: 0, aborted: 3, skipped: 1, attempts: 2 });
	});

	test("before it begins: nothing runs", async () => {
		let ran = false;
		const t = task("m.t", [], () => {
			ran = true;
		});
		const result = await runEntity(t, noInputs, { signal: AbortSignal.abort() });
		expect(result.phase).toBe("aborted");
		expect(ran).toBe(false);
	});

	test("a wait before a retry ends at once", async () => {
		const control = new AbortController();
		const t = task(
			"m.t",
			[],
			() => {
				throw new RecoverableError("again");
			},
			3,
		);
		const clock = new FakeClock();
		const run = runEntity(t, noInputs, { clock, signal: control.signal, retryDelayMs: () => 1000 });
		await settle();
		control.abort();
		expect((await run).phase).toBe("aborted");
	});

	test("the error of a task that ends badly because it was stopped is not a failure", async () => {
		const control = new AbortController();
		const t = task(
			"m.t",
			[],
			(_i, { signal }) =>
				new Promise((_, no) => {
					signal.addEventListener("abort", () => no(new DOMException("stopped", "AbortError")));
				}),
		);
		const run = runGraph(graph([node("n0", t)]), noInputs, { signal: control.signal });
		await settle();
		control.abort();
		expect((await run).phase).toBe("aborted");
	});
});

describe("onFailure", () => {
	const tidy = (seen: Record<string, unknown>[]) =>
		task("m.tidy", ["x", "err?"], (inputs) => {
			seen.push(inputs);
			return 1;
		});

	test("runs after the failure, with the workflow's inputs; the failure stays the news", async () => {
		const seen: Record<string, unknown>[] = [];
		const g = graph([node("n0", boom)], {}, { takes: ["x"], onFailure: node("fn0", tidy(seen), { x: ".x" }) });
		const result = await runGraph(g, new Map([["x", int(3)]]));
		expect(seen).toEqual([{ x: 3 }]);
		expect(result.phase).toBe("failed");
		expect(result.error?.message).toMatch(/^main\/n0: task m\.boom failed/);
	});

	test("gets what failed, where it has an input of type error", async () => {
		const seen: Record<string, unknown>[] = [];
		const handler = tidy(seen);
		const error = {
			name: "err",
			type: { kind: "json" },
			literalType: { kind: "simple", simple: "error" },
			optional: true,
		} as const;
		const inputs = new Map(handler.interface.inputs).set("err", error);
		const withErr = { ...handler, interface: { ...handler.interface, inputs } };
		const g = graph([node("n0", boom)], {}, { takes: ["x"], onFailure: node("fn0", withErr, { x: ".x" }) });
		await runGraph(g, new Map([["x", int(3)]]));
		expect(seen[0]?.err).toMatch(/^error of main\/n0: main\/n0: task m\.boom failed: TypeError: boom/);
	});

	test("does not run when all went well, nor when the run was stopped", async () => {
		const seen: Record<string, unknown>[] = [];
		const onFailure = node("fn0", tidy(seen), { x: ".x" });
		const inputs = new Map([["x", int(3)]]);
		await runGraph(graph([node("n0", one)], {}, { takes: ["x"], onFailure }), inputs);
		await runGraph(graph([node("n0", one)], {}, { takes: ["x"], onFailure }), inputs, { signal: AbortSignal.abort() });
		expect(seen).toEqual([]);
	});

	test("one that fails too is reported beside the first failure", async () => {
		const result = await runGraph(graph([node("n0", boom)], {}, { onFailure: node("fn0", boom) }), noInputs);
		expect(result.failures.map((f) => f.path)).toEqual(["main/n0", "main/fn0"]);
	});

	test("that of a sub-workflow runs in its place", async () => {
		const seen: Record<string, unknown>[] = [];
		const sub = workflow(
			"m.sub",
			graph([node("n0", boom)], {}, { takes: ["x"], onFailure: node("fn0", tidy(seen), { x: ".x" }) }),
		);
		const result = await runGraph(graph([node("n0", sub, { x: 8 })]), noInputs);
		expect(seen).toEqual([{ x: 8 }]);
		expect(result.failures.map((f) => f.path)).toEqual(["main/n0/n0"]);
	});
});

describe("whatever a task throws, the run fails with a text", () => {
	const circular = new Error("round");
	circular.cause = circular;
	const hostile = new Proxy(
		{},
		{
			get: () => {
				throw new Error("get");
			},
			getPrototypeOf: () => {
				throw new Error("proto");
			},
		},
	);
	const { proxy: revoked, revoke } = Proxy.revocable({}, {});
	revoke();
	const getter = Object.defineProperty(new Error("hidden"), "message", {
		get: () => {
			throw new Error("no message for you");
		},
	});
	test.each([
		["a string", "just text", "thrown value: just text"],
		["undefined", undefined, "thrown value: undefined"],
		["null", null, "thrown value: null"],
		["a number", 42, "thrown value: 42"],
		["a symbol", Symbol("s"), "thrown value: Symbol(s)"],
		["an object", { code: 7 }, "thrown value: { code: 7 }"],
		["a hostile proxy", hostile, "thrown value: "],
		["a revoked proxy", revoked, "thrown value: "],
		["an error whose message throws", getter, "Error"],
		["a circular cause", circular, "Error: round"],
	])("%s", async (_what, thrown, message) => {
		const t = task("m.t", [], () => {
			throw thrown;
		});
		const rejecting = task("m.t", [], () => Promise.reject(thrown));
		for (const bad of [t, rejecting]) {
			const result = await runEntity(bad, noInputs, { onEvent: () => {} });
			expect(result.phase).toBe("failed");
			expect(result.error?.message).toContain(`t: task m.t failed: ${message}`);
		}
	});

	test("dispatchExecute that throws before it returns a promise", async () => {
		const t = {
			...one,
			dispatchExecute: () => {
				throw new Error("at once");
			},
		};
		expect((await runEntity(t, noInputs)).error?.message).toContain("one: task m.one failed: Error: at once");
	});

	test("a message of 10 MB is cut to 64 kB, head and tail kept", async () => {
		const t = task("m.t", [], () => {
			throw new Error(`head${"x".repeat(10_000_000)}tail`);
		});
		const { error } = await runEntity(t, noInputs);
		expect(Buffer.byteLength(error?.message ?? "")).toBeLessThan(67_000);
		expect(error?.message).toContain("Error: headxxx");
		expect(error?.message).toContain("xxxtail");
		expect(error?.message).toMatch(/\[cut: 99\d{5} characters left out\]/);
	});

	test("causes are told once each", async () => {
		const t = task("m.t", [], () => {
			const root = new Error("disk full");
			throw new Error("cannot save", { cause: new TypeError("cannot write", { cause: root }) });
		});
		const { error } = await runEntity(t, noInputs);
		expect(error?.message).toContain(
			"Error: cannot save\n  caused by TypeError: cannot write\n  caused by Error: disk full\n    at ",
		);
	});

	test("where no frame of the user's is known, the call's place is shown", async () => {
		const t = task("m.t", [], () => {
			throw "text";
		});
		const location = { file: "flow.ts", line: 3, column: 7 };
		const { error } = await runGraph(graph([node("n0", t, {}, { location })]), noInputs);
		expect(error?.message).toBe("main/n0: task m.t failed: thrown value: text\n  at flow.ts:3:7");
	});
});

describe("what cannot run here", () => {
	test("a task with no function, until one is found for it", async () => {
		const { dispatchExecute: _, ...bodiless } = one;
		const refused = await runEntity(bodiless, noInputs);
		expect(refused.error?.message).toBe(
			"one: task m.one failed: task m.one has no function here\n  way out: run it on a cluster, or patch it in a test",
		);
		const asked: string[] = [];
		const found = await runEntity(bodiless, noInputs, {
			resolveTask: (t) => {
				asked.push(t.name);
				return one;
			},
		});
		expect(plain(found.outputs.get("o0"))).toBe(1);
		expect(asked).toEqual(["m.one"]);
	});

	test("a plugin's task that gives something else than literals", async () => {
		for (const [given, shown] of [
			[undefined, "undefined"],
			[[1], "[ 1 ]"],
			[{ o0: 1 }, "{ o0: 1 }"],
		]) {
			const bad = { ...one, dispatchExecute: async () => given as never };
			const { error } = await runEntity(bad, noInputs);
			expect(error?.message).toContain(`dispatchExecute gave neither literals nor a graph: thrown value: ${shown}`);
		}
	});

	test("callers' functions that throw fail their task, and the run ends", async () => {
		const { dispatchExecute: _, ...bodiless } = one;
		const resolveTask = () => {
			throw new Error("lost");
		};
		const x = { kind: "collection" as const, items: [int(1), int(2)] };
		const g = graph([node("n0", mapped(bodiless), { x })]);
		const result = await runGraph(g, noInputs, { resolveTask });
		expect(result.error?.message).toContain("first: main/n0[0]: m.one failed: Error: lost");
		const again = task("m.again", [], () => Promise.reject(new RecoverableError("x")), 3);
		const retryDelayMs = () => {
			throw new Error("no delay");
		};
		expect((await runEntity(again, noInputs, { retryDelayMs })).error?.message).toContain("Error: no delay");
	});

	test("references", async () => {
		const wf = { ...workflow("m.wf", graph([])), isReference: true };
		const result = await runGraph(graph([node("n0", wf)]), noInputs);
		expect(result.error?.code).toBe("ENGINE_REFERENCE");
		expect(result.error?.message).toContain("main/n0: workflow m.wf is a reference");
	});

	test("a workflow that does not compile", async () => {
		const wf = {
			...workflow("m.wf", graph([])),
			toGraph: () => {
				throw new FlyteError("GRAPH_INTERNAL", "bad body");
			},
		};
		const result = await runGraph(graph([node("n0", wf)]), noInputs);
		expect(result.error?.code).toBe("GRAPH_INTERNAL");
		expect(result.error?.message).toBe("main/n0: bad body");
	});
});
