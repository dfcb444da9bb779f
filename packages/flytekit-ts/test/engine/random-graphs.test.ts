import fc from "fast-check";
import { expect, test } from "vitest";
import { type RunEvent, runGraph } from "../../src/engine/index.js";
import { type From, graph, node, plain, task } from "./build.js";
import { settle } from "./fake-clock.js";

/** A node of a random graph: sources and orders are positions among those before it. */
interface Drawn {
	readonly reads: readonly number[];
	readonly after: readonly number[];
	readonly constant: number;
	/** How many turns of the event loop it takes. */
	readonly turns: number;
	readonly fails: boolean;
}

const drawn = fc.array(
	fc.record({
		reads: fc.array(fc.nat(1000), { maxLength: 4 }),
		after: fc.array(fc.nat(1000), { maxLength: 2 }),
		constant: fc.integer({ min: -100, max: 100 }),
		turns: fc.nat(3),
		fails: fc.boolean(),
	}),
	{ minLength: 1, maxLength: 30 },
);

const before = (position: number, sources: readonly number[]) =>
	position === 0 ? [] : sources.map((s) => s % position);

function build(all: readonly Drawn[], mayFail: boolean) {
	const started: string[] = [];
	const ended = new Set<string>();
	const missing: string[] = [];
	const nodes = all.map((one, i) => {
		const reads = before(i, one.reads);
		const after = before(i, one.after);
		const work = task(`m.t${i}`, ["xs"], async ({ xs }) => {
			started.push(`n${i}`);
			for (const source of [...reads, ...after]) if (!ended.has(`n${source}`)) missing.push(`n${i} before n${source}`);
			for (let turn = 0; turn < one.turns; turn++) await settle();
			if (mayFail && one.fails) throw new Error("drawn");
			ended.add(`n${i}`);
			return (xs as number[]).reduce((a, b) => a * 31 + b, one.constant) % 1_000_003;
		});
		const xs: From = reads.map((source) => `n${source}.o0`);
		return node(`n${i}`, work, { xs }, { after: after.map((source) => `n${source}`) });
	});
	return { nodes, started, missing };
}

/** The same graph by hand, one node after the other. */
function expected(all: readonly Drawn[]): number[] {
	const values: number[] = [];
	for (const [i, one] of all.entries()) {
		const xs = before(i, one.reads).map((source) => values[source] as number);
		values.push(xs.reduce((a, b) => a * 31 + b, one.constant) % 1_000_003);
	}
	return values;
}

test("any graph gives what its nodes give one after the other, and none runs before what it needs", async () => {
	await fc.assert(
		fc.asyncProperty(drawn, fc.integer({ min: 1, max: 8 }), async (all, concurrency) => {
			const { nodes, started, missing } = build(all, false);
			const outputs = { o0: nodes.map(({ id }) => `${id}.o0`) };
			const result = await runGraph(graph(nodes, outputs), new Map(), { concurrency });
			expect(result.error).toBeUndefined();
			expect(plain(result.outputs.get("o0"))).toEqual(expected(all));
			expect(missing).toEqual([]);
			expect(new Set(started).size).toBe(all.length);
		}),
		{ numRuns: 150 },
	);
});

test("with failures: exactly what does not depend on one runs, and every node is accounted for", async () => {
	await fc.assert(
		fc.asyncProperty(drawn, fc.integer({ min: 1, max: 8 }), async (all, concurrency) => {
			const { nodes, started, missing } = build(all, true);
			const lost = new Set<number>();
			const failing = new Set<number>();
			for (const [i, one] of all.entries()) {
				if ([...before(i, one.reads), ...before(i, one.after)].some((s) => lost.has(s) || failing.has(s))) lost.add(i);
				else if (one.fails) failing.add(i);
			}
			const events: RunEvent[] = [];
			const made = graph(nodes, {}, { failurePolicy: "failAfterExecutableNodesComplete" });
			const result = await runGraph(made, new Map(), { concurrency, onEvent: (e) => events.push(e) });
			expect(missing).toEqual([]);
			expect(result.phase).toBe(failing.size > 0 ? "failed" : "succeeded");
			expect(result.counts).toEqual({
				succeeded: all.length - lost.size - failing.size,
				failed: failing.size,
				aborted: 0,
				skipped: lost.size,
				attempts: started.length,
			});
			const last = new Map(events.flatMap((e) => (e.type.startsWith("node") && "path" in e ? [[e.path, e.type]] : [])));
			for (const i of all.keys()) {
				const type = lost.has(i) ? "nodeSkipped" : failing.has(i) ? "nodeFailed" : "nodeSucceeded";
				expect(last.get(`main/n${i}`)).toBe(type);
			}
		}),
		{ numRuns: 150 },
	);
});

test("failImmediately: always ends, and starts nothing after the failure", async () => {
	await fc.assert(
		fc.asyncProperty(drawn, fc.integer({ min: 1, max: 8 }), async (all, concurrency) => {
			const { nodes } = build(all, true);
			let failed = false;
			const after: string[] = [];
			const result = await runGraph(graph(nodes), new Map(), {
				concurrency,
				onEvent(e) {
					if (e.type === "nodeFailed") failed = true;
					else if (e.type === "nodeStarted" && failed) after.push(e.path);
				},
			});
			expect(after).toEqual([]);
			expect(result.phase).toBe(failed ? "failed" : "succeeded");
			const { succeeded, failed: bad, aborted, skipped } = result.counts;
			expect(succeeded + bad + aborted + skipped).toBe(all.length);
		}),
		{ numRuns: 150 },
	);
});
