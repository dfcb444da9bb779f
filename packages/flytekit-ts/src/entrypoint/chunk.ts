import { AbortScope } from "../attempt/abort-scope.js";
import { type Apart, apartOf } from "../attempt/apart/apart.js";
import {
	type AttemptHost,
	attemptOnce,
	NoResult,
	settleLater,
	type TaskCall,
	type TaskResult,
} from "../attempt/attempt.js";
import { verdict } from "../attempt/classify.js";
import { currentState } from "../context/async-state.js";
import { systemClock, systemRandom } from "../context/ports/index.js";
import { joinUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import { isDynamicJobSpec, type TaskContext, type TaskEntity } from "../graph/entities.js";
import { listInterface } from "../graph/list-interface.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { isPromise } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { shownInputs } from "../wire/shown-inputs.js";
import { chunkDeck } from "./chunk-deck.js";
import { FinishedCalls } from "./finished-calls.js";
import type { LoadedTask, RunnableTask } from "./load-task.js";
import { labelOutput } from "./output.js";

/** What a chunk's calls have of the container. `contextOf` gives what every attempt in it is told. */
export interface ChunkSurroundings {
	/** Which chunk of the array it is. */
	readonly index: number;
	readonly context: TaskContext;
	/** Below which pages of decks go. */
	readonly outputPrefix: string;
	readonly checkpoint: string | undefined;
	readonly previousCheckpoint: string | undefined;
}

interface Call extends TaskCall {
	/** In the chunk. */
	readonly slot: number;
}

/** The interface of what a chunk is given and gives: lists, bound inputs as they are. */
export function chunkInterface({ task, bound = new Set() }: LoadedTask): TypedInterface {
	return listInterface(task.interface, [...bound]);
}

/**
 * Makes the calls of a chunk side by side, each with attempts, timeout, checkpoint and deck of its own, and gives the lists of what
 * they gave. Calls that an attempt before has finished are not made again. Throws a verdict on the first call that fails for good;
 * the others are told to stop.
 */
export async function runChunk(loaded: LoadedTask, inputs: LiteralMap, around: ChunkSurroundings): Promise<LiteralMap> {
	const { task, chunk = 1 } = loaded;
	const calls = callInputs(loaded, inputs);
	const finished = new FinishedCalls(around, blobsOf(around.context));
	await finished.read();
	labelOutput(() => {
		const execution = currentState()?.execution as { readonly arrayIndex?: number } | undefined;
		return execution?.arrayIndex === undefined ? "" : `[${execution.arrayIndex}] `;
	});
	const scope = new AbortScope();
	const { signal } = around.context;
	const stop = () => scope.abort(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	if (signal.aborted) stop();
	try {
		const run = new ChunkRun(around, scope, finished);
		const results = await run.all(
			calls.map((given, slot) => {
				const arrayIndex = around.index * chunk + slot;
				const own = contextual(task, around, slot);
				return {
					slot,
					task: own,
					inputs: given,
					path: `${task.name}[${arrayIndex}]`,
					retries: task.metadata.retries,
					arrayIndex,
					location: undefined,
					scope,
					apart: apartHere(task),
				};
			}),
		);
		if (task.metadata.generatesDeck) await chunkDeck(task, around, results.length, chunk);
		return listsOf(task, results);
	} finally {
		signal.removeEventListener("abort", stop);
		labelOutput(undefined);
		await finished.flush();
	}
}

class ChunkRun implements AttemptHost<Call> {
	readonly settings;
	readonly convert;
	readonly emit = undefined;
	readonly #scope: AbortScope;
	readonly #finished: FinishedCalls;
	readonly #inFlight = new Set<Call>();
	readonly #results: LiteralMap[] = [];
	#left = 0;
	#done: (() => void) | undefined;
	#failed: ((thrown: unknown) => void) | undefined;

	constructor({ context }: ChunkSurroundings, scope: AbortScope, finished: FinishedCalls) {
		this.settings = { executionId: context.executionId, clock: context.clock ?? systemClock, random: systemRandom };
		this.convert = context.convert;
		this.#scope = scope;
		this.#finished = finished;
	}

	async all(calls: readonly Call[]): Promise<readonly LiteralMap[]> {
		const ended = new Promise<void>((resolve, reject) => {
			this.#done = resolve;
			this.#failed = reject;
		});
		ended.catch(() => {}); // awaited below, once all have begun
		this.#left = calls.length;
		for (const call of calls) this.#begin(call);
		if (this.#left === 0) this.#done?.();
		await ended;
		return this.#results;
	}

	#begin(call: Call): void {
		const known = this.#finished.of(call.arrayIndex as number);
		if (known !== undefined) {
			this.#results[call.slot] = known;
			this.#left--;
			return;
		}
		this.#inFlight.add(call);
		let first: TaskResult | Promise<TaskResult>;
		try {
			first = attemptOnce(call, 0, this);
		} catch (thrown) {
			first = Promise.reject(thrown);
		}
		if (!isPromise(first)) this.settle(call, first);
		else void settleLater(call, this, first as Promise<TaskResult>);
	}

	attemptStarted(): void {}

	isInFlight(call: Call): boolean {
		return this.#inFlight.has(call);
	}

	settle(call: Call, result: TaskResult): void {
		if (!this.#inFlight.delete(call)) return;
		if (result instanceof NoResult) {
			this.#fail(call, result);
			return;
		}
		if (isDynamicJobSpec(result)) {
			this.#failed?.(
				new FlyteError("ENTRYPOINT_OUTPUT", `${call.path} gave a graph, and an element of an array gives values`),
			);
			return;
		}
		this.#results[call.slot] = result;
		this.#finished.add(call.arrayIndex as number, result);
		this.#left--;
		if (this.#left === 0) this.#done?.();
	}

	#fail(call: Call, { failure }: NoResult): void {
		// whoever still runs is not waited for: Flyte has its answer
		this.#inFlight.clear();
		if (failure === undefined) {
			this.#failed?.(this.#scope.reason);
			return;
		}
		const { error, outcome } = failure;
		const text = `${error.message}\n  its inputs: ${shownInputs(call.inputs)}`;
		const shown = new FlyteError(error.code, text, { cause: error.details.cause });
		const as = {
			code: outcome?.code ?? "USER:RuntimeError",
			kind: outcome?.kind === "system" ? "system" : "user",
			recoverable: false,
		} as const;
		this.#failed?.(verdict(shown, as));
		this.#scope.abort(new FlyteError("ENGINE_ABORTED", `stopped because ${call.path} failed`));
	}
}

/** Items of the chunk's lists, call by call. Throws ENTRYPOINT_ARRAY for lists that are none, or differ in length. */
function callInputs({ bound = new Set() }: LoadedTask, inputs: LiteralMap): readonly LiteralMap[] {
	const lists = [...inputs].filter(([name]) => !bound.has(name));
	let count: number | undefined;
	for (const [name, { kind, ...literal }] of lists) {
		const { items } = literal as { readonly items?: readonly Literal[] };
		if (kind !== "collection" || items === undefined || (count !== undefined && items.length !== count)) {
			throw new FlyteError("ENTRYPOINT_ARRAY", `input ${name} of this chunk is no list, or one of another length`, {
				path: name,
				wayOut: "register the dynamic again, with the version of the package that its image has",
			});
		}
		count = items.length;
	}
	return Array.from({ length: count ?? 0 }, (_, slot) => {
		const own = new Map<string, Literal>();
		for (const [name, literal] of inputs) {
			const isList = !bound.has(name) && literal.kind === "collection";
			own.set(name, isList ? (literal.items[slot] as Literal) : literal);
		}
		return own;
	});
}

/** The task, told by each attempt of one call what is that call's own. */
function contextual(task: RunnableTask, around: ChunkSurroundings, slot: number): TaskEntity {
	const { flyte } = around.context;
	return Object.create(task, {
		dispatchExecute: {
			value: (context: TaskContext, inputs: LiteralMap) =>
				task.dispatchExecute(
					{
						executionId: context.executionId,
						nodePath: context.nodePath,
						attempt: context.attempt,
						callKey: `${around.context.callKey ?? ""}:${slot}`,
						...(context.arrayIndex === undefined ? {} : { arrayIndex: context.arrayIndex }),
						...(context.convert === undefined ? {} : { convert: context.convert }),
						...(context.clock === undefined ? {} : { clock: context.clock }),
						...(flyte === undefined ? {} : { flyte }),
						// no phase: what one call is at says nothing of the others, and verdicts on calls are made already
						checkpointPlaces: checkpointPlaces(around, slot, context.attempt),
						deckUri: joinUri(around.outputPrefix, `deck-${slot}.html`),
						get signal() {
							return context.signal;
						},
					},
					inputs,
				),
		},
	}) as TaskEntity;
}

/** A call's own folder in the chunk's checkpoint. A later attempt of the call finds what an earlier one saved, in this container or before. */
function checkpointPlaces({ checkpoint, previousCheckpoint }: ChunkSurroundings, slot: number, attempt: number) {
	const own = (place: string) => joinUri(place, `call-${slot}`);
	const previous = attempt > 0 ? checkpoint : previousCheckpoint;
	return {
		...(checkpoint === undefined ? {} : { destination: own(checkpoint) }),
		...(previous === undefined ? {} : { previous: own(previous) }),
	};
}

/** A timeout alone keeps a call in this thread, where it has its checkpoint and deck: code that blocks is stopped with its container. */
function apartHere(task: TaskEntity): Apart | undefined {
	const apart = apartOf(task, undefined, undefined);
	if (apart === undefined || (apart.isolate === "thread" && apart.isAsked)) return apart;
	// "process" is the whole container's, which is apart already
	return { ...apart, isolate: "none", isAsked: false };
}

function listsOf(task: TaskEntity, results: readonly LiteralMap[]): LiteralMap {
	const lists = new Map<string, Literal>();
	for (const name of task.interface.outputs.keys()) {
		const items = results.map((result) => result.get(name) ?? ({ kind: "none" } as const));
		lists.set(name, { kind: "collection", items });
	}
	return lists;
}

function blobsOf({ convert }: TaskContext) {
	if (convert !== undefined) return convert.blobs;
	throw new FlyteError("ENTRYPOINT_INTERNAL", "a chunk was run without a store");
}
