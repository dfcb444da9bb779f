import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunEvent, type RunOptions, runGraph } from "../../src/engine/index.js";
import type { CallRecord } from "../../src/engine/journal/record.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import { RecoverableError } from "../../src/errors/index.js";
import type { TaskContext } from "../../src/graph/entities.js";
import type { NodeTarget } from "../../src/graph/graph.js";
import type { Literal } from "../../src/types/literal.js";
import { encodeLiteralMap } from "../../src/wire/literals.js";
import { sampleHeader } from "../proof/sample-run.js";
import { atOnce, graph, int, list, mapped, node, plain, task, text } from "./build.js";
import { settle } from "./fake-clock.js";

let folder: string;
let store: RunStore;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-loop-"));
	store = new RunStore(join(folder, "store.db"), { durability: "process" });
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

const numbers = (values: readonly number[]) => list(...values.map(int));
const inc = atOnce("m.inc", ["x"], ({ x }) => (x as number) + 1);

/** Runs a mapped task as the only node of a graph. */
const run = (target: NodeTarget, inputs: Parameters<typeof node>[2], options: RunOptions = {}) =>
	runGraph(graph([node("n0", target, inputs)], { o0: "n0.o0" }), new Map(), options);

function recordsOf(id: string): CallRecord[] {
	const records: CallRecord[] = [];
	store.records(id, (record) => record.type === "call" && record.path.endsWith("]") && records.push(record));
	return records;
}

/** What an element does, by its number. */
type Does = "gives" | "waits" | "throws" | "throwsOnce" | "throwsLater";

