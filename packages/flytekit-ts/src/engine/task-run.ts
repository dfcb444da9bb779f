import type { AbortScope } from "../attempt/abort-scope.js";
import { type Apart, apartOf, type CallSpec } from "../attempt/apart/apart.js";
import { type CallsApart, NoResult, placeOf, type TaskCall } from "../attempt/attempt.js";
import { classify } from "../attempt/classify.js";
import { taskFailure } from "../attempt/failure.js";
import { describeThrown, FlyteError, type SourceLocation } from "../errors/index.js";
import type { TaskEntity } from "../graph/entities.js";
import type { LiteralMap } from "../types/literal.js";
import { type EagerKeeper, keeperOf } from "./eager-keeper.js";
import { nodeFailure } from "./failure.js";
import type { Place } from "./start.js";

/** Something that runs and may turn out never to end. */
export interface Stuck {
	readonly path: string;
	/** It does nothing until another has made what it waits for. */
	readonly isWaiting?: boolean;
	/** Fails it: with `thrown` where something was, else because its promise never settled. Nothing when it is over. */
	giveUp(thrown?: { readonly value: unknown }): void;
}

/** What the node of a task's call says of it. Where it stands is looked up only for a message: it is read from a stack trace. */
export interface TaskSpec extends CallSpec {
	readonly location?: SourceLocation | undefined;
}

/** A task that was begun, in the slot of its owner. */
export class TaskRun implements TaskCall, Stuck {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly place: Place;
	declare readonly task: TaskEntity;
	declare readonly inputs: LiteralMap;
	declare readonly retries: number;
	declare readonly arrayIndex: number | undefined;
	declare readonly apart: Apart | undefined;
	declare attempt?: number;
	declare private readonly spec: TaskSpec | undefined;

	/** `spec`: what its node says. `arrayIndex`: it is an element of an array. Throws GRAPH_RESOURCES. */
	constructor(
		place: Place,
		task: TaskEntity,
		inputs: LiteralMap,
		spec: TaskSpec | undefined,
		arrayIndex: number | undefined,
	) {
		this.place = place;
		this.task = place.scheduler.resolve(task);
		this.inputs = inputs;
		// as on Flyte, where a node's 0 says nothing
		this.retries = spec?.metadata?.retries || task.metadata.retries;
		this.arrayIndex = arrayIndex;
		this.apart = apartOf(this.task, spec, place.scheduler.settings.isolate);
		this.spec = spec;
	}

	get path(): string {
		return this.place.path;
	}

	get callKey(): string | undefined {
		const key = this.place.around?.key;
		return key === undefined ? undefined : Buffer.from(key, "latin1").toString("hex");
	}

	callKeeper(): EagerKeeper | undefined {
		return this.task.metadata.isEager === true ? keeperOf(this) : undefined;
	}

	callsApart(): CallsApart | undefined {
		const { around } = this.place;
		if (this.task.metadata.isEager !== true || around === undefined) return undefined;
		const calls = around.eagerCalls;
		return { known: calls.attemptApart(), heard: (frames) => calls.heard(frames) };
	}

	get scope(): AbortScope {
		return this.place.scope;
	}

	/** Of the call; of the task itself where nothing called it. */
	get location(): SourceLocation | undefined {
		return this.spec?.location ?? this.task.location;
	}

	giveUp(thrown?: { readonly value: unknown }): void {
		const { scheduler } = this.place;
		const value = thrown === undefined ? neverSettled(`task ${this.task.name}`) : thrown.value;
		const { code, kind } = classify(value);
		const at = placeOf(this, this.attempt ?? 0);
		scheduler.emit?.({
			type: "attemptFailed",
			path: at.path,
			name: at.task,
			attempt: at.attempt,
			maxAttempts: at.maxAttempts,
			thrown: describeThrown(value),
			code,
			kind,
			willRetry: false,
			at: scheduler.settings.clock.now(),
		});
		const failure =
			thrown === undefined
				? { ...nodeFailure(this.path, this.task.name, value, this).first, outcome: { code, kind } }
				: taskFailure(placeOf(this, 0, 1), value, { code, kind });
		scheduler.settle(this, new NoResult(failure));
	}
}

/** The error for something that can never end any more. */
export function neverSettled(what: string): FlyteError {
	return new FlyteError("ENGINE_NEVER_SETTLED", `${what} ended without a result: its promise never settled`, {
		wayOut: "something it awaits is never resolved, and nothing is left in the process that could do it",
	});
}
