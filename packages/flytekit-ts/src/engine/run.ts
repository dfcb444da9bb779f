import { FlyteError } from "../errors/index.js";
import type { Entity, TaskEntity } from "../graph/entities.js";
import { type FoldMode, foldGraph, foldSettingsOf } from "../graph/fold/index.js";
import type { Graph } from "../graph/graph.js";
import type { LiteralMap } from "../types/literal.js";
import { encodeLiteralMap } from "../wire/literals.js";
import { shareCache } from "./cache/shared.js";
import type { RunPhase } from "./events.js";
import { type Failures, nodeFailure } from "./failure.js";
import { checkInputs } from "./inputs.js";
import { calledAs } from "./journal/recording.js";
import { launchOfRun } from "./launch.js";
import { Level } from "./level.js";
import { watchRun } from "./liveness.js";
import { type RunOptions, type RunResult, settingsOf } from "./options.js";
import type { Owner } from "./owner.js";
import { hearPrinted } from "./printed.js";
import { Scheduler } from "./scheduler.js";
import { type Place, startCall, startGraph } from "./start.js";
import { answerForRejections } from "./unhandled.js";

const NOTHING: LiteralMap = new Map();

/**
 * Runs a graph here, as it would run on Flyte: every node as soon as its inputs are ready, through literals. Resolves however
 * the run ends; `outputsOrThrow` turns a failed result into its error. Throws only ENGINE_OPTION.
 */
export function runGraph(graph: Graph, inputs: LiteralMap, options: RunOptions = {}): Promise<RunResult> {
	const kind = graph.kind;
	return new Run(graph.name, kind, options).run((place) => {
		checkInputs(graph.name, graph.interface, inputs, graph.kind === "workflow");
		startGraph(place, calledAs(kind, graph.name), graph, inputs);
	});
}

/**
 * Runs a task alone, a workflow, a launch plan with its defaults and fixed inputs, or a dynamic with the graph that it makes.
 * Resolves however the run ends; `outputsOrThrow` turns a failed result into its error. Throws only ENGINE_OPTION.
 */
export function runEntity(entity: Entity, inputs: LiteralMap, options: RunOptions = {}): Promise<RunResult> {
	const kind = entity.entityKind === "task" && entity.isDynamic ? "dynamic" : entity.entityKind;
	return new Run(entity.name, kind, options).run((place) => {
		// a launch plan's own values come on top, and its workflow checks the whole
		if (entity.entityKind !== "launchPlan")
			checkInputs(entity.name, entity.interface, inputs, entity.entityKind === "workflow");
		startCall(place, entity, inputs);
	});
}

type RunKind = "task" | "dynamic" | "workflow" | "launchPlan";

/** One run: the owner of its only slot, the entity. */
class Run implements Owner {
	readonly #name: string;
	readonly #kind: RunKind;
	readonly #path: string;
	readonly #scheduler: Scheduler;
	readonly #began: number;
	/** Somebody has heard that it began. */
	#isTold = false;
	#finish: ((result: RunResult) => void) | undefined = undefined;
	#begin: ((place: Place) => void) | undefined = undefined;

