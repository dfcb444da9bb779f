import { labelled } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";
import type { Graph } from "../../graph/graph.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { decodeLiteralMap, encodeLiteral, encodeLiteralType, literalMapText } from "../../wire/literals.js";
import type { NodeKind, RunEvent } from "../events.js";
import type { Plan } from "../plan.js";
import { nodeKind, nodeName, type Place } from "../start.js";
import type { CallJournal } from "./call-journal.js";
import { type CallKey, CallKeys, runKey } from "./call-keys.js";
import { EagerCalls } from "./eager-calls.js";
import { failuresOf } from "./eager-failure.js";
import { shapeText } from "./graph-shape.js";
import type { AskRecord, CallRecord, StateRecord } from "./record.js";
import { type Called, calledEntity, Recording, saidInputs } from "./recording.js";

/** Who knows which nodes are in line. */
export interface QueuedSource {
	/** Gives those that it has not given before: what their paths begin with, and what each adds. */
	newlyQueued(): { readonly path: string; readonly steps: readonly string[]; readonly at: number };
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
	readonly #called = new Map<Entity, Called>();
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
		for (const { path, startedAt } of this.#open) this.#state(path, "running", startedAt);
		this.#open.clear();
		for (const graph of this.#graphs) {
			const { path, steps, at } = graph.newlyQueued();
			if (steps.length > 0) this.journal.append({ type: "states", path, state: "queued", at, steps });
		}
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
		const { journal } = this;
		const { kind, entity, name } = called;
		const text = literalMapText(inputs, "inputs");
		const keys = place.around?.inside ?? this.#topKeys(called, text);
		const said = saidInputs(called, text, place.said);
		const from = place.from ?? 0;
		let ordinal = place.ordinal ?? keys.begin(entity, said, from);
		place.beside?.began(place.slot, entity, said, from, ordinal);
		const version = this.versionOf(called);
		if (!journal.hasPast) return new Recording(this, place, called, version, keys, ordinal, text, undefined);
		let own = keys.key(entity, said, ordinal, from);
		while (journal.isTaken(own)) {
			ordinal = keys.begin(entity, said, from);
			own = keys.key(entity, said, ordinal, from);
		}
		const isKnown = journal.take(own);
		const base = () => keys.key(entity, said);
		// of elements of an array, and calls of an eager body, it is known already which is which
		const isSettled = isKnown || place.ordinal !== undefined;
		const other = isSettled ? undefined : this.#takeEqual(place, name, version, own, base());
		const key = other ?? own;
		const recording = new Recording(this, place, called, version, keys, ordinal, text, other);
		const known = journal.recall(key, version);
		const failure = known === undefined ? journal.failure(key, version) : undefined;
		if (failure !== undefined) {
			this.#failAgain(place, failure, text);
			return undefined;
		}
		if (known === undefined) {
			recording.goOn(journal.failuresOf(key, version));
			return recording;
		}
		const { scheduler, owner, slot, path } = place;
		const at = scheduler.settings.clock.now();
		if (this.isEager && place.around === undefined) {
			// no graph says what it is
			const which = ordinal === 0 ? { key } : { key, base: base() };
			const about = { ...which, version, path, name, kind, phase: "succeeded", source: "recovered" } as const;
			const inputs = Buffer.from(text, "latin1");
			const rest = { startedAt: at, endedAt: at, attempts: 0, inputs, outputs: known, error: undefined };
			journal.append({ type: "call", ...about, ...rest });
		} else this.#state(path, "reused", at);
		const outputs = decodeLiteralMap(known);
		// elements of an array tell of themselves by its progress
		if (!path.endsWith("]")) scheduler.emit?.({ type: "nodeReused", path, kind, name, source: "recovered", at });
		owner.succeeded(slot, outputs);
		return undefined;
	}

