import { classify, isDeclaration, isVerdict } from "../attempt/classify.js";
import { cutText } from "../errors/cut-text.js";
import { describeThrown, isFlyteError, labelled } from "../errors/index.js";
import { plainText } from "../errors/plain-text.js";
import type { ContainerError } from "../wire/index.js";
import type { AttemptFailure } from "./failure.js";
import { withSourcePlaces } from "./source-places.js";

/** Whose fault a failure is, whether another attempt may end better, and flytekit's word for it. */
type Verdict = Pick<ContainerError, "code" | "origin" | "recoverable">;

const USER: Verdict = { code: "USER:RuntimeError", origin: "user", recoverable: false };
const SYSTEM: Verdict = { code: "SYSTEM", origin: "system", recoverable: false };
const SYSTEM_RECOVERABLE: Verdict = { ...SYSTEM, recoverable: true };

/** What error.pb says of a failure: a text of at most 64 kB of well-formed UTF-8 that no terminal acts on. */
export function containerError(
	failure: AttemptFailure,
	facts: { readonly worker: string; readonly now: number },
): ContainerError {
	return {
		...verdictOf(failure),
		message: textOf(isVerdict(failure.thrown) ? failure.thrown.thrown : failure.thrown),
		timestamp: facts.now,
		worker: facts.worker,
	};
}

/**
 * As flytekit decides: what the task's code throws, and what keeps it from being loaded, is the user's; values that do not fit
 * are the system's; neither is tried again unless the task says so. What a store refuses may be over at the next attempt.
 */
function verdictOf({ phase, thrown }: AttemptFailure): Verdict {
	if (isFlyteError(thrown, "ENTRYPOINT_TERMINATED")) return SYSTEM_RECOVERABLE;
	if (isVerdict(thrown)) return { code: thrown.code, origin: thrown.kind, recoverable: thrown.recoverable };
	switch (phase) {
		case "load":
			return isStorage(thrown) ? SYSTEM_RECOVERABLE : USER;
		case "body": {
			const { code, kind, recoverable } = classify(thrown);
			return { code, origin: kind, recoverable };
		}
		case "outputs":
			if (isStorage(thrown)) return SYSTEM_RECOVERABLE;
			return { ...USER, code: isFlyteError(thrown, "ENTRYPOINT_OFFLOAD") ? "USER:ValueError" : "USER:TypeError" };
		case "inputs":
			if (isDeclaration(thrown)) return USER;
			return isStorage(thrown) ? SYSTEM_RECOVERABLE : SYSTEM;
		case "read":
		case "write":
			return isStorage(thrown) ? SYSTEM_RECOVERABLE : SYSTEM;
	}
}

/** Whether a store could not do what it was asked, itself or as the reason of one of our errors. */
function isStorage(thrown: unknown): boolean {
	let error = thrown;
	for (let depth = 0; depth < 8 && isFlyteError(error); depth++) {
		if (error.code.startsWith("STORAGE_") && !DECIDED.has(error.code)) return true;
		error = error.details.cause;
	}
	return false;
}

/** What a store says for good, whoever asks. */
const DECIDED = new Set(["STORAGE_REFUSED", "STORAGE_SCHEME", "STORAGE_URI"]);

function textOf(thrown: unknown): string {
	const text = describeThrown(thrown);
	const stack = text.stack === "" ? "" : `\n${text.stack}`;
	return cutText(withSourcePlaces(plainText(labelled(text) + stack)));
}