	constructor(name: string, kind: RunKind, options: RunOptions) {
		const settings = settingsOf(options);
		this.#name = name;
		this.#kind = kind;
		this.#path = settings.path ?? lastPart(name);
		this.#scheduler = new Scheduler(settings, (task, graph) => {
			const { owner, slot, path } = task.place;
			try {
				const own = settings.fold === undefined ? graph : folded(graph, task.task, settings.fold);
				new Level(task.place, own, task.inputs).start();
			} catch (thrown) {
				owner.failed(slot, nodeFailure(path, task.task.name, thrown, task));
			}
		});
		this.#began = settings.clock.monotonic();
	}

	get stopped(): boolean {
		return false;
	}

	async run(begin: (place: Place) => void): Promise<RunResult> {
		const scheduler = this.#scheduler;
		const { settings } = scheduler;
		const { executionId, clock, signal } = settings;
		this.#begin = begin;
		const ended = new Promise<RunResult>((resolve) => {
			this.#finish = resolve;
		});
		const unshare = shareCache(executionId, settings.cache);
		const unwatch = watchRun(scheduler);
		const answerable = {
			executionId,
			inFlight: scheduler.inFlight,
			get emit() {
				return scheduler.emit;
			},
			now: () => clock.now(),
		};
		const unanswer = answerForRejections(answerable);
		// what a part of a run prints is heard by the whole
		const unhear = settings.part === undefined ? hearPrinted(answerable) : () => {};
		const abort = () => {
			scheduler.scope.abort(signal?.reason ?? new FlyteError("ENGINE_ABORTED", `${this.#path}: the run was stopped`));
			scheduler.pump();
		};
		signal?.addEventListener("abort", abort, { once: true });
		if (settings.journal !== undefined) {
			settings.journal.onFailure = (error) => {
				scheduler.scope.abort(error);
				scheduler.pump();
			};
		}
		this.#tellStarted();
		if (signal?.aborted === true) scheduler.scope.abort(signal.reason);
		scheduler.enqueue(this, 0, this.#kind === "task" || this.#kind === "dynamic");
		scheduler.pump();
		try {
			const result = await ended;
			await settings.cache?.settled();
			return result;
		} finally {
			signal?.removeEventListener("abort", abort);
			unanswer();
			unhear();
			unwatch();
			unshare();
		}
	}

	#tellStarted(): void {
		const { emit, settings } = this.#scheduler;
		const { executionId, clock, part } = settings;
		if (emit === undefined) return;
		const about = { path: this.#path, kind: this.#kind, name: this.#name, at: clock.now() };
		this.#isTold = part === undefined || settings.signal?.aborted !== true;
		if (part === undefined) emit({ type: "runStarted", executionId, ...about });
		else if (this.#isTold) for (const type of ["nodeQueued", "nodeStarted"] as const) emit({ type, ...about });
	}

	begin(): void {
		const scheduler = this.#scheduler;
		if (scheduler.scope.aborted) {
			this.aborted();
			return;
		}
		try {
			const within = launchOfRun(scheduler.settings);
			const { said, ordinal } = scheduler.settings.part ?? {};
			const { scope } = scheduler;
			this.#begin?.({ scheduler, owner: this, slot: 0, path: this.#path, scope, depth: 0, within, said, ordinal });
		} catch (thrown) {
			this.failed(0, nodeFailure(this.#path, this.#name, thrown));
		}
	}

	succeeded(_slot: number, outputs: LiteralMap): void {
		// an ordinary Map for the caller, whatever the run itself worked with
		this.#end("succeeded", new Map(outputs), undefined, undefined);
	}

	failed(_slot: number, failures: Failures): void {
		this.#end("failed", NOTHING, failures.toError(), failures);
	}

	aborted(): void {
		const { reason } = this.#scheduler.scope;
		const error = new FlyteError("ENGINE_ABORTED", `${this.#path}: the run was stopped before it ended`, {
			cause: reason,
			entity: this.#name,
			node: this.#path,
		});
		this.#end("aborted", NOTHING, error, undefined);
	}

	#end(ended: RunPhase, given: LiteralMap, thrown: FlyteError | undefined, failures: Failures | undefined): void {
		const { settings, counts, emit } = this.#scheduler;
		const { executionId, clock } = settings;
		const durationMs = clock.monotonic() - this.#began;
		const unrecorded = this.#recordEnd(ended, given, thrown, durationMs, failures);
		// nobody is told of a result that is not on the disk
		const [phase, outputs, error] =
			unrecorded === undefined ? [ended, given, thrown] : (["failed", NOTHING, unrecorded] as const);
		const withError = error === undefined ? {} : { error };
		const outcome = failures?.first.outcome;
		if (emit !== undefined) {
			const path = this.#path;
			const at = clock.now();
			const noted = outcome === undefined ? {} : { outcome };
			if (settings.part === undefined) {
				emit({
					type: "runFinished",
					executionId,
					path,
					phase,
					counts: { ...counts },
					durationMs,
					...withError,
					...noted,
					at,
				});
			} else if (this.#isTold) {
				const about = { path, kind: this.#kind, name: this.#name, at };
				if (error !== undefined && phase === "failed") emit({ type: "nodeFailed", error, ...noted, ...about });
				else emit({ type: phase === "succeeded" ? "nodeSucceeded" : "nodeAborted", ...about });
			}
		}
		this.#finish?.({
			executionId,
			phase,
			outputs,
			...withError,
			failures: failures?.list ?? [],
			counts: { ...counts },
			durationMs,
		});
	}

	/** Commits how the run ended. What it gives is why that could not be. */
	#recordEnd(
		phase: RunPhase,
		outputs: LiteralMap,
		error: FlyteError | undefined,
		durationMs: number,
		failures: Failures | undefined,
	): FlyteError | undefined {
		const { settings, counts } = this.#scheduler;
		const outcome = failures?.first.outcome;
		try {
			settings.journal?.end({
				phase,
				endedAt: settings.clock.now(),
				durationMs,
				counts: { ...counts },
				outputs: phase === "succeeded" ? encodeLiteralMap(outputs, "outputs") : undefined,
				error: error === undefined ? undefined : { code: error.code, message: error.message },
				...(outcome === undefined ? {} : { outcome }),
			});
			return undefined;
		} catch (thrown) {
			return nodeFailure(this.#path, this.#name, thrown).first.error;
		}
	}
}

function folded(graph: Graph, dynamic: TaskEntity, mode: FoldMode): Graph {
	return foldGraph(graph, foldSettingsOf(dynamic, mode)).graph;
}

function lastPart(name: string): string {
	return name.slice(name.lastIndexOf(".") + 1);
}
