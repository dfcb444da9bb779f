import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { random, randomBatched } from "../../../../e2e/programs/random.js";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { steps } from "./random-steps.js";
import { folded, text, threeWays } from "./three-ways.js";

beforeAll(prepareDeclared);

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
				const program = text("steps", JSON.stringify(all));
				const dynamic = batch ? randomBatched : random;
				const { report } = await folded(dynamic, program);
				const isFolded = report.nodesAfter < report.nodesBefore;
				tally("all", isFolded);
				if (batch) tally("batch", isFolded);
				for (const feature of new Set(all.map((step) => step.kind))) tally(feature, isFolded);
				const [plain, ...others] = await threeWays(dynamic, program, concurrency, most);
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
