import type { AbortScope } from "../attempt/abort-scope.js";
import { apartOf } from "../attempt/apart/apart.js";
import { checkedResult } from "../attempt/attempt.js";
import type { Clock } from "../context/ports/index.js";
import { type DynamicJobSpec, type Entity, isDynamicJobSpec, type TaskEntity } from "../graph/entities.js";
import { type ConvertContext, isPromise, type MaybePromise } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { OneLiteral } from "../types/one-literal.js";
import { type ElementInput, inputsOf } from "./array-inputs.js";
import { ordinalsOf } from "./array-ordinals.js";
import { cachingOf } from "./cache/settings.js";
import { type ContextSource, ElementContext } from "./element-context.js";
import { ElementRecords, type EndedElements } from "./journal/element-records.js";
import type { Scheduler } from "./scheduler.js";
import { type Place, startBy } from "./start.js";
import { TaskRun, type TaskSpec } from "./task-run.js";

/** Elements of one turn, and the milliseconds after which it takes no more: others in line wait no longer. */
const MOST = 64;
const LONGEST_MS = 5;
export const NONE: Literal = { kind: "none" };

/** An output of all elements: each has its place. */
export interface OutputItems {
	readonly name: string;
	readonly items: Literal[];
}

/** The elements of an array. */
export interface Elements {
	/** The array's own. */
	readonly place: Place;
	readonly element: Entity;
	/** Of each. */
	readonly spec: TaskSpec;
	readonly scope: AbortScope;
	readonly inputs: readonly ElementInput[];
	readonly size: number;
}

/** Who has the elements. */
export interface ElementOwner {
	readonly stopped: boolean;
	readonly outputs: readonly OutputItems[];
	/** The element that begins next. */
	next: number;
	/** So many elements have succeeded, and their outputs are in their places. */
	gave(count: number): void;
	/** An element has not, and goes on by itself: where. */
	goesOn(index: number): Place;
}

/**
 * Runs elements of a mapped task one after the other, for as long as each ends at once: with no place, record or run of its own,
 * which cost more than most bodies that wait for nothing. What has to be waited for, or throws, goes on as any call does.
 */
export class ElementLoop implements ContextSource {
	readonly path: string;
	readonly executionId: string;
	readonly scope: AbortScope;
	readonly convert: ConvertContext | undefined;
	readonly clock: Clock;
	readonly #scheduler: Scheduler;
	/** As the graph has it, and as it runs. */
	readonly #element: TaskEntity;
	readonly #task: TaskEntity;
	readonly #spec: TaskSpec;
	readonly #inputs: readonly ElementInput[];
	/** Undefined where no two elements are equal. */
	readonly #ordinals: Uint32Array | undefined;
	/** Undefined where the run has no journal. */
	readonly #records: ElementRecords | undefined;
	/** Of the elements of one turn: microseconds since it began, and that each took. */
	readonly #sinceUs = new Float64Array(MOST);
	readonly #tookUs = new Float64Array(MOST);

	private constructor(of: Elements, element: TaskEntity, task: TaskEntity) {
		const { place, spec, scope, inputs, size } = of;
		const { scheduler, path, around } = place;
		const { recorder, settings, convert } = scheduler;
		this.path = path;
		this.executionId = settings.executionId;
		this.scope = scope;
		this.convert = convert;
		this.clock = settings.clock;
		this.#scheduler = scheduler;
		this.#element = element;
		this.#task = task;
		this.#spec = spec;
		this.#inputs = inputs;
		if (recorder === undefined || around === undefined) return;
		this.#ordinals = ordinalsOf(size, inputs);
		this.#records = new ElementRecords(recorder, around, recorder.calledEntity(element), inputs, this.#ordinals);
	}

	/** Undefined where elements need more than that: a cache, a thread, what an earlier process knows of them, a graph. */
	static of(elements: Elements): ElementLoop | undefined {
		const { place, element, spec } = elements;
		const { scheduler, around } = place;
		const { recorder, settings } = scheduler;
		if (element.entityKind !== "task" || element.isDynamic || element.metadata.isEager === true) return undefined;
		if (recorder !== undefined && (around === undefined || recorder.journal.hasPast)) return undefined;
		try {
			const task = scheduler.resolve(element);
			if (task.dispatchExecute === undefined || apartOf(task, spec, settings.isolate) !== undefined) return undefined;
			if (settings.cache !== undefined && cachingOf(element, spec) !== undefined) return undefined;
			return new ElementLoop(elements, element, task);
		} catch {
			return undefined; // what is wrong is said of an element
		}
	}

