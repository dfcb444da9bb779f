import type { AttemptError } from "./classify.js";
import type { ErrorKind } from "./events.js";

/** Attempts after failures of the system, whatever the task's `retries`: propeller's max-node-retries-system-failures. */
export const SYSTEM_RETRIES = 3;

/** How a node ended that failed for good: flyteidl.core.ExecutionError, without its message. */
export interface FinalError {
	/** `USER:RuntimeError`, or `RetriesExhausted|USER:RuntimeError` where it could have been tried again. */
	readonly code: string;
	/** "unknown" where Flyte's engine says nothing: of arrays. */
	readonly kind: ErrorKind | "unknown";
}

/**
 * Counts the attempts of one call as Flyte's engine does: failures of the system have a budget of their own and do not use
 * up the user's retries; what is not recoverable ends it at once.
 */
export class Tally {
	readonly #retries: number;
	#userFailures = 0;
	#systemFailures = 0;

	/** `retries`: the task's, or what its node says instead. */
	constructor(retries: number) {
		this.#retries = retries;
	}

	/** Attempts that there may be in all, as far as is known by now. */
	get maxAttempts(): number {
		return this.#retries + 1 + Math.min(this.#systemFailures, SYSTEM_RETRIES);
	}

	/** Takes note of a failed attempt. Undefined: there is to be another one. */
	failed(error: AttemptError): (FinalError & { readonly kind: ErrorKind }) | undefined {
		if (!error.recoverable) return { code: error.code, kind: error.kind };
		const left =
			error.kind === "system" ? this.#systemFailures++ < SYSTEM_RETRIES : this.#userFailures++ < this.#retries;
		return left ? undefined : { code: `RetriesExhausted|${error.code}`, kind: "user" };
	}
}
