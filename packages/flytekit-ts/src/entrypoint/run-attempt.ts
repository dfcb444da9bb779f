import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { CALLS, CALLS_PIPE } from "../attempt/apart/calls-variable.js";
import { optimizeLater } from "../attempt/optimize-later.js";
import { emissionLines, emitDynamic } from "../budget/emit.js";
import type { BlobStore } from "../context/ports/index.js";
import { systemRandom } from "../context/ports/index.js";
import type { SentCalls } from "../context/sent-calls.js";
import { displayUri, joinUri } from "../context/uri.js";
import { FlyteError, isFlyteError, isIgnoreOutputs } from "../errors/index.js";
import { type DynamicJobSpec, isDynamicJobSpec, type TaskContext } from "../graph/entities.js";
import { FOLD_VARIABLE, foldModeOf } from "../graph/fold/index.js";
import { isolationWish } from "../graph/isolation.js";
import type { LiteralMap } from "../types/literal.js";
import { decodeLiteralMap, encodeDynamicJobSpec } from "../wire/index.js";
import { type Answer, isAnswered } from "./answer.js";
import type { ExecuteArguments } from "./arguments.js";
import { elementInputs } from "./array-element.js";
import { openCode } from "./code.js";
import { serveEager } from "./eager.js";
import type { FlyteEnvironment } from "./environment.js";
import { AttemptFailure } from "./failure.js";
import { type LoadedTask, loadTask } from "./load-task.js";
import { outputsAnswer } from "./offload.js";
import type { Progress } from "./progress.js";
import { containerSettings } from "./settings.js";

/** Everything of the machine that an attempt needs. */
export interface Surroundings {
	readonly args: ExecuteArguments;
	readonly flyte: FlyteEnvironment;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The folder with the code. */
	readonly folder: string;
	readonly blobs: BlobStore;
	readonly signal: AbortSignal;
	/** Raw output prefix where Flyte gave none: a folder of this machine. */
	readonly scratch: string;
	/** Where the attempt stands: kept up to date. */
	readonly progress: Progress;
	/** Makes the attempt in a process of its own, for tasks that ask for it; undefined where this is that process. */
	readonly apart?: ((limits: { memoryLimit: number | undefined; signal: AbortSignal }) => Promise<void>) | undefined;
}

/**
 * Makes the attempt: loads the task, reads its inputs, runs it, and gives what is to be written. Rejects with an
 * {@link AttemptFailure} only.
 */
export async function runAttempt(around: Surroundings): Promise<Answer> {
	const { args, progress } = around;
	let loaded: LoadedTask;
	try {
		loaded = await loadTask(openCode(around.folder), args.resolver, args.resolverArgs);
	} catch (thrown) {
		throw new AttemptFailure(progress.phase, thrown);
	}
	if (args.test) return [];
	const { timeoutMs = 0 } = loaded.task.metadata;
	// calls that share a container have a time each, which is watched there
	if (timeoutMs > 0 && loaded.chunk === undefined) progress.timeoutMs = timeoutMs;
	return wantsApart(loaded, around) ? runApart(loaded, around) : runLoaded(loaded, around);
}

function wantsApart({ task }: LoadedTask, { apart }: Surroundings): boolean {
	return apart !== undefined && isolationWish(task).isolate === "process";
}

/** The answer is the other process's, unless that died before it had given one. */
async function runApart({ task }: LoadedTask, { args, apart, blobs, progress, signal }: Surroundings): Promise<Answer> {
	progress.phase = "body";
	try {
		await apart?.({ memoryLimit: isolationWish(task).memoryLimit, signal });
		return [];
	} catch (thrown) {
		if (await isAnswered(args.outputPrefix, blobs)) return [];
		throw new AttemptFailure("body", thrown);
	}
}

/** The same for a task that is loaded already. */
export async function runLoaded(loaded: LoadedTask, around: Surroundings): Promise<Answer> {
	const { args, blobs, env, progress } = around;
	try {
		progress.phase = "read";
		const all = await readInputs(args.inputs, blobs);
		const { inputs, index } = await elementInputs(loaded, all, env, blobs);
		progress.phase = "inputs";
		if (loaded.chunk !== undefined) return await chunkAnswer(loaded, inputs, index ?? 0, around);
		const context = taskContext(around, loaded, index);
		const result = await dispatched(loaded, context, inputs, around);
		progress.phase = "outputs";
		return await answerOf(result, loaded, around);
	} catch (thrown) {
		if (isIgnoreOutputs(thrown)) return [];
		throw new AttemptFailure(progress.phase, thrown);
	}
}

/** Several calls in this container, which answers with the lists of what they gave. */
async function chunkAnswer(
	loaded: LoadedTask,
	inputs: LiteralMap,
	index: number,
	around: Surroundings,
): Promise<Answer> {
	const { chunkInterface, runChunk } = await import("./chunk.js");
	const { args, env, progress } = around;
	progress.phase = "body";
	const { outputPrefix, checkpoint, previousCheckpoint } = args;
	const context = taskContext(around, loaded, index);
	const lists = await runChunk(loaded, inputs, { index, context, outputPrefix, checkpoint, previousCheckpoint });
	progress.phase = "outputs";
	return outputsAnswer(lists, { name: loaded.task.name, interface: chunkInterface(loaded) }, outputPrefix, env);
}

