// Programs for the dynamics of e2e/programs/random.ts: drawn for the property here and for the case on the lab.
import fc from "fast-check";
import type { Step } from "../../../../e2e/programs/random.js";

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
export const steps = fc
	.tuple(fc.array(calm, { minLength: 1, maxLength: 6 }), fc.option(failing, { freq: 3, nil: undefined }), fc.nat(6))
	.map(([all, bad, at]) => (bad === undefined ? all : [...all.slice(0, at), bad, ...all.slice(at)]));

/**
 * Some of them that are small enough for containers: each has calls that fold, and one thing that is done with what they give.
 */
export function smallPrograms(seed: number, count: number): readonly (readonly Step[])[] {
	const eight = fc.constant(8);
	const folding = fc.oneof(
		fc.record({
			kind: kind("fan"),
			n: eight,
			task: fc.constantFrom("plus", "cached", "shaky", "lists"),
			same: fc.boolean(),
		}),
		fc.record({ kind: kind("odd"), n: fc.constant(9), which: fc.constantFrom("one", "named") }),
		fc.record({ kind: kind("failing"), n: eight, at: fc.nat(20) }),
	);
	// pools: 0 is three calls that each program has, 1 is what the step before made
	const then = fc.oneof(
		fc.record({
			kind: kind("gather"),
			sources: fc.constantFrom([1], [1, 0], [0, 1, 1]),
			reversed: fc.boolean(),
		}),
		fc.record({ kind: kind("structs"), source: fc.constant(0), parts: fc.boolean() }),
		fc.record({ kind: kind("two"), source: fc.constant(0) }),
		fc.record({ kind: kind("ordered"), n: fc.constant(2), source: fc.constant(1) }),
	);
	return fc.sample(fc.tuple(folding, then), { numRuns: count, seed });
}
