import { FlyteError, type SourceLocation } from "../errors/index.js";
import type { TaskEntity } from "../graph/entities.js";
import type { LiteralMap } from "../types/literal.js";
import type { AbortScope } from "./abort-scope.js";
import { NoResult, placeOf, type TaskCall } from "./attempt.js";
import { nodeFailure, taskFailure } from "./failure.js";
import type { Located, Place } from "./start.js";

/** Something that runs and may turn out never to end. */
export interface Stuck {
	readonly path: string;
	/** Fails it: with `thrown` where something was, else because its promise never settled. Nothing when it is over. */
	giveUp(thrown?: { readonly value: unknown }): void;
}

/** A task that was begun, in the slot of its owner. */
export class TaskRun implements TaskCall, Stuck {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly place: Place;
	declare readonly task: TaskEntity;
	declare readonly inputs: LiteralMap;
	declare readonly retries: number;
	declare readonly arrayIndex: number | undefined;
	declare private readonly at: Located | undefined;

	constructor(
		place: Place,
		task: TaskEntity,
		inputs: LiteralMap,
		retries: number | undefined,
		arrayIndex: number | undefined,
		at: Located | undefined,
	) {
		this.place = place;
		this.task = place.scheduler.resolve(task);
		this.inputs = inputs;
		this.retries = retries ?? task.metadata.retries;
		this.arrayIndex = arrayIndex;
		this.at = at;
	}

	get path(): string {
		return this.place.path;
	}

	get scope(): AbortScope {
		return this.place.scope;
	}

	get location(): SourceLocation | undefined {
		return this.at?.location;
	}

	giveUp(thrown?: { readonly value: unknown }): void {
		const failure =
			thrown === undefined
				? nodeFailure(this.path, this.task.name, neverSettled(`task ${this.task.name}`)).first
				: taskFailure({ ...placeOf(this, 0), maxAttempts: 1 }, thrown.value);
		this.place.scheduler.settle(this, new NoResult(failure));
	}
}

/** The error for something that can never end any more. */
export function neverSettled(what: string): FlyteError {
	return new FlyteError("ENGINE_NEVER_SETTLED", `${what} ended without a result: its promise never settled`, {
		wayOut: "something it awaits is never resolved, and nothing is left in the process that could do it",
	});
}
