import { isFlyteError, isRecoverable } from "../errors/index.js";
import type { ErrorKind } from "./events.js";

/** A failed attempt as Flyte's engine sees it: flyteidl.core.ExecutionError, and whether it may be tried again. */
export interface AttemptError {
	readonly code: string;
	readonly kind: ErrorKind;
	readonly recoverable: boolean;
}

/** Thrown by whoever watches an attempt, to say what Flyte would call the way it ended. */
export interface Verdict extends AttemptError {
	readonly thrown: unknown;
}

const VERDICT = Symbol.for("flytekit-ts.verdict");

/** Something to throw for `thrown` that {@link classify} does not have to guess about. */
export function verdict(thrown: unknown, as: AttemptError): Verdict {
	const { code, kind, recoverable } = as;
	const made: Verdict = { code, kind, recoverable, thrown };
	Object.defineProperty(made, VERDICT, { value: true });
	return made;
}

/** Whether `value` is a {@link Verdict}. Never throws. */
export function isVerdict(value: unknown): value is Verdict {
	try {
		return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[VERDICT] === true;
	} catch {
		return false; // a hostile proxy
	}
}

const USER: AttemptError = { code: "USER:RuntimeError", kind: "user", recoverable: false };
const USER_AGAIN: AttemptError = { ...USER, recoverable: true };
const SYSTEM_AGAIN: AttemptError = { code: "SYSTEM", kind: "system", recoverable: true };

/** A store says these for good: another attempt would hear the same. */
const FINAL = new Set(["STORAGE_NOT_FOUND", "STORAGE_REFUSED", "STORAGE_SCHEME"]);
/** The deployment itself, of which eager tasks ask much, could not be asked just now. */
const AWAY = new Set(["REMOTE_UNREACHABLE", "REMOTE_DEADLINE", "REMOTE_SERVER"]);

/**
 * What Flyte makes of what an attempt threw: a RecoverableError may be tried again, a store or a deployment that failed is the system's
 * fault, all else is the user's and final. Codes are flytekit's. Never throws.
 */
export function classify(thrown: unknown): AttemptError {
	if (isVerdict(thrown)) return thrown;
	if (isRecoverable(thrown)) return USER_AGAIN;
	if (isFlyteError(thrown) && thrown.code.startsWith("STORAGE_") && !FINAL.has(thrown.code)) return SYSTEM_AGAIN;
	if (isFlyteError(thrown) && AWAY.has(thrown.code)) return SYSTEM_AGAIN;
	return USER;
}
