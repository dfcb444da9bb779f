import type { Callable } from "../authoring/api-types.js";
import { FlyteError } from "../errors/index.js";
import { entityOf } from "./entity.js";
import { Patch, type Replacement } from "./patch.js";

/** A task that does what it is told, and records its calls. Ends as a {@link Patch} does. */
export class Mock<I = unknown, O = unknown> extends Patch<I> {
	readonly #once: Replacement<I, O>[];
	readonly #plan: { always: Replacement<I, O> | undefined };

	/** Authors use {@link mock}. */
	constructor(entity: unknown) {
		const named = entityOf(entity, "mock()");
		const once: Replacement<I, O>[] = [];
		const plan: { always: Replacement<I, O> | undefined } = { always: undefined };
		super(
			entity,
			(inputs) => {
				const told = once.shift() ?? plan.always;
				if (told !== undefined) return told(inputs);
				if (named.interface.outputs.size === 0) return undefined as O;
				throw untold(named.name);
			},
			"mock()",
		);
		this.#once = once;
		this.#plan = plan;
	}

	/** Every call gives `value`. */
	returns(value: O): this {
		return this.does(() => value);
	}

	/** The next call that nothing else is kept for gives `value`; may be said several times. */
	returnsOnce(value: O): this {
		this.#once.push(() => value);
		return this;
	}

	/** Every call fails with `error`. */
	throws(error: unknown): this {
		return this.does(() => {
			throw error;
		});
	}

	/** The next call that nothing else is kept for fails with `error`. */
	throwsOnce(error: unknown): this {
		this.#once.push(() => {
			throw error;
		});
		return this;
	}

	/** Every call gives what `replacement` makes of its inputs. */
	does(replacement: Replacement<I, O>): this {
		this.#plan.always = replacement;
		return this;
	}
}

function untold(name: string): FlyteError {
	return new FlyteError("TESTING_MOCK", `the mock of ${name} was called and was not told what to return`, {
		entity: name,
		wayOut: "tell it before the run: `mock(task).returns(value)`, or `.does((inputs) => ...)`",
	});
}

/**
 * Replaces a task by one that only does what the test tells it: the real one never runs by accident. A task without outputs
 * needs no telling. flytekit: flytekit.testing.task_mock. Throws TESTING_ENTITY; a call of one that was told nothing, TESTING_MOCK.
 */
export function mock<I, O>(entity: Callable<I, O>): Mock<I, O> {
	return new Mock<I, O>(entity);
}
