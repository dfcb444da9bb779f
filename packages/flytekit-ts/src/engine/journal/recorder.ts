import type { AttemptError } from "../../attempt/classify.js";
import { labelled } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";
import type { Graph } from "../../graph/graph.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { decodeLiteralMap, encodeLiteral, encodeLiteralMap, encodeLiteralType } from "../../wire/literals.js";
import type { NodeKind, RunEvent } from "../events.js";
import type { Failures } from "../failure.js";
import type { Owner } from "../owner.js";
import type { Plan } from "../plan.js";
import { nodeKind, nodeName, type Place } from "../start.js";
import type { CallJournal } from "./call-journal.js";
import { type CallKey, CallKeys, runKey } from "./call-keys.js";
import { EagerCalls } from "./eager-calls.js";
import { failuresOf, thrownText } from "./eager-failure.js";
import { shapeText } from "./graph-shape.js";
import type { AskRecord, CallRecord, ResultSource, StateRecord } from "./record.js";

/** What a call is for its record. */
export interface Called {
	readonly kind: NodeKind;
	readonly name: string;
}

/** Who knows which nodes are in line. */
export interface QueuedSource {
	/** Gives the paths of those that it has not given before. */
	newlyQueued(visit: (path: string, at: number) => void): void;
}

/** Version of an entity's code, by its name. */
export type VersionOf = (task: string) => string;

/** Writes what happens in a run into its journal, and gives back what an earlier stretch of the run has committed. */
export class Recorder {
	readonly journal: CallJournal;
	/** Whether it records the calls of an eager body: how one of them failed is then an answer too. */
	readonly isEager: boolean;
	readonly #versionOf: VersionOf;
	#top: CallKeys | undefined = undefined;
	/** Calls that are not over, and of which the journal does not say so yet. */
	readonly #open = new Set<Recording>();
	/** Graphs that are not over. */
	readonly #graphs = new Set<QueuedSource>();

