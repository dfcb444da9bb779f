import { type PackedThrown, packThrown, unpackThrown } from "../../attempt/apart/packed.js";
import { FlyteError } from "../../errors/index.js";
import { Failures } from "../failure.js";
import type { CallRecord } from "./record.js";

/** What an eager body was given to catch: the error, and what the task itself threw. */
interface StoredThrown {
	readonly error: PackedThrown;
	readonly cause?: PackedThrown;
}

/** The text of {@link CallRecord.thrown} for a call of an eager body that failed. */
export function thrownText(failures: Failures): string {
	const error = failures.toError();
	const { cause } = error.details;
	const stored: StoredThrown = {
		error: packThrown(error),
		...(cause === undefined ? {} : { cause: packThrown(cause) }),
	};
	return JSON.stringify(stored);
}

/** The same failure again: an error with the code, the text, the details and the cause's text of the first. */
export function failuresOf({ thrown, path, name }: CallRecord): Failures {
	const { error: packed, cause } = JSON.parse(thrown ?? "") as StoredThrown;
	const own = unpackThrown(packed);
	const { code, summary, details } = packed.own ?? {
		code: "ENGINE_TASK_FAILED" as const,
		summary: own.message,
		details: {},
	};
	const error = new FlyteError(code, summary, {
		...details,
		...(cause === undefined ? {} : { cause: unpackThrown(cause) }),
	});
	return new Failures({ path, entity: name, error });
}
