import { isFlyteError, isRecoverable, partOf } from "../errors/index.js";
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

/** What values of a wrong kind are: flytekit's container says the same of the code's, and of what it was given. */
const WRONG_OUTPUT: AttemptError = { code: "USER:TypeError", kind: "user", recoverable: false };
const WRONG_INPUT: AttemptError = { code: "SYSTEM", kind: "system", recoverable: false };
const USER: AttemptError = { code: "USER:RuntimeError", kind: "user", recoverable: false };
const USER_AGAIN: AttemptError = { ...USER, recoverable: true };
const SYSTEM_AGAIN: AttemptError = { code: "SYSTEM", kind: "system", recoverable: true };

/** An attempt beyond its timeout, in propeller's words. */
export const TIMED_OUT: AttemptError = { code: "TimeoutExpired", kind: "user", recoverable: true };

/** A store says these for good: another attempt would hear the same. */
const FINAL = new Set(["STORAGE_NOT_FOUND", "STORAGE_REFUSED", "STORAGE_SCHEME"]);
/** The deployment itself, of which eager tasks ask much, could not be asked just now. */
const AWAY = new Set(["REMOTE_UNREACHABLE", "REMOTE_DEADLINE", "REMOTE_SERVER"]);

/**
 * What Flyte makes of what an attempt threw: a RecoverableError may be tried again, a store or a deployment that failed is the system's
 * fault, as are inputs that do not convert; all else is the user's and final. Codes are flytekit's. Never throws.
 */
export function classify(thrown: unknown): AttemptError {
	if (isVerdict(thrown)) return thrown;
	const part = partOf(thrown);
	if (part === undefined && isRecoverable(thrown)) return USER_AGAIN;
	if (isFlyteError(thrown) && thrown.code.startsWith("STORAGE_") && !FINAL.has(thrown.code)) return SYSTEM_AGAIN;
	if (isFlyteError(thrown) && AWAY.has(thrown.code)) return SYSTEM_AGAIN;
	if (part === "outputs") return WRONG_OUTPUT;
	return part === "inputs" && !isDeclaration(thrown) ? WRONG_INPUT : USER;
}

/** Whether the task is declared wrongly: its types are asked for when its inputs are converted. Never throws. */
export function isDeclaration(thrown: unknown): boolean {
	return isFlyteError(thrown) && /^(?:INTERFACE_|AUTHORING_(?!INPUT$))/.test(thrown.code);
}
