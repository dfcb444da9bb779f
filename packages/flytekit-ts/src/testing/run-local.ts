import type { Callable, Called } from "../authoring/api-types.js";
import { inputLiterals, nativeOutputs } from "../authoring/callable.js";
import { prepareDeclared } from "../authoring/tracker.js";
import { withState } from "../context/async-state.js";
import type { BlobStore, Clock, Random } from "../context/ports/index.js";
import { outputsOrThrow, type RunListener, runEntity, type SignalPort, StoredCache } from "../engine/index.js";
import { BlobStores, FileBlobStore, MemoryBlobStore } from "../storage/index.js";
import { runnableOf } from "./entity.js";
import { seededRandom } from "./seeded-random.js";
import { answering, type SignalAnswers } from "./signals.js";

/** What surrounds a test's run. All of it has a default that leaves nothing behind and comes out the same each time. */
export interface RunLocalOptions {
	/** Default: the machine's. */
	readonly clock?: Clock;
	/** Default: {@link seededRandom}. */
	readonly random?: Random;
	/** Where outputs, files and datasets go, below `mem://run`. Default: a new store in memory. Local files are read as ever. */
	readonly blobs?: BlobStore;
	/** Tasks that run at a time. Default: the engine's, 256. */
	readonly concurrency?: number;
	/** Answers to approvals and inputs that the run waits for, by gate. */
	readonly signals?: SignalAnswers | SignalPort;
	/** File of a store that results of cached tasks are kept in, and recalled from. Default: nothing is cached. */
	readonly cache?: string;
	/** Stops the run when it aborts. */
	readonly signal?: AbortSignal;
	/** Hears what happens, in order. */
	readonly onEvent?: RunListener;
}

/**
 * Runs an entity here, as `await entity(inputs)` does, in surroundings of the test's own.
 * @returns its output, a tuple, or an object of named outputs
 * Throws what the run failed with, and TESTING_ENTITY.
 */
export function runLocal<I, O>(
	entity: Callable<I, O>,
	inputs: I,
	options?: RunLocalOptions,
): Promise<Awaited<Called<O>>>;
export async function runLocal(entity: unknown, inputs: object, options: RunLocalOptions = {}): Promise<unknown> {
	await prepareDeclared();
	const { blobs = new MemoryBlobStore(), random = seededRandom(), signals, cache, ...others } = options;
	const convert = { blobs: new BlobStores([new FileBlobStore(), blobs]), rawOutputPrefix: "mem://run", random };
	return withState({ blobs: convert }, async () => {
		const runnable = runnableOf(entity);
		const literals = await inputLiterals(runnable, { ...inputs }, convert);
		const stored = cache === undefined ? undefined : new StoredCache(cache);
		const result = await runEntity(runnable, literals, {
			...others,
			random,
			...(signals === undefined ? {} : { signals: isPort(signals) ? signals : answering(signals, convert) }),
			...(stored === undefined ? {} : { cache: stored }),
		});
		stored?.close();
		return nativeOutputs(runnable, outputsOrThrow(result), convert);
	});
}

function isPort(signals: SignalAnswers | SignalPort): signals is SignalPort {
	return typeof (signals as Partial<SignalPort>).ask === "function";
}
