import type { NodeFailure } from "../attempt/failure.js";
import { type Clock, type Random, systemClock, systemRandom } from "../context/ports/index.js";
import { FlyteError } from "../errors/index.js";
import type { TaskEntity } from "../graph/entities.js";
import type { FoldMode } from "../graph/fold/settings.js";
import { ISOLATIONS, type Isolation } from "../graph/isolation.js";
import type { LiteralMap } from "../types/literal.js";
import type { ResultCache } from "./cache/port.js";
import { sharedCache } from "./cache/shared.js";
import type { PartOfRun } from "./eager-keeper.js";
import type { RunCounts, RunListener, RunPhase } from "./events.js";
import type { VersionOf } from "./journal/recorder.js";
import type { RunJournal } from "./journal/run-journal.js";
import type { SignalPort } from "./signals.js";

/**
 * Tasks that run at a time unless `concurrency` says otherwise. Tasks here are async functions of one process, so this is
 * far above Flyte's 25 pods: enough for tasks that wait, few enough for files and sockets.
 */
export const DEFAULT_CONCURRENCY = 256;

/** How deep workflows and dynamics may call each other unless `maxDepth` says otherwise. */
export const DEFAULT_MAX_DEPTH = 100;

/** How a run behaves; all of it has a default. */
export interface RunOptions {
	/** Tasks and elements of arrays that run at a time, over the whole run; graphs and gates do not count. Default {@link DEFAULT_CONCURRENCY}. */
	readonly concurrency?: number;
	/**
	 * Nodes of the run that run at a time, as Flyte's max parallelism: tasks, launch plans, and arrays as one each whatever their
	 * own concurrency. Launch plans inside count by themselves. Default, and 0: no limit, where Flyte has 25.
	 */
	readonly maxParallelism?: number;
	/** Workflows, launch plans and dynamics inside each other. Default {@link DEFAULT_MAX_DEPTH}. */
	readonly maxDepth?: number;
	/** Stops the run when it aborts: nothing more starts, what runs is told through its own signal and waited for. */
	readonly signal?: AbortSignal;
	/** Hears what happens, in order. Costs nothing when left out. One that throws is not called again. */
	readonly onEvent?: RunListener;
	/** Finds the function of a task that has none here (from a message, fetched). Undefined: there is none. */
	readonly resolveTask?: (task: TaskEntity) => TaskEntity | undefined;
	/** Answers approve and signal gates. Without one they fail. */
	readonly signals?: SignalPort;
	/**
	 * Folds the graphs of dynamics before they run, whatever they say, as they are folded on the way to Flyte. Default: "off", for
	 * the engine here is as fast with nodes.
	 */
	readonly fold?: FoldMode;
	/** Default: 20 random letters and digits. */
	readonly executionId?: string;
	/**
	 * The least that attempts are kept apart from this process, whatever their tasks say: "thread", "process". A task with a
	 * timeout runs in a thread at least. Default: "none", so that tasks share this process unless they say otherwise.
	 */
	readonly isolate?: Isolation;
	/** It is a part of a run that goes on: of that run's journal, and told of in its events as a node. For calls of eager bodies. */
	readonly part?: PartOfRun;
	/** First part of node paths. Default: last part of the entity's name. */
	readonly path?: string;
	/** Milliseconds to wait before attempt `attempt` (1 is the first retry). Default: none. */
	readonly retryDelayMs?: (attempt: number, random: Random) => number;
	/** Where the run is recorded, and what an earlier stretch of it has committed. Its end is committed before the run resolves. */
	readonly journal?: RunJournal;
	/** Versions of the tasks' code, for the journal: a call of another version is another call. Default: all the same. */
	readonly versionOf?: VersionOf;
	/** Where results of tasks that ask for a cache are kept and looked for. Default: nowhere, they run. */
	readonly cache?: ResultCache;
	/** Runs what is cached again, and stores that. Launch plans may say so for what is inside them. */
	readonly overwriteCache?: boolean;
	readonly clock?: Clock;
	readonly random?: Random;
}

/** How a run ended. */
export interface RunResult {
	readonly executionId: string;
	readonly phase: RunPhase;
	/** Empty unless it succeeded. */
	readonly outputs: LiteralMap;
	/** What failed, in one error for people. Set unless it succeeded. */
	readonly error?: FlyteError;
	/** The nodes that failed, in order; the first 20. */
	readonly failures: readonly NodeFailure[];
	readonly counts: RunCounts;
	readonly durationMs: number;
}

/** The outputs of a run that succeeded; throws its error otherwise. */
export function outputsOrThrow(result: RunResult): LiteralMap {
	if (result.error !== undefined) throw result.error;
	return result.outputs;
}

/** Options with their defaults. */
export interface Settings extends RunOptions {
	readonly concurrency: number;
	readonly maxDepth: number;
	readonly executionId: string;
	readonly clock: Clock;
	readonly random: Random;
}

/** Fills in defaults. Throws ENGINE_OPTION. */
export function settingsOf(options: RunOptions): Settings {
	const random = options.random ?? systemRandom;
	if (options.isolate !== undefined && !ISOLATIONS.includes(options.isolate)) throw noIsolation(options.isolate);
	const executionId = options.executionId ?? random.id(20);
	const cache = sharedCache(executionId, options.cache);
	return {
		...options,
		...(cache === undefined ? {} : { cache }),
		concurrency: wholeNumber("concurrency", options.concurrency ?? DEFAULT_CONCURRENCY),
		...(options.maxParallelism === undefined || options.maxParallelism === 0
			? {}
			: { maxParallelism: wholeNumber("maxParallelism", options.maxParallelism) }),
		maxDepth: wholeNumber("maxDepth", options.maxDepth ?? DEFAULT_MAX_DEPTH),
		executionId,
		clock: options.clock ?? systemClock,
		random,
	};
}

function noIsolation(given: unknown): FlyteError {
	return new FlyteError("ENGINE_OPTION", `isolate is ${JSON.stringify(given)}`, {
		path: "isolate",
		wayOut: `it is one of ${ISOLATIONS.join(", ")}`,
	});
}

function wholeNumber(name: string, value: number): number {
	if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 1)) return value;
	throw new FlyteError("ENGINE_OPTION", `${name} is ${value}; it must be a whole number from 1 up`, { path: name });
}
