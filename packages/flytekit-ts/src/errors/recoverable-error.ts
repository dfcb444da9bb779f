import { isFlyteError } from "./flyte-error.js";

const BRAND = Symbol.for("flytekit-ts.recoverable");

/**
 * Thrown by a task to say: try me again. Only these use up a task's `retries`; anything else fails the task at once, here
 * and on Flyte alike. flytekit's FlyteRecoverableException.
 */
export class RecoverableError extends Error {
	override readonly name: string = "RecoverableError";

	constructor(message?: string, options?: { readonly cause?: unknown }) {
		super(message, options);
		Object.defineProperty(this, BRAND, { value: true });
	}
}

/** Whether `value`, or what one of our errors was thrown because of, is a {@link RecoverableError}. Never throws. */
export function isRecoverable(value: unknown): boolean {
	let thrown = value;
	// our own wrappers only: a user who wraps a recoverable error in a plain one decided against the retry
	for (let depth = 0; depth < 8; depth++) {
		try {
			if (typeof thrown !== "object" || thrown === null) return false;
			if ((thrown as Record<symbol, unknown>)[BRAND] === true) return true;
			if (!isFlyteError(thrown)) return false;
			thrown = thrown.details.cause;
		} catch {
			return false; // a hostile proxy
		}
	}
	return false;
}