	/** The place of an element among those that are equal to it. */
	ordinalOf(index: number): number {
		return this.#ordinals?.[index] ?? 0;
	}

	/** See {@link ElementRecords.keep}. */
	keep(lists: readonly (Literal & { readonly kind: "collection" })[]): void {
		this.#records?.keep(lists);
	}

	keyOf(index: number, inputs: LiteralMap): string | undefined {
		return this.#records?.keyOf(index, inputs);
	}

	/** Runs elements from `from` on, up to `size`. Whether the last of them has to be waited for. */
	run(owner: ElementOwner, from: number, size: number): boolean {
		const { clock } = this;
		const { outputs } = owner;
		const scheduler = this.#scheduler;
		const inputs = this.#inputs;
		const sinceUs = this.#sinceUs;
		const tookUs = this.#tookUs;
		const base = clock.now();
		const turnBegan = clock.monotonic();
		const last = Math.min(from + MOST, size);
		let began = turnBegan;
		let left: Given | undefined;
		let index = from;
		while (index < last && !owner.stopped && began - turnBegan < LONGEST_MS) {
			owner.next = index + 1;
			const given = this.#attempt(index, inputsOf(index, inputs));
			if (!isOutputs(given) || !take(outputs, index, given)) {
				left = given;
				break;
			}
			const ended = clock.monotonic();
			sinceUs[index - from] = Math.round((began - turnBegan) * 1e3);
			tookUs[index - from] = Math.round((ended - began) * 1e3);
			began = ended;
			index++;
		}
		const count = index - from;
		scheduler.ran(count, began - turnBegan >= LONGEST_MS);
		scheduler.counts.attempts += count;
		this.#keep(owner, { first: from, count, outputs, base, sinceUs, tookUs });
		if (left === undefined) return false;
		this.#goOn(owner, index, left, { startedAt: base + began - turnBegan, began });
		return !(left instanceof Thrown);
	}

	#keep(owner: ElementOwner, ended: EndedElements): void {
		const { first, count, base, sinceUs, tookUs } = ended;
		const records = this.#records;
		if (records === undefined || count === 0 || records.addAll(ended)) {
			owner.gave(count);
			return;
		}
		for (let i = 0; i < count; i++) {
			const index = first + i;
			const given = new Map(owner.outputs.map(({ name, items }) => [name, items[index] as Literal]));
			for (const { items } of owner.outputs) items[index] = NONE; // it may have no wire form
			startBy(owner.goesOn(index), this.#element, inputsOf(index, this.#inputs), (at) => {
				at.around?.ranFor(base + (sinceUs[i] as number) / 1e3, (tookUs[i] as number) / 1e3);
				at.owner.succeeded(index, given);
			});
		}
	}

	/** What was thrown comes later, as when the body is async: what is ready beside it begins before its failure can stop the run. */
	#goOn(
		owner: ElementOwner,
		index: number,
		result: Given,
		{ startedAt, began }: { readonly startedAt: number; readonly began: number },
	): void {
		const inputs = inputsOf(index, this.#inputs);
		startBy(owner.goesOn(index), this.#element, inputs, (at) => {
			at.around?.beganAt(startedAt, began);
			const attempt = result instanceof Thrown ? Promise.reject(result.value) : Promise.resolve(result);
			this.#scheduler.goOn(new TaskRun(at, this.#element, inputs, this.#spec, index), attempt);
		});
	}

	#attempt(index: number, inputs: LiteralMap): Given {
		try {
			const context = new ElementContext(this, index, inputs);
			const given = this.#task.dispatchExecute?.(context, inputs);
			return given instanceof OneLiteral ? given : checkedResult(this.#task, given);
		} catch (thrown) {
			return new Thrown(thrown);
		}
	}
}

type Given = MaybePromise<LiteralMap | DynamicJobSpec> | Thrown;

/** Puts what an element gave in its places; false where it is not what the task says. */
function take(outputs: readonly OutputItems[], index: number, given: LiteralMap): boolean {
	for (let i = 0; i < outputs.length; i++) {
		const { name, items } = outputs[i] as OutputItems;
		const literal = given.get(name);
		if (literal === undefined) return false;
		items[index] = literal;
	}
	return given.size === outputs.length;
}

function isOutputs(given: Given): given is LiteralMap {
	if (given instanceof OneLiteral) return true; // most are
	return !(given instanceof Thrown) && !isPromise(given) && !isDynamicJobSpec(given);
}

/** What an element has thrown at once: those after it may do better. */
class Thrown {
	readonly value: unknown;
	constructor(value: unknown) {
		this.value = value;
	}
}
