import { AbortScope } from "../../attempt/abort-scope.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../../graph/entities.js";
import { isPromise } from "../../types/index.js";
import type { LiteralMap } from "../../types/literal.js";
import { type Failures, nodeFailure } from "../failure.js";
import type { Owner } from "../owner.js";
import type { Place } from "../start.js";
import type { Stuck } from "../task-run.js";
import type { CacheKey } from "./key.js";
import type { ResultCache } from "./port.js";

/** Begins the call itself, at a place whose owner is the cached call. */
export type BeginCall = (place: Place) => void;

/**
 * A task's call that may be answered from the cache. It stands between the call and its owner: what the call gives is kept, and
 * passed on. While it asks it takes the room that the call would; while another makes the result it takes none.
 */
export class CachedCall implements Owner, Stuck {
	readonly path: string;
	readonly #place: Place;
	readonly #task: TaskEntity;
	readonly #inputs: LiteralMap;
	readonly #cache: ResultCache;
	readonly #key: CacheKey;
	readonly #begin: BeginCall;
	/** Stops the asking with the part of the run that it belongs to. */
	readonly #scope: AbortScope;
	#withdraw: (() => void) | undefined = undefined;
	#hasRoom = true;
	/** Another makes the result. */
	isWaiting = false;

	constructor(place: Place, task: TaskEntity, inputs: LiteralMap, cache: ResultCache, key: CacheKey, begin: BeginCall) {
		this.path = place.path;
		this.#place = place;
		this.#task = task;
		this.#inputs = inputs;
		this.#cache = cache;
		this.#key = key;
		this.#begin = begin;
		this.#scope = new AbortScope(place.scope);
		this.#scope.onAbort = () => this.#stopAsking(() => this.#place.owner.aborted(this.#place.slot));
	}

	/** Asks the cache. */
	start(): void {
		const { scheduler } = this.#place;
		scheduler.takeRoom();
		scheduler.inFlight.add(this);
		this.#withdraw = this.#cache.ask({
			key: this.#key,
			overwrite: scheduler.settings.overwriteCache === true || this.#place.within?.overwriteCache === true,
			isIdle: () => scheduler.isIdle,
			waits: () => {
				this.isWaiting = true;
				this.#giveRoom();
				scheduler.pump();
			},
			answer: (found) => this.#answered(found),
		});
	}

	/** Never: its turn has to come, since whoever waits behind it waits for that. */
	get stopped(): boolean {
		return false;
	}

	/** Its turn has come after it had waited, and nobody else has made the result. */
	begin(slot: number): void {
		if (this.#place.scope.aborted) this.aborted(slot);
		else this.#begin(this.#inner());
	}

	succeeded(slot: number, outputs: LiteralMap): void {
		const { owner, scheduler, path } = this.#place;
		const kept = this.#cache.made(this.#key, {
			inputs: this.#inputs,
			outputs,
			run: scheduler.settings.executionId,
			path,
			rawOutputPrefix: scheduler.convert?.rawOutputPrefix,
		});
		if (!isPromise(kept)) owner.succeeded(slot, kept);
		else {
			void kept.then((moved) => {
				owner.succeeded(slot, moved);
				scheduler.pump();
			});
		}
	}

	failed(slot: number, failures: Failures): void {
		this.#cache.notMade(this.#key);
		this.#place.owner.failed(slot, failures);
	}

	aborted(slot: number): void {
		this.#cache.notMade(this.#key);
		this.#place.owner.aborted(slot);
	}

	/** Nothing is left that could answer: whoever makes the result waits, in the end, for this very call. */
	giveUp(thrown?: { readonly value: unknown }): void {
		const error = thrown === undefined ? waitsForItself(this.#task.name) : thrown.value;
		this.#stopAsking(() => this.#place.owner.failed(this.#place.slot, nodeFailure(this.path, this.#task.name, error)));
	}

	#answered(found: LiteralMap | undefined): void {
		const { scheduler, owner, slot, around, path } = this.#place;
		if (!scheduler.inFlight.delete(this)) {
			if (found === undefined) this.#cache.notMade(this.#key);
			return;
		}
		this.#scope.close();
		this.#giveRoom();
		if (found === undefined) {
			// what has waited stands in line again; the rest goes on where it was
			if (this.isWaiting) scheduler.enqueue(this, slot, true);
			else this.#begin(this.#inner());
		} else {
			if (around !== undefined) around.source = "cache";
			const kind = this.#task.isDynamic ? "dynamic" : "task";
			const at = scheduler.settings.clock.now();
			scheduler.emit?.({ type: "nodeReused", source: "cache", path, kind, name: this.#task.name, at });
			owner.succeeded(slot, found);
		}
		scheduler.pump();
	}

	#inner(): Place {
		return { ...this.#place, owner: this };
	}

	#giveRoom(): void {
		if (!this.#hasRoom) return;
		this.#hasRoom = false;
		this.#place.scheduler.giveRoom();
	}

	#stopAsking(tell: () => void): void {
		const { scheduler } = this.#place;
		if (!scheduler.inFlight.delete(this)) return;
		this.#withdraw?.();
		this.#scope.close();
		this.#giveRoom();
		tell();
		scheduler.pump();
	}
}

function waitsForItself(task: string): FlyteError {
	return new FlyteError(
		"ENGINE_CACHE_WAIT",
		`task ${task} waits for the cached result of an equal call, which waits for this one`,
		{
			wayOut: "two cached dynamics call each other with the same inputs: let the recursion end, or leave one uncached",
		},
	);
}
