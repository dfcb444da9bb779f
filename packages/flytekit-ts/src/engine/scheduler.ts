import { AbortScope } from "../attempt/abort-scope.js";
import { type AttemptHost, attemptOnce, NoResult, settleLater, type TaskResult } from "../attempt/attempt.js";
import type { AttemptError } from "../attempt/classify.js";
import { currentBlobAccess } from "../context/blob-access.js";
import { FlyteError } from "../errors/index.js";
import { isDynamicJobSpec, type TaskEntity, type WorkflowEntity } from "../graph/entities.js";
import type { Graph } from "../graph/graph.js";
import { isPromise, type MaybePromise } from "../types/index.js";
import type { RunEvent, RunListener } from "./events.js";
import { Failures } from "./failure.js";
import { Fifo } from "./fifo.js";
import { Recorder } from "./journal/recorder.js";
import type { Settings } from "./options.js";
import type { Owner } from "./owner.js";
import type { Stuck, TaskRun } from "./task-run.js";

/** Runs the graph that a dynamic made, in the slot of its task. Set by the level module, which imports this one. */
export type GraphStarter = (task: TaskRun, graph: Graph) => void;

/** How many tasks begin before the clock is looked at, and how long the event loop may go without a turn. */
const STARTS_BETWEEN_LOOKS = 64;
const LONGEST_TURN_MS = 25;

const NONE: readonly AttemptError[] = [];

interface Turn {
	readonly owner: Owner;
	readonly slot: number;
}

/**
 * One run's queue and its running tasks. Work is begun from a loop, never from the completion that made it ready, so that no
 * chain of nodes, however long, deepens the stack.
 */
export class Scheduler implements AttemptHost<TaskRun> {
	readonly settings: Settings;
	/** Asked for once, of the code that starts the run: its tasks would each get the same. */
	readonly convert = currentBlobAccess();
	readonly scope = new AbortScope();
	readonly counts = { succeeded: 0, failed: 0, aborted: 0, skipped: 0, attempts: 0 };
	/** Tasks and gates that have not settled, in the order in which they began. */
	readonly inFlight = new Set<Stuck>();
	emit: ((event: RunEvent) => void) | undefined;
	/** Somebody beside the journal hears: only they are told of what each node does, which the journal has in its own way. */
	isHeard: boolean;
	/** Undefined when the run has no journal. */
	readonly recorder: Recorder | undefined;
	#listener: RunListener | undefined;
	readonly #startGraph: GraphStarter;
	/** Graphs, arrays, gates: they begin at once. */
	readonly #containers = new Fifo<Turn>();
	/** Tasks that wait for room. */
	readonly #tasks = new Fifo<Turn>();
	readonly #graphs = new Map<WorkflowEntity, Graph>();
	#running = 0;
	#pumping = false;
	#resting = false;
	#starts = 0;
	#turnBegan: number;

	constructor(settings: Settings, startGraph: GraphStarter) {
		this.settings = settings;
		this.#startGraph = startGraph;
		this.#turnBegan = settings.clock.monotonic();
		const { onEvent, journal, versionOf, part } = settings;
		this.recorder = journal === undefined ? part?.recorder : new Recorder(journal, versionOf);
		this.isHeard = onEvent !== undefined;
		if (onEvent !== undefined || this.recorder !== undefined) {
			this.#listener = onEvent;
			this.emit = (event) => this.#tell(event);
		}
	}

