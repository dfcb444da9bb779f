import type { AbortScope } from "../../attempt/abort-scope.js";
import type { AttemptError } from "../../attempt/classify.js";
import type { Entity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap, literalMapText } from "../../wire/literals.js";
import type { NodeKind } from "../events.js";
import type { Failures } from "../failure.js";
import type { Launch } from "../launch.js";
import type { Owner } from "../owner.js";
import type { Scheduler } from "../scheduler.js";
import type { Place } from "../start.js";
import { type CallKey, CallKeys } from "./call-keys.js";
import type { EagerCalls } from "./eager-calls.js";
import { thrownText } from "./eager-failure.js";
import type { PackableCall } from "./packed-calls.js";
import type { RecordedCall, RecordedError, ResultSource } from "./record.js";
import type { Recorder } from "./recorder.js";

/** What a call is for its record. */
export interface Called {
	readonly kind: NodeKind;
	readonly name: string;
	/** Both, as keys have them. */
	readonly entity: string;
}

const NO_FAILURES: readonly AttemptError[] = [];

/**
 * A call that is being recorded, and the place where it goes on: as its owner it stands between the call and the owner behind, and
 * passes on how it ended.
 */
export class Recording implements Owner, Place {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly scheduler: Scheduler;
	declare readonly owner: Owner;
	declare readonly slot: number;
	declare readonly path: string;
	declare readonly step: string | undefined;
	declare readonly scope: AbortScope;
	declare readonly depth: number;
	declare readonly around: Recording;
	declare readonly within: Launch | undefined;
	/** The call that it is inside of; undefined for the run itself. */
	declare readonly outside: Recording | undefined;
	declare readonly called: Called;
	/** Of its code. */
	declare readonly version: string;
	/** Its place among equal calls. */
	declare readonly ordinal: number;
	/** Where it comes from: see SiblingCalls. */
	declare readonly from: number;
	/** In wire form, a character for each byte. */
	declare readonly inputs: string;
	/** Attempts that were begun, those of earlier processes too. */
	declare attempts: number;
	/** Attempts of this call that had failed when an earlier process was gone. */
	declare failuresBefore: readonly AttemptError[];
	/** Where its result comes from. */
	declare source: ResultSource;
	declare startedAt: number;
	declare isOver: boolean;
	declare private readonly recorder: Recorder;
	declare private readonly behind: Owner;
	declare private readonly siblings: CallKeys;
	/** By the clock that never goes back: the other may jump while the call runs. */
	declare private began: number;
	/** The inputs as they count for its key, where that is not what they are. */
	declare private readonly counted: LiteralMap | undefined;
	declare private ownKey: CallKey | undefined;
	declare private keys: CallKeys | undefined;
	declare private calls: EagerCalls | undefined;

	/** `siblings`: who knows its key, by its `ordinal`, its inputs and where it comes from; unless it has another, which is `key`. */
	constructor(
		recorder: Recorder,
		place: Place,
		called: Called,
		version: string,
		siblings: CallKeys,
		ordinal: number,
		inputs: string,
		key: CallKey | undefined,
	) {
		const { scheduler } = place;
		this.scheduler = scheduler;
		this.owner = this;
		this.slot = place.slot;
		this.path = place.path;
		// a key that does not follow from what is said of it has to be written
		this.step = key === undefined ? place.step : undefined;
		this.scope = place.scope;
		this.depth = place.depth;
		this.around = this;
		this.within = place.within;
		this.outside = place.around;
		this.called = called;
		this.version = version;
		this.ordinal = ordinal;
		this.from = place.from ?? 0;
		this.inputs = inputs;
		this.attempts = 0;
		this.failuresBefore = NO_FAILURES;
		this.source = "run";
		this.isOver = false;
		this.recorder = recorder;
		this.behind = place.owner;
		this.siblings = siblings;
		this.counted = place.said;
		this.ownKey = key;
		this.keys = undefined;
		this.calls = undefined;
		const { clock } = scheduler.settings;
		this.startedAt = clock.now();
		this.began = clock.monotonic();
	}

	/** Which call it is. */
	get key(): CallKey {
		if (this.ownKey === undefined) {
			const said = saidInputs(this.called, this.inputs, this.counted);
			this.ownKey = this.siblings.key(this.called.entity, said, this.ordinal, this.from);
		}
		return this.ownKey;
	}