/** Runs it; an eager task with what runs its calls. */
async function dispatched({ task }: LoadedTask, context: TaskContext, inputs: LiteralMap, around: Surroundings) {
	const { args, blobs, env } = around;
	const { flyte, convert, checkpointPlaces } = context as TaskContext & Required<Pick<TaskContext, "flyte">>;
	if (task.isDynamic) optimizeLater();
	const eager = await serveEager(task, {
		flyte,
		// a cleanup that was loaded again does not know its name
		taskName: flyte.task.name || task.name,
		env,
		blobs,
		rawOutputPrefix: convert?.rawOutputPrefix ?? "",
		checkpointPlaces: checkpointPlaces ?? {},
		settings: () => containerSettings(args, around.flyte, env),
	});
	if (eager === undefined) return task.dispatchExecute(context, inputs);
	try {
		return await task.dispatchExecute(context, inputs);
	} catch (thrown) {
		if (!context.signal.aborted) await eager.failed();
		throw thrown;
	} finally {
		await eager.close();
	}
}

async function readInputs(uri: string, blobs: BlobStore): Promise<LiteralMap> {
	const bytes = await blobs.read(uri);
	try {
		return decodeLiteralMap(bytes);
	} catch (cause) {
		const problem = isFlyteError(cause) ? cause.summary : "they cannot be decoded";
		throw new FlyteError("ENTRYPOINT_INPUTS", `the inputs at ${displayUri(uri)} are no LiteralMap: ${problem}`, {
			cause,
			wayOut: "the file is damaged or not what Flyte wrote: run the execution again, from the start if it stays so",
		});
	}
}

/** Which call of its execution an attempt is of: Flyte gives each attempt a place of its own below the call's, by number. */
function callOf(outputPrefix: string, index: number | undefined): string {
	return `${outputPrefix.replace(/\/\d+\/*$/, "")}${index === undefined ? "" : `[${index}]`}`;
}

function taskContext(
	{ args, flyte, blobs, env, signal, scratch, progress }: Surroundings,
	{ task }: LoadedTask,
	elementIndex: number | undefined,
): TaskContext {
	// this machine's engine knows where in its run the attempt stands, which Flyte does not say
	const { FLYTEKIT_TS_NODE_PATH: ownPath, FLYTEKIT_TS_ARRAY_INDEX: ownIndex, FLYTEKIT_TS_CALL_KEY: ownKey } = env;
	const arrayIndex = elementIndex ?? (ownIndex === undefined ? undefined : Number(ownIndex));
	return {
		executionId: flyte.execution.name || "local",
		nodePath: ownPath ?? (flyte.task.name || task.name),
		attempt: flyte.attempt,
		...(arrayIndex === undefined ? {} : { arrayIndex }),
		callKey: ownKey ?? callOf(args.outputPrefix, arrayIndex),
		...(env[CALLS] === undefined ? {} : { callKeeper: sentCalls(ownKey ?? "", env[CALLS]) }),
		signal,
		convert: { blobs, rawOutputPrefix: args.rawOutputPrefix ?? pathToFileURL(scratch).href, random: systemRandom },
		flyte: { ...flyte, outputPrefix: args.outputPrefix },
		checkpointPlaces: {
			...(args.checkpoint === undefined ? {} : { destination: args.checkpoint }),
			...(args.previousCheckpoint === undefined ? {} : { previous: args.previousCheckpoint }),
		},
		deckUri: joinUri(args.outputPrefix, "deck.html"),
		phase(entered) {
			progress.phase = entered;
		},
	};
}

/** What an eager task's calls come to goes to the process that started this one. */
function sentCalls(key: string, file: string): SentCalls {
	return {
		kind: "sentCalls",
		key,
		known: readFileSync(file),
		send(frame) {
			for (let at = 0; at < frame.length; ) at += writeSync(CALLS_PIPE, frame, at);
		},
	};
}

async function answerOf(
	result: LiteralMap | DynamicJobSpec,
	{ task }: LoadedTask,
	{ args, flyte, env }: Surroundings,
): Promise<Answer> {
	if (isDynamicJobSpec(result)) {
		const settings = containerSettings(args, flyte, env);
		// what a share's file holds is folded already
		if (task.isShare === true) return [["futures.pb", encodeDynamicJobSpec(result.graph, settings)]];
		const emission = await emitDynamic(task, result.graph, settings, {
			fold: foldModeOf(env[FOLD_VARIABLE]),
			locate: (file) => joinUri(args.outputPrefix, file),
		});
		const { report, shares, futures } = emission;
		if (report.nodesAfter < report.nodesBefore || shares.length > 0) console.error(emissionLines(emission).join("\n"));
		return [...shares.map(({ file, bytes }) => [file, bytes] as const), ["futures.pb", futures]];
	}
	if (typeof result?.entries !== "function") {
		throw new FlyteError("ENTRYPOINT_OUTPUT", "dispatchExecute gave neither literals nor a graph", {
			wayOut: "a task plugin's dispatchExecute returns a map of literals, or a dynamic's spec",
		});
	}
	return outputsAnswer(result, task, args.outputPrefix, env);
}