	/** The key of a call equal to one of which nothing is known, where that is no other call of the graph. */
	#takeEqual({ path, beside }: Place, name: string, version: string, key: CallKey, base: CallKey) {
		const isOthers = (at: string) => beside === undefined || beside.mayCall(at, name);
		const isExpected = (from: number) => beside?.isExpected(name, from) === true;
		return this.journal.takeEqual({ key, base, version, path, isOthers, isExpected });
	}

	/** The version that such a call is recorded with. */
	versionOf(called: Called): string {
		return versionFor(called, this.#versionOf);
	}

	/** What records say of a call of `entity`. */
	calledEntity(entity: Entity): Called {
		let called = this.#called.get(entity);
		if (called === undefined) {
			called = calledEntity(entity);
			this.#called.set(entity, called);
		}
		return called;
	}

	/** A call of an eager body failed before, and fails alike. */
	#failAgain({ scheduler, owner, slot, path }: Place, failure: CallRecord, inputText: string): void {
		const { eager: _, ...plain } = failure;
		const { kind, name } = failure;
		const inputs = Buffer.from(inputText, "latin1");
		const at = scheduler.settings.clock.now();
		scheduler.emit?.({ type: "nodeReused", path, kind, name, source: "recovered", at });
		this.journal.append({ ...plain, path, inputs, source: "recovered", startedAt: at, endedAt: at, attempts: 0 });
		owner.failed(slot, failuresOf({ ...failure, path }));
	}

	/** Notes of a call that has begun that it is not over yet. */
	goesOn(recording: Recording): void {
		this.#open.add(recording);
		this.journal.statesChanged();
	}

	/** Notes that an attempt of a call failed, so that it is not made again after a crash. */
	attemptFailed(call: Recording | undefined, event: RunEvent & { readonly type: "attemptFailed" }): void {
		const { path, name, attempt, maxAttempts, at, willRetry, code, kind, thrown } = event;
		const error = { code, message: labelled(thrown), stack: thrown.stack, name: thrown.name };
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
			case "nodeSkipped": {
				const { path, at, reason } = event;
				this.journal.append({
					type: "state",
					path,
					state: "skipped",
					at,
					...(reason === "stopped" ? { isStopped: true } : {}),
				});
				return;
			}
			case "lateFailure": {
				const { path, name, at, thrown } = event;
				const error = { code: "", message: labelled(thrown), stack: thrown.stack, name: thrown.name };
				this.journal.append({ type: "late", path, name, at, error });
			}
		}
	}

	/** Notes that a graph begins, and what it looks like. `place`: where it runs; `level`: who runs it. */
	graph({ path, around }: Place, graph: Graph, plan: Plan, at: number, level: QueuedSource): void {
		this.#graphs.add(level);
		const { name, nodes } = graph;
		const shape = shapeText(graph, plan, nodeKind, nodeName);
		this.journal.append({ type: "graph", path, name, nodes: nodes.length, at, shape, ...callOf(around) });
	}

	/** Notes that a graph is over. */
	graphOver(level: QueuedSource): void {
		this.#graphs.delete(level);
	}

	/** Notes that an array begins to run, of so many elements. */
	array({ path, around }: Place, elements: number, at: number): void {
		this.journal.append({ type: "state", path, state: "running", at, elements, ...callOf(around) });
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

	#topKeys({ name }: Called, inputs: string): CallKeys {
		this.#top ??= new CallKeys(runKey(name, Buffer.from(inputs, "latin1")));
		return this.#top;
	}
}

/** What records say of the call that something is inside of. */
function callOf(around: Recording | undefined) {
	return around === undefined ? {} : { call: around.recorded };
}

/** A gate's name, a conditional's, names no code. */
const HAS_CODE: ReadonlySet<NodeKind> = new Set(["task", "dynamic", "workflow", "launchPlan", "array"]);

/** The version that a call of this kind and name is recorded with. */
export function versionFor({ kind, name }: Pick<Called, "kind" | "name">, versionOf: VersionOf): string {
	return HAS_CODE.has(kind) ? versionOf(name) : "";
}
