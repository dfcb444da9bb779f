import {
	approve,
	dynamic,
	flyte,
	type Inputs,
	type Int,
	outputs,
	sleep,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { type Clock, systemClock } from "../../src/context/ports/clock.js";
import { runEntity, type SignalPort, type SignalRequest } from "../../src/engine/index.js";
import type { Entity } from "../../src/graph/entities.js";
import { currentConvert } from "../../src/graph/runner-port.js";
import { guessNativeType, toLiteral } from "../../src/types/index.js";
import type { Literal } from "../../src/types/literal.js";

export const log: string[] = [];
export const double = task(({ x }: { x: Int }): Int => x * 2);
export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const halves = task(({ x }: { x: Int }) => outputs({ half: Math.trunc(x / 2) as Int, rest: (x % 2) as Int }));
export const note = task(({ text }: { text: string }): void => {
	log.push(text);
});
export const gated = workflow(({ a }: Inputs<{ a: Int }>) => {
	const x = double({ x: a });
	const limit = waitForInput("limit", flyte.int(), "2h");
	const approved = approve(add({ a: x, b: limit }), "ship-it", "3m");
	const pause = sleep("10s");
	const last = double({ x: approved });
	pause.before(last);
	return last;
});
export const named = workflow(({ a }: Inputs<{ a: Int }>) => {
	const { half } = halves({ x: a });
	return approve(half, "half");
});
export const longPause = workflow(() => {
	const pause = sleep("2h");
	note({ text: "before" }).before(pause);
	pause.before(note({ text: "after" }));
});
export const inDynamic = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, i) => waitForInput(`answer-${i}`, flyte.int())),
);
interface Plan {
	share: Int;
	note?: string;
}
export const typed = workflow(() => {
	const plan = waitForInput<Plan>("plan", "2h");
	const words = waitForInput<string[]>("words");
	return outputs({ share: double({ x: plan.share }), words });
});
export const unfit = workflow(() => {
	waitForInput<() => void>("callback", "1h");
});
export const untyped = workflow(() => {
	waitForInput("anything");
});
export const ofInput = workflow(({ a }: Inputs<{ a: Int }>) => approve(a, "input"));
export const ofPart = workflow(() => approve(lists({}).at(0), "part"));
export const lists = task((_: { n?: Int }): Int[] => [1]);
export const ofNothing = workflow(() => {
	approve(note({ text: "x" }) as never, "nothing");
});
export const noName = workflow(() => waitForInput("", flyte.int()));
export const noTime = workflow(() => waitForInput("quick", flyte.int(), "0s"));
export const negative = workflow(() => {
	sleep("-1s");
});
export const two = workflow(() => waitForInput("two", { a: flyte.int() } as never));

beforeAll(() => prepareDeclared());

/** Time passes at once, and is remembered. */
function skippingClock(slept: number[]): Clock {
	return {
		...systemClock,
		sleep: async (ms) => {
			slept.push(ms);
		},
	};
}
const answers = (by: (request: SignalRequest) => Literal, asked: SignalRequest[] = []): SignalPort => ({
	async ask(request) {
		asked.push(request);
		return by(request);
	},
});
const a = (value: bigint) => new Map([["a", { kind: "integer", value } as const]]);
const yes: Literal = { kind: "boolean", value: true };
const no: Literal = { kind: "boolean", value: false };

describe("gates", () => {
	it("wait for a value and an approval, and pass the approved output on", async () => {
		const asked: SignalRequest[] = [];
		const signals = answers((request) => (request.kind === "approve" ? yes : { kind: "integer", value: 5n }), asked);
		const result = await runEntity(gated as unknown as Entity, a(3n), {
			signals,
			clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms >= 60_000 ? ms : 0, signal) },
		});
		expect(result.outputs.get("o0")).toEqual({ kind: "integer", value: 22n });
		expect(asked.map(({ kind, signal, nodePath }) => [kind, signal, nodePath])).toEqual([
			["signal", "limit", "gated/n1"],
			["approve", "ship-it", "gated/n3"],
		]);
		expect(asked[1]?.value).toEqual({ kind: "integer", value: 11n });
	});
	it("fail when the person says no, or nobody can be asked", async () => {
		const refused = await runEntity(named as unknown as Entity, a(8n), { signals: answers(() => no) });
		expect(refused.error?.message).toMatch(/gate "half" was not approved/);
		const unasked = await runEntity(named as unknown as Entity, a(8n));
		expect(unasked.error?.message).toMatch(/gate "half" waits for an approval, and nobody can give it in this run/);
	});
	it("approve an output under its own name", async () => {
		const result = await runEntity(named as unknown as Entity, a(9n), { signals: answers(() => yes) });
		expect(result.outputs.get("o0")).toEqual({ kind: "integer", value: 4n });
		expect(named.toGraph().nodes[1]?.inputs.map(({ var: name }) => name)).toEqual(["half"]);
	});
	it("pause in order, and get the time that they need", async () => {
		log.length = 0;
		const slept: number[] = [];
		const result = await runEntity(longPause as unknown as Entity, new Map(), { clock: skippingClock(slept) });
		expect(result.phase).toBe("succeeded");
		expect([log, slept]).toEqual([["before", "after"], [7_200_000]]);
		expect(longPause.toGraph().nodes[0]?.metadata).toEqual({ name: "sleep-gate", timeoutMs: 10_800_000 });
	});
	it("read the type of what they wait for from the call", async () => {
		const given = new Map<string, unknown>([
			["plan", { share: 7, note: "x" }],
			["words", ["a", "b"]],
		]);
		const port: SignalPort = {
			ask: async ({ signal, type }) =>
				toLiteral(given.get(signal), guessNativeType(type), currentConvert(), signal) as Promise<Literal>,
		};
		const result = await runEntity(typed as unknown as Entity, new Map(), { signals: port });
		expect(result.outputs.get("share")).toEqual({ kind: "integer", value: 14n });
		expect(result.outputs.get("words")).toMatchObject({ items: [{ value: "a" }, { value: "b" }] });
		expect(typed.toGraph().nodes[0]).toMatchObject({ id: "n0", metadata: { name: "plan", timeoutMs: 7_200_000 } });
	});
	it("stand in dynamics", async () => {
		const inputs = new Map([["n", { kind: "integer", value: 2n } as const]]);
		const signals = answers(({ signal }) => ({ kind: "integer", value: BigInt(signal.slice(-1)) }));
		const result = await runEntity(inDynamic as unknown as Entity, inputs, { signals });
		expect(result.outputs.get("o0")).toMatchObject({ items: [{ value: 0n }, { value: 1n }] });
	});
});

describe("refusals of gates", () => {
	it.each([
		["an input of the workflow", ofInput],
		["a part of an output", ofPart],
		["a call without outputs", ofNothing],
		["no name", noName],
		["no time to answer", noTime],
		["a negative pause", negative],
		["several values at once", two],
		["a type that is no data", unfit],
		["no type", untyped],
	])("%s", (_name, entity) => {
		let text = "";
		try {
			entity.toGraph();
		} catch (error) {
			text = (error as Error).message
				.replaceAll("test.authoring.gates.test.", "")
				.replace(/:\d+:\d+|\n[> ] +\d* \|.*|\n +\|.*/g, "")
				.replace(/\/[^\s,]*\/(packages\/)/g, "$1");
		}
		expect(text).toMatchSnapshot();
	});
	it("outside of a body", () => {
		expect(() => sleep("1s")).toThrow(/sleep\("1s"\) was called where no graph is being made/);
	});
});
