import { AbortScope } from "../attempt/abort-scope.js";
import { FlyteError } from "../errors/index.js";
import type { ArrayTarget } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import {
	arraySize,
	chunkSizes,
	type ElementInput,
	elementInputs,
	flattened,
	inputsOf,
	regrouped,
} from "./array-inputs.js";
import { ElementLoop, type ElementOwner, NONE, type OutputItems } from "./array-loop.js";
import { type Failures, nodeFailure } from "./failure.js";
import type { Owner } from "./owner.js";
import { type Place, startCall } from "./start.js";
import type { TaskSpec } from "./task-run.js";

const MAX_INDICES = 20;

/**
 * A mapped task that runs: its elements are its slots. As Flyte's array node: it goes on while enough elements can still
 * succeed, ends when none is left, and fails as soon as the minimum is out of reach. Outputs are lists in the order of the
 * elements, with none where an element failed.
 */
export class ArrayRun implements Owner, ElementOwner {
	stopped = false;
	/** The element that begins next. */
	next = 0;
	/** Values are kept, not the maps they came in; none where an element gave nothing. */
	outputs: readonly OutputItems[] = [];
	readonly #place: Place;
	readonly #target: ArrayTarget;
	readonly #inputs: LiteralMap;
	/** Calls of each element, of an array over chunks: here each call runs by itself, as no containers are to be spared. */
	readonly #chunks: readonly number[] | undefined;
	/** Of each element. */
	readonly #spec: TaskSpec;
	readonly #scope: AbortScope;
	#size = 0;
	#elementInputs: readonly ElementInput[] = [];
	/** Undefined where each element is a call by itself from the start. */
	#loop: ElementLoop | undefined = undefined;
	/** No element has had to be waited for. */
	#loops = false;
	#minimum = 0;
	/** Elements that are in line or running at a time: no more could be, so no more are made. */
	#width = 0;
	#queued = 0;
	#running = 0;
	#succeeded = 0;
	#failedCount = 0;
	#failedIndices: number[] = [];
	#firstFailure: Failures | undefined = undefined;
	#finished = false;