	/** Puts a slot in line. `isTask`: it needs room among the running tasks. */
	enqueue(owner: Owner, slot: number, isTask: boolean): void {
		(isTask ? this.#tasks : this.#containers).push({ owner, slot });
	}

	/** Begins all that can begin. Called at the end of whatever came from outside: a task that settled, an abort. */
	pump(): void {
		if (this.#pumping || this.#resting) return;
		this.#pumping = true;
		try {
			for (;;) {
				const turn = this.#containers.shift() ?? this.#nextTask();
				if (turn === undefined) break;
				if (!turn.owner.stopped) turn.owner.begin(turn.slot);
				if (++this.#starts >= STARTS_BETWEEN_LOOKS && this.#mustRest()) break;
			}
		} finally {
			this.#pumping = false;
		}
	}

	/** Counts tasks that ran in one turn. `isLong`: they took so long that the clock is to be looked at. */
	ran(tasks: number, isLong: boolean): void {
		this.#starts += isLong ? STARTS_BETWEEN_LOOKS : tasks;
	}

	#nextTask(): Turn | undefined {
		const next = this.#tasks.peek();
		if (next === undefined || (this.#running >= this.settings.concurrency && !next.owner.stopped)) return undefined;
		return this.#tasks.shift();
	}

	/** Trivial tasks settle without the event loop ever turning: timers, signals and progress need their turn too. */
	#mustRest(): boolean {
		this.#starts = 0;
		const now = this.settings.clock.monotonic();
		if (now - this.#turnBegan < LONGEST_TURN_MS) return false;
		this.#resting = true;
		setImmediate(() => {
			this.#resting = false;
			this.#turnBegan = this.settings.clock.monotonic();
			this.pump();
		});
		return true;
	}

	/**
	 * Runs a task in one of the free places; its owner hears how it ended, before this returns where the first attempt succeeds
	 * without waiting for anything.
	 */
	launch(call: TaskRun): void {
		this.#running++;
		this.attemptStarted(call);
		let result: MaybePromise<TaskResult>;
		try {
			result = attemptOnce(call, this.failuresBefore(call).length, this);
		} catch (thrown) {
			// not at once: what is ready beside it begins before its failure can stop the run, as when its body is async
			result = Promise.reject(thrown);
		}
		if (isPromise(result)) {
			this.inFlight.add(call);
			void settleLater(call, this, result);
		} else this.#end(call, result);
	}

	/** Goes on with a call whose first attempt was begun by another. */
	goOn(call: TaskRun, attempt: Promise<TaskResult>): void {
		this.#running++;
		this.attemptStarted(call);
		this.inFlight.add(call);
		void settleLater(call, this, attempt);
	}

	/** Ends a call that was waited for, once: whoever comes second (the task itself, after it was given up) is not heard. */
	settle(call: TaskRun, result: TaskResult): void {
		if (!this.inFlight.delete(call)) return;
		this.#end(call, result);
		this.pump();
	}

	#end(call: TaskRun, result: TaskResult): void {
		this.#running--;
		const { owner, slot, scope } = call.place;
		if (result instanceof NoResult) {
			if (result.failure === undefined) owner.aborted(slot);
			else owner.failed(slot, new Failures(result.failure));
		} else if (isDynamicJobSpec(result)) {
			if (scope.aborted) owner.aborted(slot);
			else this.#startGraph(call, result.graph);
		} else owner.succeeded(slot, result);
	}

	/** Whether all that it has begun waits for cached results that others make: a part of a run cannot tell. */
	get isIdle(): boolean {
		if (this.#running > 0 || this.settings.part !== undefined) return false;
		for (const { isWaiting } of this.inFlight) if (isWaiting !== true) return false;
		return true;
	}

	/** Takes a place among the running tasks, for one that is about to be one of them. */
	takeRoom(): void {
		this.#running++;
	}

	/** Gives such a place back; `pump` sees who can have it. */
	giveRoom(): void {
		this.#running--;
	}

	attemptStarted({ place: { around } }: TaskRun): void {
		this.counts.attempts++;
		if (around !== undefined) around.attempts++;
	}

	failuresBefore({ place: { around } }: TaskRun): readonly AttemptError[] {
		return around?.failuresBefore ?? NONE;
	}

	attemptFailed({ place: { around } }: TaskRun, event: RunEvent & { readonly type: "attemptFailed" }): void {
		this.recorder?.attemptFailed(around, event);
		this.emit?.(event);
	}

	isInFlight(call: TaskRun): boolean {
		return this.inFlight.has(call);
	}

	/** The task that has a function: `task` itself, or what resolveTask finds. */
	resolve(task: TaskEntity): TaskEntity {
		if (task.dispatchExecute !== undefined) return task;
		return this.settings.resolveTask?.(task) ?? task;
	}

	/** A workflow's graph, compiled once in this run. Throws what compiling throws. */
	graphOf(workflow: WorkflowEntity): Graph {
		let graph = this.#graphs.get(workflow);
		if (graph === undefined) {
			if (workflow.isReference) {
				throw new FlyteError(
					"ENGINE_REFERENCE",
					`workflow ${workflow.name} is a reference: there is nothing to run here`,
					{
						entity: workflow.name,
						wayOut: "run it on the cluster where it is registered, or patch it in a test",
					},
				);
			}
			graph = workflow.toGraph();
			this.#graphs.set(workflow, graph);
		}
		return graph;
	}

	#tell(event: RunEvent): void {
		this.recorder?.hear(event);
		this.hear(event);
	}

	/** Passes on an event that is recorded already, or need not be. */
	hear(event: RunEvent): void {
		try {
			this.#listener?.(event);
		} catch (thrown) {
			this.#listener = undefined;
			this.isHeard = false;
			if (this.recorder === undefined) this.emit = undefined;
			process.emitWarning(
				`onEvent threw and is not called again in run ${this.settings.executionId}: ${String(thrown)}`,
			);
		}
	}
}
