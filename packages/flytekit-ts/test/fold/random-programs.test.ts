import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { drawn, random, randomBatched, type Step } from "./random-entities.js";
import { folded, threeWays } from "./three-ways.js";

beforeAll(prepareDeclared);

const n = fc.integer({ min: 2, max: 14 });
const source = fc.nat(20);
const kind = <K extends Step["kind"]>(name: K) => fc.constant(name);
const calm: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			kind: kind("fan"),
			n,
			task: fc.constantFrom("plus", "cached", "shaky", "lists"),
			same: fc.boolean(),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: kind("each"), source, order: fc.constantFrom("same", "reverse", "rotate", "half") }),
	},
	fc.record({ kind: kind("structs"), source, parts: fc.boolean() }),
	fc.record({ kind: kind("two"), source }),
	fc.record({
		kind: kind("gather"),
		sources: fc.array(source, { minLength: 1, maxLength: 3 }),
		reversed: fc.boolean(),
	}),
	fc.record({ kind: kind("odd"), n, which: fc.constantFrom("one", "all", "named") }),
	fc.record({ kind: kind("ordered"), n, source }),
	fc.record({ kind: kind("chain"), n }),
	fc.record({ kind: kind("nested"), n }),
);
const failing: fc.Arbitrary<Step> = fc.record({ kind: kind("failing"), n, at: fc.nat(20) });
/** At most one call fails: with more, which comes first is a matter of timing, folded or not. */
const steps = fc
	.tuple(fc.array(calm, { minLength: 1, maxLength: 6 }), fc.option(failing, { freq: 3, nil: undefined }), fc.nat(6))
	.map(([all, bad, at]) => (bad === undefined ? all : [...all.slice(0, at), bad, ...all.slice(at)]));

/** Calls of a share. */
const share = fc.integer({ min: 1, max: 12 });

const RUNS = 120;
const counts = new Map<string, { programs: number; folded: number }>();

function tally(feature: string, isFolded: boolean): void {
	const known = counts.get(feature) ?? { programs: 0, folded: 0 };
	counts.set(feature, { programs: known.programs + 1, folded: known.folded + (isFolded ? 1 : 0) });
}

afterAll(() => {
	const lines = [...counts].map(([feature, { programs, folded: some }]) => `${feature} ${some}/${programs}`);
	console.log(`programs that folded, by what is in them: ${lines.sort().join(", ")}`);
});

it("a drawn program gives the same folded, from its bytes, and in shares: outputs, errors, attempts, cache keys", async () => {
	await fc.assert(
		fc.asyncProperty(
			steps,
			fc.boolean(),
			fc.integer({ min: 1, max: 6 }),
			share,
			async (all, batch, concurrency, most) => {
				drawn.steps = all;
				const dynamic = batch ? randomBatched : random;
				const { report } = await folded(dynamic, all.length);
				const isFolded = report.nodesAfter < report.nodesBefore;
				tally("all", isFolded);
				if (batch) tally("batch", isFolded);
				for (const feature of new Set(all.map((step) => step.kind))) tally(feature, isFolded);
				const [plain, ...others] = await threeWays(dynamic, all.length, concurrency, most);
				for (const other of others) {
					if (plain?.error === undefined) expect(other).toEqual(plain);
					else {
						// calls between two attempts when the run stops count as failed too: which, is a matter of timing
						expect(other.failed[0]).toBe(plain.failed[0]);
						expect(/: (task .* failed: .*)/.exec(other.error ?? "")?.[1]).toBe(
							/: (task .* failed: .*)/.exec(plain.error)?.[1],
						);
					}
				}
			},
		),
		{ numRuns: RUNS },
	);
	const { programs, folded: some } = counts.get("all") ?? { programs: 0, folded: 0 };
	expect(programs).toBeGreaterThanOrEqual(RUNS);
	expect(some).toBeGreaterThanOrEqual(programs / 2);
}, 180_000);