	constructor(place: Place, target: ArrayTarget, inputs: LiteralMap, at: Pick<TaskSpec, "location">) {
		this.#place = place;
		this.#target = target;
		this.#inputs = target.chunk === undefined ? inputs : flattened(inputs, target);
		this.#chunks = target.chunk === undefined ? undefined : chunkSizes(inputs, target);
		this.#spec = specOf(target, at);
		this.#scope = new AbortScope(place.scope);
		this.#scope.onAbort = () => {
			this.stopped = true;
			this.#queued = 0;
			this.#finishIfOver();
		};
	}

	/** Throws ENGINE_ARRAY_INPUT. */
	start(): void {
		const { size, minimum } = this.#checked();
		this.#minimum = minimum;
		this.#size = size;
		this.#elementInputs = elementInputs(this.#inputs, this.#target);
		const { recorder, settings } = this.#place.scheduler;
		recorder?.array(this.#place, size, settings.clock.now());
		const { element, calls } = this.#target;
		if (calls === undefined)
			this.#loop = ElementLoop.of({
				place: this.#place,
				element,
				spec: this.#spec,
				scope: this.#scope,
				inputs: this.#elementInputs,
				size,
			});
		this.#loops = this.#loop !== undefined;
		const names = element.interface.outputs.keys();
		this.outputs = Array.from(names, (name) => ({ name, items: new Array<Literal>(size).fill(NONE) }));
		const { parallelism } = this.#target;
		const own = parallelism === undefined || parallelism === 0 ? Number.POSITIVE_INFINITY : parallelism;
		this.#width = Math.min(own, this.#place.scheduler.settings.concurrency);
		if (this.#scope.aborted) this.stopped = true;
		else this.#refill();
		this.#finishIfOver();
	}

	/** What is refused here is over: nothing that stops later may end it once more. */
	#checked(): { readonly size: number; readonly minimum: number } {
		try {
			const size = arraySize(this.#inputs, this.#target, this.#spec);
			const minimum = minimumOf(this.#target, size);
			if (minimum > size) throw tooFew(this.#target, minimum, size, this.#spec);
			return { size, minimum };
		} catch (thrown) {
			this.#finished = true;
			this.#scope.close();
			throw thrown;
		}
	}

	begin(index: number): void {
		this.#queued--;
		this.#running++;
		if (this.#loop !== undefined && this.#loops) {
			this.#runOn(this.#loop, index);
			return;
		}
		const call = this.#target.calls?.[index];
		startCall(
			this.#placeOf(index),
			this.#target.element,
			inputsOf(index, this.#elementInputs),
			call === undefined ? this.#spec : specOf(this.#target, call),
			index,
		);
	}

	goesOn(index: number): Place {
		this.#running++;
		return this.#placeOf(index);
	}

	#placeOf(index: number): Place {
		const { scheduler, path, depth, around, within } = this.#place;
		const call = this.#target.calls?.[index];
		// a call that was folded is still the call of its author: told of under its own name and place
		const step = call === undefined ? `[${index}]` : undefined;
		const own = call === undefined ? path + step : siblingPath(path, call.id);
		const ordinal = this.#loop?.ordinalOf(index);
		const scope = this.#scope;
		return { scheduler, owner: this, slot: index, path: own, step, scope, depth, around, within, ordinal };
	}

	/** Runs elements from `index` on. They count as one that is running. */
	#runOn(loop: ElementLoop, index: number): void {
		const before = this.#succeeded;
		const waits = loop.run(this, index, this.#size);
		if (waits) this.#loops = false; // those after it are of the same kind
		this.#running--;
		if (this.#succeeded > before) this.#tell();
		this.#goOn();
	}

	gave(count: number): void {
		this.#succeeded += count;
	}

	succeeded(index: number, outputs: LiteralMap): void {
		this.#running--;
		this.#succeeded++;
		for (let i = 0; i < this.outputs.length; i++) {
			const { name, items } = this.outputs[i] as OutputItems;
			items[index] = outputs.get(name) ?? NONE;
		}
		this.#elementOver();
	}

	failed(index: number, failures: Failures): void {
		this.#running--;
		this.#failedCount++;
		if (this.#failedIndices.length < MAX_INDICES) this.#failedIndices.push(index);
		this.#firstFailure ??= failures;
		this.#tell(); // before the node, and with it the run, may end
		if (this.#size - this.#failedCount < this.#minimum) {
			this.#scope.abort(
				new FlyteError("ENGINE_ABORTED", `stopped because too many elements of ${this.#place.path} failed`),
			);
		}
		this.#goOn();
	}

	aborted(_index: number): void {
		this.#running--;
		this.#elementOver();
	}

	#elementOver(): void {
		this.#tell();
		this.#goOn();
	}

	#tell(): void {
		const { scheduler, path } = this.#place;
		if (scheduler.isHeard)
			scheduler.emit?.({
				type: "arrayProgress",
				path,
				name: this.#target.element.name,
				total: this.#size,
				succeeded: this.#succeeded,
				failed: this.#failedCount,
				running: this.#running,
				at: scheduler.settings.clock.now(),
			});
	}

	#goOn(): void {
		if (!this.stopped) this.#refill();
		this.#finishIfOver();
	}

	#refill(): void {
		const isTask = this.#target.element.entityKind === "task";
		if (this.#loops) {
			if (this.#queued === 0 && this.next < this.#size && this.#running < this.#width) {
				this.#queued++;
				this.#place.scheduler.enqueue(this, this.next, true);
			}
			return;
		}
		while (this.next < this.#size && this.#queued + this.#running < this.#width) {
			this.#queued++;
			this.#place.scheduler.enqueue(this, this.next++, isTask);
		}
	}

	#finishIfOver(): void {
		if (this.#running > 0 || this.#queued > 0 || this.#finished) return;
		this.#finished = true;
		this.#scope.close();
		const { owner, slot } = this.#place;
		if (this.#size - this.#failedCount < this.#minimum) owner.failed(slot, this.#failure());
		else if (this.#scope.aborted) owner.aborted(slot);
		else owner.succeeded(slot, this.#collect());
	}

	#collect(): LiteralMap {
		const chunks = this.#chunks;
		const lists = this.outputs.map(({ items }) => ({
			kind: "collection" as const,
			items: chunks === undefined ? items : regrouped(items, chunks),
		}));
		if (chunks === undefined) this.#loop?.keep(lists);
		return new Map(this.outputs.map(({ name }, i) => [name, lists[i] as Literal]));
	}

	#failure(): Failures {
		const { path } = this.#place;
		const { element, minSuccessRatio } = this.#target;
		const size = this.#size;
		const indices = this.#failedIndices.sort((a, b) => a - b).join(", ");
		const more = this.#failedCount > MAX_INDICES ? `, and ${this.#failedCount - MAX_INDICES} more` : "";
		const ratio =
			this.#target.minSuccesses === undefined && minSuccessRatio !== undefined ? `, ratio ${minSuccessRatio}` : "";
		// as when they were nodes: the first call that failed is what failed
		if (this.#target.calls !== undefined) return this.#firstFailure as Failures;
		const { error } = (this.#firstFailure as Failures).first;
		return nodeFailure(
			path,
			element.name,
			new FlyteError(
				"ENGINE_ARRAY_FAILED",
				`${this.#failedCount} of ${size} elements of ${element.name} failed, and ${this.#minimum} must succeed${ratio}: ${indices}${more}\n  first: ${error.message}`,
				{ cause: error.details.cause ?? error },
			),
		);
	}
}

function specOf(target: ArrayTarget, at: Pick<TaskSpec, "location">): TaskSpec {
	return {
		metadata: target.elementMetadata,
		overrides: target.elementOverrides,
		get location() {
			return at.location;
		},
	};
}

/** The path of another node of the same graph. */
function siblingPath(path: string, id: string): string {
	return `${path.slice(0, path.lastIndexOf("/") + 1)}${id}`;
}

/**
 * How many elements must succeed. The ratio is a 32-bit float on the wire, and Flyte's engine multiplies that: 0.8 of 10
 * is a hair over 8 and asks for 9. The same here, or a run would succeed that fails on Flyte.
 */
function minimumOf(target: ArrayTarget, size: number): number {
	if (target.minSuccesses !== undefined) return target.minSuccesses;
	if (target.minSuccessRatio !== undefined) return Math.ceil(Math.fround(target.minSuccessRatio) * size);
	return size;
}

/** Flyte fails such an array too, without a word on why. */
function tooFew(target: ArrayTarget, minimum: number, size: number, at: Pick<TaskSpec, "location">): FlyteError {
	const { name } = target.element;
	return new FlyteError(
		"ENGINE_ARRAY_INPUT",
		`${minimum} elements of ${name} must succeed, and the list given to it has ${size}`,
		{ entity: name, location: at.location, wayOut: "give a longer list, or a smaller minSuccesses" },
	);
}