	/** `eager`: the eager call whose body makes the calls. */
	constructor(journal: CallJournal, versionOf: VersionOf = () => "", eager?: CallKey) {
		this.journal = journal;
		this.#versionOf = versionOf;
		this.isEager = eager !== undefined;
		if (eager !== undefined) this.#top = new CallKeys(eager);
		journal.stateWriters.add(this.#writeStates);
	}

	/** Nothing more is recorded by it. */
	close(): void {
		this.journal.stateWriters.delete(this.#writeStates);
	}

	readonly #writeStates = () => {
		for (const { place, startedAt } of this.#open) this.#state(place.path, "running", startedAt);
		this.#open.clear();
		for (const graph of this.#graphs) graph.newlyQueued((path, at) => this.#state(path, "queued", at));
	};

	/** The calls that the body of a recorded eager call makes. */
	callsOf({ key }: Recording): EagerCalls {
		return new EagerCalls(this.journal, key, this.#versionOf);
	}

	/**
	 * Begins to record a call. Its `place` is where it goes on: its owner is the record, which passes everything on. Undefined when
	 * the call was over before: its owner has heard of the outputs already. Throws WIRE_* for inputs that have no wire form.
	 */
	open(place: Place, called: Called, inputs: LiteralMap): Recording | undefined {
		const bytes = encodeLiteralMap(inputs, "inputs");
		// an array is known by its place alone: its elements are calls of their own, and stay the same when others come
		const said = called.kind === "array" ? NOTHING : place.said === undefined ? bytes : encodeLiteralMap(place.said);
		const keys = place.around?.inside ?? this.#topKeys(called, bytes);
		const key = keys.next(`${called.kind} ${called.name}`, said);
		const version = versionFor(called, this.#versionOf);
		const known = this.journal.recall(key, version);
		const { scheduler, owner, slot, path } = place;
		const failure = known === undefined ? this.journal.failure(key, version) : undefined;
		if (failure !== undefined) {
			this.#failAgain(place, failure, bytes);
			return undefined;
		}
		if (known === undefined) {
			const recording = new Recording(this, place, called, { key, version }, bytes);
			this.#open.add(recording);
			this.journal.statesChanged();
			return recording;
		}
		this.#state(path, "reused", scheduler.settings.clock.now());
		const outputs = decodeLiteralMap(known);
		scheduler.emit?.({ type: "nodeReused", path, ...called, source: "recovered", at: scheduler.settings.clock.now() });
		owner.succeeded(slot, outputs);
		return undefined;
	}

	/** A call of an eager body failed before, and fails alike. */
	#failAgain({ scheduler, owner, slot, path }: Place, failure: CallRecord, inputs: Uint8Array): void {
		const { eager: _, ...plain } = failure;
		const { kind, name } = failure;
		const at = scheduler.settings.clock.now();
		scheduler.emit?.({ type: "nodeReused", path, kind, name, source: "recovered", at });
		this.journal.append({ ...plain, path, inputs, source: "recovered", startedAt: at, endedAt: at, attempts: 0 });
		owner.failed(slot, failuresOf({ ...failure, path }));
	}

	/** Notes that an attempt of a call failed, so that it is not made again after a crash. */
	attemptFailed(call: Recording | undefined, event: RunEvent & { readonly type: "attemptFailed" }): void {
		const { path, name, attempt, maxAttempts, at, willRetry, code, kind, thrown } = event;
		const error = { code, message: labelled(thrown), stack: thrown.stack };
		const of = call === undefined ? {} : { call: call.identity };
		this.journal.append({ type: "attempt", path, name, attempt, maxAttempts, at, willRetry, kind, error, ...of });
	}

	/** Notes what the stream of events says and no call's record has. */
	hear(event: RunEvent): void {
		switch (event.type) {
			case "attemptLog": {
				const { path, name, attempt, at, stream, text } = event;
				this.journal.append({ type: "log", path, name, attempt, at, stream, text });
				return;
			}
			case "nodeSkipped":
				this.#state(event.path, "skipped", event.at);
		}
	}

	/** Notes that a graph begins, and what it looks like. `level`: who runs it. */
	graph(path: string, graph: Graph, plan: Plan, at: number, level: QueuedSource): void {
		this.#graphs.add(level);
		const { name, nodes } = graph;
		const shape = shapeText(graph, plan, nodeKind, nodeName);
		this.journal.append({ type: "graph", path, name, nodes: nodes.length, at, shape });
	}

	/** Notes that a graph is over. */
	graphOver(level: QueuedSource): void {
		this.#graphs.delete(level);
	}

	/** Notes that an array begins to run, of so many elements. */
	array(path: string, elements: number, at: number): void {
		this.journal.append({ type: "state", path, state: "running", at, elements });
	}

	/** Notes that a gate asks, and for what. */
	asked(
		path: string,
		ask: Omit<AskRecord, "type" | "path" | "expects" | "value" | "at">,
		at: number,
		more: {
			readonly expects: LiteralType;
			readonly value: Literal | undefined;
		},
	): void {
		const { expects, value } = more;
		this.#state(path, "running", at);
		this.journal.append({
			type: "ask",
			path,
			name: ask.name,
			ask: ask.ask,
			at,
			expects: encodeLiteralType(expects),
			value: value === undefined ? undefined : encodeLiteral(value),
		});
	}

	/** Notes that a call is over: what it was before is no news any more. */
	over(recording: Recording): void {
		this.#open.delete(recording);
	}

	#state(path: string, state: StateRecord["state"], at: number): void {
		this.journal.append({ type: "state", path, state, at });
	}

	#topKeys({ name }: Called, inputs: Uint8Array): CallKeys {
		this.#top ??= new CallKeys(runKey(name, inputs));
		return this.#top;
	}
}

const NOTHING = new Uint8Array(0);
/** A gate's name, a conditional's, names no code. */
const HAS_CODE: ReadonlySet<NodeKind> = new Set(["task", "dynamic", "workflow", "launchPlan", "array"]);

/** The version that a call of this kind and name is recorded with. */
export function versionFor({ kind, name }: Called, versionOf: VersionOf): string {
	return HAS_CODE.has(kind) ? versionOf(name) : "";
}

/** A call that is being recorded: it stands between the call and its owner, and passes on how it ended. */
export class Recording implements Owner {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly key: string;
	declare private readonly version: string;
	/** Where the call goes on. */
	declare readonly place: Place;
	/** Attempts that were begun, those of earlier processes too. */
	declare attempts: number;
	/** Attempts of this call that had failed when an earlier process was gone. */
	declare readonly failuresBefore: readonly AttemptError[];
	/** Where its result comes from. */
	declare source: ResultSource;
	declare private readonly recorder: Recorder;
	declare private readonly owner: Owner;
	declare private readonly called: Called;
	declare private readonly inputs: Uint8Array;
	declare readonly startedAt: number;
	/** By the clock that never goes back: the other may jump while the call runs. */
	declare private readonly began: number;
	declare private keys: CallKeys | undefined;
	/** It is a call of an eager body, and not of a graph inside of one. */
	declare private readonly isEagers: boolean;
	declare private calls: EagerCalls | undefined;

	constructor(
		recorder: Recorder,
		place: Place,
		called: Called,
		{ key, version }: { readonly key: string; readonly version: string },
		inputs: Uint8Array,
	) {
		this.recorder = recorder;
		this.owner = place.owner;
		this.called = called;
		this.key = key;
		this.version = version;
		this.inputs = inputs;
		this.failuresBefore = recorder.journal.failuresOf(key, version);
		this.attempts = this.failuresBefore.length;
		this.keys = undefined;
		this.calls = undefined;
		this.isEagers = recorder.isEager && place.around === undefined;
		const { scheduler, slot, path, scope, depth, within } = place;
		this.source = "run";
		const { clock } = scheduler.settings;
		this.startedAt = clock.now();
		this.began = clock.monotonic();
		this.place = { scheduler, owner: this, slot, path, scope, depth, around: this, within };
	}

	/** Which call it is, and of which version of its code. */
	get identity(): { readonly key: string; readonly version: string } {
		return { key: this.key, version: this.version };
	}

	/** Keys of the calls inside this one. */
	get inside(): CallKeys {
		this.keys ??= new CallKeys(this.key);
		return this.keys;
	}

	/** Where it is an eager task's: the calls of its body. */
	get eagerCalls(): EagerCalls {
		this.calls ??= this.recorder.callsOf(this);
		return this.calls;
	}

	get stopped(): boolean {
		return this.owner.stopped;
	}

	/** Never called: it is the owner behind it whose slots stand in line. */
	begin(slot: number): void {
		this.owner.begin(slot);
	}

	succeeded(slot: number, outputs: LiteralMap): void {
		this.#record("succeeded", encodeLiteralMap(outputs, "outputs"), undefined);
		this.owner.succeeded(slot, outputs);
	}

	failed(slot: number, failures: Failures): void {
		const { code, message } = failures.first.error;
		const thrown = this.isEagers ? thrownText(failures) : undefined;
		this.#record("failed", undefined, { code: failures.first.outcome?.code ?? code, message }, thrown);
		this.owner.failed(slot, failures);
	}

	aborted(slot: number): void {
		this.#record("aborted", undefined, undefined);
		this.owner.aborted(slot);
	}

	#record(
		phase: "succeeded" | "failed" | "aborted",
		outputs: Uint8Array | undefined,
		error: { readonly code: string; readonly message: string } | undefined,
		thrown?: string,
	): void {
		const { path, scheduler } = this.place;
		const { kind, name } = this.called;
		this.recorder.over(this);
		this.calls?.close();
		this.recorder.journal.append({
			type: "call",
			key: this.key,
			version: this.version,
			path,
			name,
			kind,
			phase,
			source: this.source,
			startedAt: this.startedAt,
			endedAt: this.startedAt + scheduler.settings.clock.monotonic() - this.began,
			attempts: this.attempts,
			inputs: this.inputs,
			outputs,
			error,
			...(thrown === undefined ? {} : { thrown }),
		});
	}
}

/** How records call an entity that runs by itself. */
export function calledEntity(entity: Entity): Called {
	const kind = entity.entityKind === "task" && entity.isDynamic ? "dynamic" : entity.entityKind;
	return { kind, name: entity.name };
}
