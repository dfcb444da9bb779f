import { FlyteError, type SourceLocation } from "../errors/index.js";
import type { TaskEntity } from "../graph/entities.js";
import type { LiteralMap } from "../types/literal.js";
import type { AbortScope } from "./abort-scope.js";
import { NoResult, placeOf, type TaskCall } from "./attempt.js";
import { nodeFailure, taskFailure } from "./failure.js";
import type { Owner } from "./owner.js";
import type { Scheduler } from "./scheduler.js";
import type { CallExtras, Place } from "./start.js";

/** Something that runs and may turn out never to end. */
export interface Stuck {
	readonly path: string;
	/** Fails it: with `thrown` where something was, else because its promise never settled. Nothing when it is over. */
	giveUp(thrown?: { readonly value: unknown }): void;
}

/** A task that was begun, in the slot of its owner. */
export class TaskRun implements TaskCall, Stuck {
	readonly task: TaskEntity;
	readonly inputs: LiteralMap;
	readonly path: string;
	readonly retries: number;
	readonly arrayIndex: number | undefined;
	readonly location: SourceLocation | undefined;
	readonly scope: AbortScope;
	readonly depth: number;
	readonly owner: Owner;
	readonly slot: number;
	readonly #scheduler: Scheduler;

	constructor(place: Place, task: TaskEntity, inputs: LiteralMap, extras: CallExtras) {
		this.#scheduler = place.scheduler;
		this.owner = place.owner;
		this.slot = place.slot;
		this.path = place.path;
		this.scope = place.scope;
		this.depth = place.depth;
		this.task = place.scheduler.resolve(task);
		this.inputs = inputs;
		this.retries = extras.retries ?? task.metadata.retries;
		this.arrayIndex = extras.arrayIndex;
		this.location = extras.location;
	}

	giveUp(thrown?: { readonly value: unknown }): void {
		const failure =
			thrown === undefined
				? nodeFailure(this.path, this.task.name, neverSettled(`task ${this.task.name}`)).first
				: taskFailure({ ...placeOf(this, 0), maxAttempts: 1 }, thrown.value);
		this.#scheduler.settle(this, new NoResult(failure));
	}
}

/** The error for something that can never end any more. */
export function neverSettled(what: string): FlyteError {
	return new FlyteError("ENGINE_NEVER_SETTLED", `${what} ended without a result: its promise never settled`, {
		wayOut: "something it awaits is never resolved, and nothing is left in the process that could do it",
	});
}