describe("elements that end at once", () => {
	test("come to what they come to as any calls, and are recorded alike: with others that wait, throw, are tried again", async () => {
		const does = fc.constantFrom<Does>("gives", "gives", "gives", "waits", "throws", "throwsOnce", "throwsLater");
		const given = fc.record({
			elements: fc.array(fc.record({ x: fc.nat(3), does }), { maxLength: 150 }),
			all: fc.boolean(),
			parallelism: fc.constantFrom(undefined, 1, 3),
		});
		let runs = 0;
		await fc.assert(
			fc.asyncProperty(given, async ({ elements, all, parallelism }) => {
				const seen: unknown[][] = [];
				const body =
					(told: unknown[]) =>
					({ x, b }: Record<string, unknown>, { attempt, arrayIndex = -1, nodePath, callKey }: TaskContext) => {
						told.push([arrayIndex, attempt, nodePath, callKey]);
						const { does } = elements[arrayIndex] as { does: Does };
						if (does === "throws") throw new Error("no");
						if (does === "throwsOnce" && attempt === 0) throw new RecoverableError("not yet");
						const value = 10 * (x as number) + (b as number);
						if (does === "gives" || does === "throwsOnce") return value;
						return settle().then(() => {
							if (does === "throwsLater") throw new Error("never");
							return value;
						});
					};
				const results = [];
				for (const make of [task, atOnce]) {
					const told: unknown[] = [];
					seen.push(told);
					const id = `r${runs++}`;
					const more = { ...(all ? {} : { minSuccesses: 0 }), ...(parallelism === undefined ? {} : { parallelism }) };
					const target = mapped(make("m.t", ["x", "b"], body(told), 1), { bound: ["b"], ...more });
					const inputs = { x: numbers(elements.map(({ x }) => x)), b: 7 };
					const journal = store.begin(sampleHeader(id));
					// attempts begun, and with them those stopped, depend on who fails first
					const { phase, outputs, counts } = await run(target, inputs, { journal, executionId: "e" });
					const records = recordsOf(id).map(({ startedAt: _, endedAt: __, error, ...rest }) => ({
						...rest,
						error: error?.message.split("\n", 1)[0], // the rest is a stack
					}));
					results.push({ phase, outputs: plain(outputs.get("o0")), counts, records });
				}
				const [one, other] = results as [(typeof results)[0], (typeof results)[0]];
				const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
				if (one.phase === "failed") {
					expect(other.phase).toBe("failed");
					const ended = new Map(other.records.map((record) => [record.path, record]));
					for (const record of one.records) {
						const same = ended.get(record.path);
						if (same?.phase === "succeeded" && record.phase === "succeeded") expect(same).toEqual(record);
					}
					return;
				}
				expect({ ...other, records: other.records.toSorted(byPath) }).toEqual({
					...one,
					records: one.records.toSorted(byPath),
				});
				const told = (of: unknown[]) => of.map((each) => JSON.stringify(each)).sort();
				expect(told(seen[1] as unknown[])).toEqual(told(seen[0] as unknown[]));
			}),
			{ numRuns: 60 },
		);
	}, 60_000);

	test("keep their order and times, and a bound input is written once", async () => {
		const size = 1000;
		const big = "b".repeat(2000);
		const echo = atOnce("m.echo", ["x", "b"], ({ x, b }) => `${x} ${(b as string).length}`);
		const values = Array.from({ length: size }, (_, i) => i);
		const began = Date.now();
		const journal = store.begin(sampleHeader("r"));
		const b = { kind: "string", value: big } as const;
		const { outputs } = await run(mapped(echo, { bound: ["b"] }), { x: numbers(values), b }, { journal });
		expect(plain(outputs.get("o0"))).toEqual(values.map((x) => `${x} 2000`));
		const records = recordsOf("r");
		expect(records.map(({ path }) => path)).toEqual(values.map((i) => `main/n0[${i}]`));
		for (const { startedAt, endedAt } of records) {
			expect(startedAt).toBeGreaterThanOrEqual(began);
			expect(endedAt).toBeGreaterThanOrEqual(startedAt);
			expect(endedAt).toBeLessThan(Date.now() + 1000);
		}
		const bytes = store.database
			.all("select data from segments")
			.reduce((sum, { data }) => sum + (data as Uint8Array).byteLength, 0);
		expect(bytes).toBeLessThan((size * big.length) / 4);
	});

	test.each([
		["all of them end at once", -1],
		["one has to be waited for", 300],
		["the last one has", 699],
		["one has no wire form", -300],
	])("the array's own record has what they gave, where %s", async (_, odd) => {
		const values = Array.from({ length: 700 }, (_, i) => i * 3);
		const body = atOnce("m.t", ["x", "y"], ({ x, y }, { arrayIndex }) => {
			if (arrayIndex === odd) return Promise.resolve(`${x}`);
			return arrayIndex === -odd && odd < -1 ? "\ud800" : `${x} ${y}`;
		});
		const y = list(...values.map((value) => text(`${value}é`)));
		const journal = store.begin(sampleHeader("r"));
		const { outputs } = await run(mapped(body, { minSuccesses: 699 }), { x: numbers(values), y }, { journal });
		const given = list(...(outputs.get("o0") as Literal & { kind: "collection" }).items); // another object: nothing is known of it
		let record: CallRecord | undefined;
		store.records("r", (one) => {
			if (one.type === "call" && one.path === "main/n0") record = one;
		});
		expect(record?.outputs).toEqual(encodeLiteralMap(new Map([["o0", given]])));
		expect(record?.inputs).toEqual(
			encodeLiteralMap(
				new Map([
					["x", numbers(values)],
					["y", list(...(y.kind === "collection" ? y.items : []))],
				]),
			),
		);
		const elements = recordsOf("r").filter(({ phase }) => phase === "succeeded");
		expect(elements).toHaveLength(odd < -1 ? 699 : 700);
		for (const { path, inputs } of elements) {
			const i = Number(/\d+(?=]$)/.exec(path)?.[0]);
			const own = new Map([
				["x", int(values[i] as number)],
				["y", text(`${values[i]}é`)],
			]);
			expect(Buffer.compare(inputs ?? new Uint8Array(), encodeLiteralMap(own))).toBe(0);
		}
	});

	test("are not run again by who goes on, and have the same key when they are", async () => {
		const keys: (string | undefined)[] = [];
		const told = atOnce("m.told", ["x"], ({ x }, { callKey, arrayIndex = -1 }) => {
			keys[arrayIndex] = callKey;
			return x;
		});
		const x = numbers([1, 1, 2, 1, 2]);
		const journal = store.begin(sampleHeader("r"));
		journal.end = () => {};
		await run(mapped(told), { x }, { journal });
		journal.flush();
		const before = keys.splice(0);
		expect(new Set(before).size).toBe(5);
		expect(recordsOf("r").map(({ key }) => Buffer.from(key, "latin1").toString("hex"))).toEqual(before);
		store.database.run("update runs set owner = null");
		const next = await run(mapped(told), { x }, { journal: store.recover("r").journal });
		expect(plain(next.outputs.get("o0"))).toEqual([1, 1, 2, 1, 2]);
		expect(keys).toEqual([]);
		// in another run nothing is known, and an element that waits has the same key
		const late = task("m.told", ["x"], async ({ x }, { callKey, arrayIndex = -1 }) => {
			keys[arrayIndex] = callKey;
			return x;
		});
		await run(mapped(late), { x }, { journal: store.begin(sampleHeader("s")) });
		expect(keys).toEqual(before);
	});

	test("one whose output has no wire form fails, and no other", async () => {
		const odd = atOnce("m.odd", ["x"], ({ x }) => (x === 3 ? "\ud800" : `${x}`));
		const journal = store.begin(sampleHeader("r"));
		const target = mapped(odd, { minSuccesses: 4 });
		const { phase, outputs, error } = await run(target, { x: numbers([1, 2, 3, 4, 5]) }, { journal });
		expect(error).toBeUndefined();
		expect(phase).toBe("succeeded");
		expect(plain(outputs.get("o0"))).toEqual(["1", "2", undefined, "4", "5"]);
		const phases = recordsOf("r").map(({ path, phase }) => [path, phase]);
		expect(phases.find(([path]) => path === "main/n0[2]")).toEqual(["main/n0[2]", "failed"]);
		expect(phases.filter(([, phase]) => phase === "succeeded")).toHaveLength(4);
	});

	test("stop with the run that is told to by one of them, after that one", async () => {
		const stop = new AbortController();
		const ran: number[] = [];
		const stops = atOnce("m.stops", ["x"], ({ x }) => {
			ran.push(x as number);
			if (x === 5) stop.abort(new Error("enough"));
			return x;
		});
		const { phase } = await run(
			mapped(stops),
			{ x: numbers(Array.from({ length: 100 }, (_, i) => i)) },
			{ signal: stop.signal },
		);
		expect(phase).toBe("aborted");
		expect(ran).toEqual([0, 1, 2, 3, 4, 5]);
	});

	test("leave others in line and the event loop their turn", async () => {
		const order: string[] = [];
		const slow = (name: string) =>
			atOnce(`m.${name}`, ["x"], ({ x }) => {
				const until = performance.now() + 3;
				while (performance.now() < until);
				order.push(name);
				return x;
			});
		let turns = 0;
		const turn = setInterval(() => turns++, 1);
		const x = numbers(Array.from({ length: 40 }, (_, i) => i));
		const g = graph([node("n0", mapped(slow("a")), { x }), node("n1", mapped(slow("b")), { x })]);
		await runGraph(g, new Map(), { concurrency: 2 });
		clearInterval(turn);
		expect(order.slice(0, 10)).toContain("b");
		expect(turns).toBeGreaterThan(2);
	});

	test("progress is told as they end, and adds up", async () => {
		const events: RunEvent[] = [];
		const x = numbers(Array.from({ length: 200 }, (_, i) => i));
		await run(mapped(inc), { x }, { onEvent: (event) => events.push(event) });
		const progress = events.flatMap((event) => (event.type === "arrayProgress" ? [event] : []));
		expect(progress.length).toBeGreaterThan(2);
		expect(progress.at(-1)).toMatchObject({ total: 200, succeeded: 200, failed: 0, running: 0 });
		const counts = progress.map(({ succeeded }) => succeeded);
		expect(counts).toEqual(counts.toSorted((a, b) => a - b));
	});
});