	/** The same for records of what is inside of it. */
	get recorded(): RecordedCall {
		const { key } = this;
		const said = saidInputs(this.called, this.inputs, this.counted);
		const isFirst = this.ordinal === 0 && this.from === 0 && this.step !== undefined;
		const base = isFirst ? key : this.siblings.key(this.called.entity, said);
		return base === key ? { key } : { key, base, ...(this.from === 0 ? {} : { from: this.from }) };
	}

	/** Which call it is, and of which version of its code. */
	get identity(): { readonly key: CallKey; readonly version: string } {
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

	/** Takes over the attempts that an earlier process has made. */
	goOn(failures: readonly AttemptError[]): void {
		this.failuresBefore = failures;
		this.attempts = failures.length;
	}

	/** It began before it was recorded. `began`: by the clock that never goes back. */
	beganAt(startedAt: number, began: number): void {
		this.startedAt = startedAt;
		this.began = began;
	}

	/** Its only attempt began then, and has just ended. `tookMs`: by the clock that never goes back. */
	ranFor(startedAt: number, tookMs: number): void {
		this.beganAt(startedAt, this.scheduler.settings.clock.monotonic() - tookMs);
		this.attempts++;
	}

	get stopped(): boolean {
		return this.behind.stopped;
	}

	/** Never called: it is the owner behind it whose slots stand in line. */
	begin(slot: number): void {
		this.behind.begin(slot);
	}

	succeeded(slot: number, outputs: LiteralMap): void {
		const tookUs = this.#end();
		const isAlike = this.called.kind === "task" && this.outside !== undefined && this.step !== undefined;
		if (!isAlike || !this.recorder.journal.appendCall(this as PackableCall, outputs, tookUs)) {
			this.#record("succeeded", tookUs, encodeLiteralMap(outputs, "outputs"), undefined);
		}
		this.behind.succeeded(slot, outputs);
	}

	failed(slot: number, failures: Failures): void {
		const { error: thrown, outcome } = failures.first;
		const { code, message } = thrown;
		const error =
			outcome === undefined
				? { code, message }
				: { code: outcome.code, message, thrownCode: code, outcomeKind: outcome.kind };
		// it is a call of an eager body, and not of a graph inside of one
		const isEagers = this.recorder.isEager && this.outside === undefined;
		this.#record("failed", this.#end(), undefined, error, isEagers ? thrownText(failures) : undefined);
		this.behind.failed(slot, failures);
	}

	aborted(slot: number): void {
		this.#record("aborted", this.#end(), undefined, undefined);
		this.behind.aborted(slot);
	}

	/** Microseconds that it took. */
	#end(): number {
		this.isOver = true;
		this.recorder.over(this);
		this.calls?.close();
		return Math.round((this.scheduler.settings.clock.monotonic() - this.began) * 1e3);
	}

	#record(
		phase: "succeeded" | "failed" | "aborted",
		tookUs: number,
		outputs: Uint8Array | undefined,
		error: RecordedError | undefined,
		thrown?: string,
	): void {
		const { kind, name } = this.called;
		this.recorder.journal.append({
			type: "call",
			...this.recorded,
			version: this.version,
			path: this.path,
			name,
			kind,
			phase,
			source: this.source,
			startedAt: this.startedAt,
			endedAt: this.startedAt + tookUs / 1e3,
			attempts: this.attempts,
			inputs: Buffer.from(this.inputs, "latin1"),
			outputs,
			error,
			...(thrown === undefined ? {} : { thrown }),
		});
	}
}

/** How records call an entity that runs by itself. */
export function calledEntity(entity: Entity): Called {
	const kind = entity.entityKind === "task" && entity.isDynamic ? "dynamic" : entity.entityKind;
	return calledAs(kind, entity.name);
}

export function calledAs(kind: NodeKind, name: string): Called {
	return { kind, name, entity: `${kind} ${name}` };
}

/** The inputs of a call as they count for its key. An array is known by its place alone: its elements are calls of their own, and stay the same when others come. */
export function saidInputs({ kind }: Called, inputs: string, said: LiteralMap | undefined): string {
	if (kind === "array") return "";
	return said === undefined ? inputs : literalMapText(said);
}
