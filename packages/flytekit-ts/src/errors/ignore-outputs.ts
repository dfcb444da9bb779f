import { isFlyteError } from "./flyte-error.js";

const BRAND = Symbol.for("flytekit-ts.ignore-outputs");

/**
 * Thrown by a body, or by `postExecute`, to say: what this process has is not the task's output. For tasks of several
 * containers, of which one gives the outputs: a container ends well and writes nothing. Here there is only one process, so
 * the task fails. flytekit's IgnoreOutputs.
 */
export class IgnoreOutputs extends Error {
	override readonly name: string = "IgnoreOutputs";

	constructor(message = "this process gives no outputs, another one does", options?: { readonly cause?: unknown }) {
		super(message, options);
		Object.defineProperty(this, BRAND, { value: true });
	}
}

/** Whether `value`, or what one of our errors was thrown because of, is an {@link IgnoreOutputs}. Never throws. */
export function isIgnoreOutputs(value: unknown): boolean {
	let thrown = value;
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
