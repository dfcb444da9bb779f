import type { InputsOf, OutputOf } from "../authoring/api-types.js";
import { entityOf } from "./entity.js";
import { overlay } from "./overlay.js";
import type { Stand } from "./stand-in.js";

/** Runs in place of an entity: its inputs, as its body would get them, to its output(s). */
export type Replacement<I, O> = (inputs: I) => O | Promise<O>;

/** A replacement in force. It ends with `restore()`, or with the block of a `using` declaration. */
export class Patch<I = unknown> {
	/** Inputs of the calls so far, in the order in which they began. */
	readonly calls: I[] = [];
	readonly #takeOff: () => void;

	/** Authors use {@link patch}. */
	constructor(entity: unknown, replacement: Replacement<I, unknown>, who = "patch()") {
		const stand: Stand = (inputs) => {
			this.calls.push(inputs as I);
			return replacement(inputs as I);
		};
		this.#takeOff = overlay(entityOf(entity, who), stand);
	}

	/** The entity is again what it was before this patch; a second time does nothing. */
	restore(): void {
		this.#takeOff();
	}

	[Symbol.dispose](): void {
		this.restore();
	}
}

/**
 * Replaces what a task, dynamic, eager, workflow, launch plan or reference does, wherever it is called: at top level, as a
 * node, as a map's element. Its values still go through literals, so a replacement of a wrong type is found. It runs in the
 * test's own process. The last patch counts; each is taken off on its own. With `body` the patch lasts until it has ended.
 * flytekit: flytekit.testing.patch. Throws TESTING_ENTITY.
 */
export function patch<E extends { readonly name: string }>(
	entity: E,
	replacement: Replacement<InputsOf<E>, OutputOf<E>>,
): Patch<InputsOf<E>>;
export function patch<E extends { readonly name: string }, T>(
	entity: E,
	replacement: Replacement<InputsOf<E>, OutputOf<E>>,
	body: (patch: Patch<InputsOf<E>>) => T | Promise<T>,
): Promise<T>;
export function patch<I, T>(
	entity: unknown,
	replacement: Replacement<I, unknown>,
	body?: (patch: Patch<I>) => T | Promise<T>,
): Patch<I> | Promise<T> {
	const made = new Patch<I>(entity, replacement);
	return body === undefined ? made : during(made, body);
}

async function during<I, T>(made: Patch<I>, body: (patch: Patch<I>) => T | Promise<T>): Promise<T> {
	try {
		return await body(made);
	} finally {
		made.restore();
	}
}
