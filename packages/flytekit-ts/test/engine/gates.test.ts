import { describe, expect, test } from "vitest";
import { runGraph, type SignalPort, type SignalRequest } from "../../src/engine/index.js";
import type { NodeTarget } from "../../src/graph/graph.js";
import type { Literal } from "../../src/types/literal.js";
import { graph, int, node, plain, task } from "./build.js";
import { FakeClock, settle } from "./fake-clock.js";

const noInputs = new Map();
const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
const sleep = (durationMs: number): NodeTarget => ({ kind: "gate", gate: "sleep", durationMs });
const approve: NodeTarget = { kind: "gate", gate: "approve", signal: "ok?", output: "o0" };
const wait: NodeTarget = {
	kind: "gate",
	gate: "signal",
	signal: "size",
	type: { kind: "simple", simple: "integer" },
	output: "o0",
};

function answering(answer: Literal | Error | undefined) {
	const asked: SignalRequest[] = [];
	const signals: SignalPort = {
		ask(request, abort) {
			asked.push(request);
			if (answer === undefined) return new Promise((_, no) => abort.addEventListener("abort", () => no(abort.reason)));
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		},
	};
	return { asked, signals };
}

describe("gates", () => {
	test("sleep holds back what comes after, by the run's clock", async () => {
		const clock = new FakeClock();
		const ran: number[] = [];
		const note = task("m.note", [], () => {
			ran.push(clock.time);
		});
		const run = runGraph(graph([node("n0", sleep(5000)), node("n1", note, {}, { after: ["n0"] })]), noInputs, {
			clock,
		});
		await settle();
		await clock.advance(4999);
		expect(ran).toEqual([]);
		await clock.advance(1);
		expect((await run).phase).toBe("succeeded");
		expect(ran).toEqual([1_005_000]);
	});

	test("sleep ends when the run is stopped", async () => {
		const control = new AbortController();
		const run = runGraph(graph([node("n0", sleep(5000))]), noInputs, {
			clock: new FakeClock(),
			signal: control.signal,
		});
		await settle();
		control.abort();
		const result = await run;
		expect(result.phase).toBe("aborted");
		expect(result.counts.aborted).toBe(1);
	});

	test("approve passes the value on when the answer is yes", async () => {
		const { asked, signals } = answering({ kind: "boolean", value: true });
		const g = graph(
			[node("n0", inc, { x: 1 }), node("n1", approve, { o0: "n0.o0" }), node("n2", inc, { x: "n1.o0" })],
			{ o0: "n2.o0" },
		);
		const result = await runGraph(g, noInputs, { signals, executionId: "e1" });
		expect(plain(result.outputs.get("o0"))).toBe(3);
		expect(asked).toEqual([
			{
				kind: "approve",
				signal: "ok?",
				nodePath: "main/n1",
				executionId: "e1",
				type: { kind: "simple", simple: "boolean" },
				value: int(2),
			},
		]);
	});

	test("and fails when it is no", async () => {
		const { signals } = answering({ kind: "boolean", value: false });
		const result = await runGraph(graph([node("n0", approve, { o0: 1 })]), noInputs, { signals });
		expect(result.error?.message).toBe('main/n0: gate "ok?" was not approved');
		expect(result.error?.code).toBe("ENGINE_GATE_REJECTED");
	});

	test("signal gives the answer as output", async () => {
		const { signals } = answering(int(9));
		const result = await runGraph(graph([node("n0", wait)], { o0: "n0.o0" }), noInputs, { signals });
		expect(plain(result.outputs.get("o0"))).toBe(9);
	});

	test("with nobody to ask they fail at once, and say what to do", async () => {
		const result = await runGraph(graph([node("n0", wait)]), noInputs);
		expect(result.error?.message).toBe(
			'main/n0: gate "size" waits for a value, and nobody can give it in this run\n  way out: run it with tsflyte at a terminal, give the run a `signals` port that answers, or run it on a cluster',
		);
	});

	test("no answer within the gate's time", async () => {
		const clock = new FakeClock();
		const { signals } = answering(undefined);
		const run = runGraph(graph([node("n0", wait, {}, { timeoutMs: 60_000 })]), noInputs, { signals, clock });
		await settle();
		await clock.advance(60_000);
		const result = await run;
		expect(result.error?.message).toBe('main/n0: gate "size" had no answer within 60000 ms');
	});

	test("a port that fails fails the gate", async () => {
		const { signals } = answering(new Error("no terminal"));
		const result = await runGraph(graph([node("n0", wait)]), noInputs, { signals });
		expect(result.error?.message).toBe('main/n0: gate "size" could not be passed: Error: no terminal');
	});
});
