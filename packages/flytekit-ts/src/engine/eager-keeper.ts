import type { SentCalls } from "../context/sent-calls.js";
import type { LiteralMap } from "../types/literal.js";
import type { RunListener } from "./events.js";
import { EagerCalls } from "./journal/eager-calls.js";
import type { Recorder } from "./journal/recorder.js";
import { SentJournal } from "./journal/sent-journal.js";
import type { RunOptions } from "./options.js";
import type { TaskRun } from "./task-run.js";

/** What a part of a run has of the run: the calls of an eager body are runs of their own that are recorded in it. */
export interface PartOfRun {
	/** Undefined where the run has no journal. */
	readonly recorder: Recorder | undefined;
	/** The inputs as they count for which call it is, where that is not what they are. */
	readonly said?: LiteralMap;
	/** Who knows the calls of the eager body. */
	readonly calls?: EagerCalls;
	/** The place among equal calls that it has given this one. */
	readonly ordinal?: number;
}

/** Whoever runs the calls of an eager body takes them to here: with the run's own settings, into its journal and its stream of events. */
export interface EagerKeeper {
	readonly options: RunOptions;
	readonly part: PartOfRun;
}

/** The keeper for the attempt of an eager task that begins in this thread. */
export function keeperOf({ place: { scheduler, around } }: TaskRun): EagerKeeper {
	const { settings } = scheduler;
	const calls = around?.eagerCalls;
	const onEvent: RunListener | undefined = scheduler.isHeard ? (event) => scheduler.hear(event) : undefined;
	const { concurrency, maxDepth, resolveTask, signals, fold, isolate, retryDelayMs, overwriteCache, clock, random } =
		settings;
	return {
		options: {
			concurrency,
			maxDepth,
			clock,
			random,
			...(resolveTask === undefined ? {} : { resolveTask }),
			...(signals === undefined ? {} : { signals }),
			...(fold === undefined ? {} : { fold }),
			...(isolate === undefined ? {} : { isolate }),
			...(retryDelayMs === undefined ? {} : { retryDelayMs }),
			...(overwriteCache === undefined ? {} : { overwriteCache }),
			...(onEvent === undefined ? {} : { onEvent }),
		},
		part: { recorder: calls?.attempt(), ...(calls === undefined ? {} : { calls }) },
	};
}

const received = new WeakMap<SentCalls, EagerKeeper>();

/** What a `callKeeper` stands for: the engine's own, or what was sent to this thread or process. */
export function keeperIn(given: object | undefined): EagerKeeper | undefined {
	if (given === undefined || !isSent(given)) return given as EagerKeeper | undefined;
	let keeper = received.get(given);
	if (keeper === undefined) {
		const calls = new EagerCalls(new SentJournal(given), Buffer.from(given.key, "hex").toString("latin1"), () => "");
		keeper = { options: {}, part: { recorder: calls.attempt(), calls } };
		received.set(given, keeper);
	}
	return keeper;
}

function isSent(given: object): given is SentCalls {
	return (given as Partial<SentCalls>).kind === "sentCalls";
}
