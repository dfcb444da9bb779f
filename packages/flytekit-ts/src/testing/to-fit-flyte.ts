import type { Callable } from "../authoring/api-types.js";
import { inputLiterals } from "../authoring/callable.js";
import { prepareDeclared } from "../authoring/tracker.js";
import { type Budget, budgetLines, budgetOf } from "../budget/index.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import { withState } from "../context/async-state.js";
import type { TaskEntity } from "../graph/entities.js";
import { BlobStores, FileBlobStore, MemoryBlobStore } from "../storage/index.js";
import { runnableOf } from "./entity.js";
import { seededRandom } from "./seeded-random.js";

/** How images and versions are called only changes sizes by a few bytes: those of a usual length. */
export const SETTINGS: SerializationSettings = {
	project: "flytesnacks",
	domain: "development",
	version: "v0123456789abcdef012345",
	imageConfig: { defaultImage: { name: "default", fqn: "registry.example/team/application", tag: "v1" }, images: [] },
	env: {},
};

const { signal } = new AbortController();

/**
 * What the graph of a dynamic with these inputs costs Flyte's engine. Its body runs, none of its tasks does. Throws what the body
 * throws, and BUDGET_NO_GRAPH.
 */
export async function flyteBudget<I, O>(dynamic: Callable<I, O>, inputs: I): Promise<Budget> {
	await prepareDeclared();
	const blobs = new BlobStores([new FileBlobStore(), new MemoryBlobStore()]);
	const convert = { blobs, rawOutputPrefix: "mem://budget", random: seededRandom() };
	return withState({ blobs: convert }, async () => {
		const task = runnableOf(dynamic) as TaskEntity;
		const literals = await inputLiterals(task, { ...(inputs as object) }, convert);
		return budgetOf(
			task,
			literals,
			{ nodePath: task.name, executionId: "budget", attempt: 0, signal, convert },
			SETTINGS,
		);
	});
}

/**
 * Matchers for `expect.extend(flyteMatchers)` of vitest or jest:
 * `await expect(dynamic).toFitFlyte({ n: 5000 })` fails where the graph would fail on Flyte with default settings; with
 * `{ slow: false }` as a second argument also where propeller would compile it again in every round.
 */
export const flyteMatchers = {
	async toFitFlyte(
		dynamic: Callable<unknown, unknown>,
		inputs: object,
		{ slow = true }: { readonly slow?: boolean } = {},
	): Promise<{ readonly pass: boolean; readonly message: () => string }> {
		const budget = await flyteBudget(dynamic, inputs);
		// flyte-binary's 10 KiB of cache is met by twenty calls: not a limit to test for
		const over = budget.limits.filter(
			({ isOver, limit }) => isOver && (limit.isFatal || (!slow && limit.bytes > 10_240)),
		);
		return {
			pass: over.length === 0,
			message: () =>
				over.length === 0
					? `${budget.name} fits Flyte with these inputs`
					: `${budget.name} does not fit Flyte with these inputs\n${budgetLines(budget).join("\n")}`,
		};
	},
};
